import { levelOf } from './level.ts';

/** A share of the window as a small bar, in the colour of its level; the number beside it says the same. */
export function MiniBar({ use, thresholds }: { use: number; thresholds: readonly number[] }) {
  return (
    <span className="mini-bar" aria-hidden="true">
      <span className={`fill-${levelOf(use, thresholds)}`} style={{ width: `${Math.min(1, use) * 100}%` }} />
    </span>
  );
}
