import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { spelledOut } from '../../../components/text/visible.ts';
import { useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';

const SHOWN = 3;

/** What the answer of a turn called: up to three names, and how many more. */
export function ToolNames({ tools }: { tools: readonly string[] }) {
  const texts = useTexts(TEXTS);
  if (tools.length === 0) return null;
  const more = tools.length - SHOWN;
  return (
    <span className="turn-tools one-line" title={texts.called(spelledOut(tools.join(', ')))}>
      {tools.slice(0, SHOWN).map((name) => (
        <bdi key={name} className="mono one-line">
          <VisibleText text={name} />
        </bdi>
      ))}
      {more > 0 && <span className="quiet">+{more}</span>}
    </span>
  );
}
