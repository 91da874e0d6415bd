import type { ContextPart } from '../../../../src/contract/context.ts';
import { kindClass } from '../../components/kinds.ts';
import { VisibleText } from '../../components/text/VisibleText.tsx';
import { TEXTS as COMPONENT_TEXTS } from '../../components/texts.ts';
import { useTexts } from '../../texts/index.ts';
import { partOfBlock } from './block-part.ts';

export function Swatch({ part }: { part: ContextPart }) {
  return <span className={`swatch ${kindClass(part)}`} aria-hidden="true" />;
}

/** What a block is, in colour and word, and of which tool. */
export function Kind({ kind, role, tool }: { kind: string; role: string; tool: string | null }) {
  const texts = useTexts(COMPONENT_TEXTS);
  const part = partOfBlock(kind, role);
  return (
    <span className="kind-name">
      <Swatch part={part} /> {texts.parts[part]}
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
