import { memo, type ReactNode } from 'react';
import type { ContextPart } from '../../../../../src/contract/context.ts';
import type { ConversationBlock } from '../../../../../src/contract/conversation.ts';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { countDeceiving } from '../../../components/text/visible.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { partOfBlock } from '../block-part.ts';
import { TEXTS as EXCHANGE_TEXTS } from '../texts.ts';
import { CallArguments, Picture, TextContent } from './Content.tsx';
import { TEXTS } from './texts.ts';

export interface BlockFrameProps {
  part: ContextPart;
  label?: string;
  tool: string | null;
  /** In figures, on the right. */
  tokens: string;
  /** More about it, beside its name. */
  notes?: ReactNode;
  /** Opened by whoever wants to read it. */
  folded: boolean;
  found: boolean;
  anchor: string;
  children: ReactNode;
}

/** A block of a conversation: what it is on the left, in the colour of its kind, what it holds, and what it weighs. */
export function BlockFrame(props: BlockFrameProps) {
  const { part, label, tool, tokens, notes, folded, found, anchor, children } = props;
  const texts = useTexts(EXCHANGE_TEXTS);
  const name = (
    <>
      <span className="block-kind">{label ?? texts.block[part]}</span>
      {tool !== null && (
        <code className="block-tool">
          <VisibleText text={tool} />
        </code>
      )}
      {notes}
      <span className="block-tokens">{tokens}</span>
    </>
  );
  return (
    <li className={`block edge-${part}${found ? ' found' : ''}`} data-block={anchor} tabIndex={-1}>
      {folded ? (
        <details open={found}>
          <summary className="block-head">{name}</summary>
          <div className="block-content">{children}</div>
        </details>
      ) : (
        <>
          <div className="block-head">{name}</div>
          <div className="block-content">{children}</div>
        </>
      )}
    </li>
  );
}

export interface BlockProps {
  block: ConversationBlock;
  /** The tool of a result that does not name it: that of its call. */
  calledTool: string | null;
  readable: boolean;
  found: boolean;
}

function BlockBody({ block, readable }: BlockProps) {
  const format = useFormat();
  const exchangeTexts = useTexts(EXCHANGE_TEXTS);
  const { kind, image, text, more, kept, hash, bytes } = block;
  if (image !== null) return <Picture image={image} path={`/api/blocks/${hash}/image`} />;
  if (text === null) {
    return <p className="quiet">{exchangeTexts.notKept.other}</p>;
  }
  const size = format.bytes(bytes);
  const source = more ? { path: `/api/blocks/${hash}` } : null;
  if (kind === 'tool_call') return <CallArguments text={text} source={source} size={size} />;
  const said = kind === 'text' || kind === 'system' || kind === 'reasoning';
  return (
    <>
      <TextContent text={text} source={source} size={size} readable={readable} said={said} />
      {kept === 'preview' && <p className="quiet small">{exchangeTexts.notKept.preview}</p>}
    </>
  );
}

/** A block of the context. */
export const Block = memo(function Block(props: BlockProps) {
  const { block, calledTool, found } = props;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const part = partOfBlock(block.kind, block.role);
  const deceiving = countDeceiving(block.text ?? '');
  return (
    <BlockFrame
      part={part}
      tool={block.tool ?? calledTool}
      tokens={format.count(block.tokens)}
      folded={part === 'reasoning' || part === 'tool_schema'}
      found={found}
      anchor={`context-${block.position}`}
      notes={
        <>
          {block.repeats > 1 && (
            <span className="tag warn" title={texts.repeatsHint}>
              ×{format.count(block.repeats)} {texts.repeated}
            </span>
          )}
          {deceiving > 0 && <span className="tag warn">{format.plural(deceiving, ...texts.invisible)}</span>}
        </>
      }
    >
      <BlockBody {...props} />
    </BlockFrame>
  );
});
