import type { ContextPart } from '../../../../src/contract/context.ts';
import { kindClass } from '../../components/kinds.ts';
import { VisibleText } from '../../components/text/VisibleText.tsx';
import { useTexts } from '../../texts/index.ts';
import { partOfBlock } from './block-part.ts';
import { TEXTS } from './texts.ts';

export function Swatch({ part }: { part: ContextPart }) {
  return <span className={`swatch ${kindClass(part)}`} aria-hidden="true" />;
}

/** What a block is, in colour and word, and of which tool. */
export function Kind({ kind, role, tool }: { kind: string; role: string; tool: string | null }) {
  const texts = useTexts(TEXTS);
  const part = partOfBlock(kind, role);
  return (
    <span className="kind-name">
      <Swatch part={part} /> {texts.block[part]}
      {tool !== null && (
        <>
          {' '}
          <code>
            <VisibleText text={tool} />
          </code>
        </>
      )}
    </span>
  );
}
