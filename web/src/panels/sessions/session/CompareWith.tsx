import { X } from 'lucide-react';
import { useId } from 'react';
import { useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';

/** Which turn the chosen one is compared with: typed, for there may be thousands. */
export function CompareWith({ chosen: { turns, at, against, compare } }: { chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const id = useId();
  if (turns.length < 2) return null;
  return (
    <span className="row compare">
      <label htmlFor={id}>{texts.compareWith}</label>
      <input
        id={id}
        type="number"
        className="input compare-turn"
        min={1}
        max={turns.length}
        placeholder={at > 0 ? String(at) : undefined}
        value={against === null ? '' : against + 1}
        onChange={({ target }) => {
          const turn = target.valueAsNumber;
          compare(Number.isInteger(turn) && turn >= 1 && turn <= turns.length ? turn - 1 : null);
        }}
      />
      {against !== null && (
        <button
          type="button"
          className="button plain square"
          aria-label={texts.compareNone}
          title={texts.compareNone}
          onClick={() => compare(null)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
