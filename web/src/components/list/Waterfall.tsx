import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { elapsedOf, segmentsOf } from './segments.ts';

export interface WaterfallProps {
  row: ExchangeRow;
  /** Ms that the whole width stands for. */
  scaleMs: number;
  /** Ms since 1970, for what still runs. */
  now: number;
}

/** One row, one clock. Shapes first, then colours; a longer one than the scale ends in `»`. */
export function Waterfall({ row, scaleMs, now }: WaterfallProps) {
  let left = scaleMs;
  const isLonger = (elapsedOf(row, now) ?? 0) > scaleMs;
  return (
    <span className={isLonger ? 'waterfall longer' : 'waterfall'} aria-hidden="true">
      {segmentsOf(row, now).map(({ kind, ms }, n) => {
        const shown = Math.min(ms, left);
        left -= shown;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: segments have no name but their place
          <span key={n} className={`wf-${kind}`} style={{ width: `${(shown / scaleMs) * 100}%` }} />
        );
      })}
      {isLonger && <span className="wf-more">»</span>}
    </span>
  );
}
