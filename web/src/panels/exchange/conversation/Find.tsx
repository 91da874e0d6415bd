import { ChevronDown, ChevronUp } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useShortcuts } from '../../../app/shortcuts.ts';
import { Failure } from '../../../components/States.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';
import type { Finding } from './use-find.ts';

/** Looks for a text in the whole exchange: Enter and `n` go on, `N` goes back, Esc ends it. */
export function Find({ finding }: { finding: Finding }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [typed, setTyped] = useState(finding.text);
  useEffect(() => setTyped(finding.text), [finding.text]);
  const active = finding.count !== null && finding.count > 0;
  const forward = (): void => finding.step(1);
  const back = (): void => finding.step(-1);
  const keys: Record<string, () => void> = active ? { n: forward, N: back } : {};
  useShortcuts({ keys });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed === finding.text) finding.step(1);
    else finding.look(typed);
  };
  const { match } = finding;
  return (
    <search className="find">
      <form className="row" onSubmit={submit}>
        <span role="status" className="find-count quiet">
          {finding.loading && finding.count === null
            ? texts.looking
            : finding.count === null
              ? ''
              : finding.count === 0
                ? texts.nothing
                : texts.ofMatches(
                    format.count(finding.at + 1),
                    `${format.count(finding.count)}${finding.complete ? '' : '+'}`,
                  )}
        </span>
        <input
          className="input"
          type="search"
          value={typed}
          maxLength={1000}
          placeholder={texts.find}
          aria-label={texts.find}
          onChange={({ target }) => {
            setTyped(target.value);
            if (target.value === '') finding.look('');
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && typed !== '') {
              event.preventDefault();
              event.stopPropagation();
              finding.look('');
              setTyped('');
            } else if (event.key === 'Enter' && event.shiftKey) {
              event.preventDefault();
              finding.step(-1);
            }
          }}
        />
        {active && (
          <>
            <button
              type="button"
              className="button plain square"
              aria-label={texts.previous}
              title={`${texts.previous} (N)`}
              onClick={() => finding.step(-1)}
            >
              <ChevronUp size={16} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="button plain square"
              aria-label={texts.next}
              title={`${texts.next} (n)`}
              onClick={() => finding.step(1)}
            >
              <ChevronDown size={16} aria-hidden="true" />
            </button>
          </>
        )}
      </form>
      {match !== null && (
        <p className="find-match small one-line">
          <span className="quiet">
            <VisibleText text={match.before} />
          </span>
          <mark>
            <VisibleText text={match.match} />
          </mark>
          <span className="quiet">
            <VisibleText text={match.after} />
          </span>
        </p>
      )}
      {finding.error !== null && <Failure error={finding.error} />}
    </search>
  );
}
