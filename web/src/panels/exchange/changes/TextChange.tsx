import type { TextDiff } from '../../../../../src/contract/context.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { foldSame } from './fold.ts';
import { TEXTS } from './texts.ts';

type StepProps = { step: TextDiff['changes'][number]; byLine: boolean };

function Step({ step, byLine }: StepProps) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const sign = (text: string) => (byLine ? <span className="sign">{text} </span> : null);
  switch (step.op) {
    case 'removed':
      return (
        <del>
          {sign('−')}
          <span className="visually-hidden">{texts.was}</span>
          <VisibleText text={step.text} />
        </del>
      );
    case 'added':
      return (
        <ins>
          {sign('+')}
          <span className="visually-hidden">{texts.is}</span>
          <VisibleText text={step.text} />
        </ins>
      );
    case 'same':
      return (
        <span>
          {sign(' ')}
          <VisibleText text={step.text} />
        </span>
      );
    case 'skipped':
      return (
        <span className="skipped">
          {texts.skipped(format.count(step.characters))}
          {'\n'}
        </span>
      );
  }
}

/** What changed in a text: signs and names besides colours, and what did not change in between folded. */
export function TextChange({ diff }: { diff: TextDiff }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const byLine = diff.by === 'line';
  return (
    <div className="text-change">
      {diff.replaced && <p className="quiet small">{texts.replaced}</p>}
      <Scroller className={byLine ? 'by-line' : 'by-word'} label={texts.ops.edited}>
        <pre dir="auto">
          {foldSame(diff.changes, byLine).map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps of one text, never moved
            <Step key={index} step={step} byLine={byLine} />
          ))}
        </pre>
      </Scroller>
      {diff.truncated && (
        <p className="quiet small">
          {texts.truncated(format.count(diff.characters_removed), format.count(diff.characters_added))}
        </p>
      )}
    </div>
  );
}
