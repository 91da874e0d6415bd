import { useState } from 'react';
import type { McpAnswer } from '../../../../../src/contract/mcp.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { jsonText } from '../form/json-text.ts';
import { TEXTS } from '../form/texts.ts';
import { JsonTree } from './JsonTree.tsx';
import { LongText } from './LongText.tsx';
import { partsOf } from './parts.ts';

const VIEWS = ['data', 'text', 'raw'] as const;
type View = (typeof VIEWS)[number];

const STEP = 8_000;

/** The data of an answer where it is more than its text once again; null: there is none. */
function dataOf({ raw, data, content }: McpAnswer): unknown {
  const whole = (raw as { structuredContent?: unknown } | null)?.structuredContent;
  return whole ?? (data === content ? null : data);
}

function Texts({ raw }: { raw: unknown }) {
  const texts = useTexts(TEXTS);
  const parts = partsOf(raw);
  if (parts.length === 0) return <p className="quiet">{texts.nothing}</p>;
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one answer never move
    <div key={index}>
      {'text' in part ? (
        part.text === '' ? (
          <p className="quiet">{texts.empty}</p>
        ) : (
          <LongText text={part.text} step={STEP} />
        )
      ) : (
        <p className="quiet">
          <bdi>{texts.other(part.type, part.about)}</bdi>
        </p>
      )}
    </div>
  ));
}

function copied(answer: McpAnswer, view: View): string {
  if (view === 'text') {
    return partsOf(answer.raw)
      .map((part) => ('text' in part ? part.text : ''))
      .join('\n');
  }
  return jsonText(view === 'data' ? dataOf(answer) : answer.raw, 2) ?? '';
}

/** What a tool answered: its data, its text, or all of it as it came. */
export function Result({ answer, ms }: { answer: McpAnswer; ms: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const data = dataOf(answer);
  const hasData = typeof data === 'object' && data !== null;
  const [picked, setPicked] = useState<View | null>(null);
  const view = picked ?? (hasData ? 'data' : 'text');
  return (
    <section className="stack" aria-label={texts.result}>
      <div className="row">
        <h3>{texts.result}</h3>
        <span className={answer.success ? 'status ok' : 'status bad'} role="status">
          <span aria-hidden="true">{answer.success ? '✓' : '✕'}</span>{' '}
          {answer.success ? texts.ok : texts.failed}
        </span>
        <span className="quiet" title={texts.tookHint}>
          {texts.took(format.duration(ms))}
        </span>
        <span className="row spread">
          {VIEWS.filter((one) => one !== 'data' || hasData).map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              aria-pressed={one === view}
              onClick={() => setPicked(one)}
            >
              {texts.views[one]}
            </button>
          ))}
          <CopyButton text={() => copied(answer, view)} of={texts.copyResult} />
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div className="well tall" tabIndex={0} role="group" aria-label={texts.views[view]}>
        {view === 'text' ? (
          <Texts raw={answer.raw} />
        ) : (
          <JsonTree key={view} value={view === 'data' ? data : answer.raw} />
        )}
      </div>
    </section>
  );
}
