import type { ExchangeRow } from '../../../../src/contract/row.ts';

export interface WaterfallProps {
  row: ExchangeRow;
  /** Ms that the whole width stands for. */
  scaleMs: number;
  /** Ms since 1970, for what still runs. */
  now: number;
}

/** The time that an exchange has taken, in ms; up to now where it runs. */
export function elapsedOf(row: ExchangeRow, now: number): number {
  return row.timings.total_ms ?? Math.max(0, now - Date.parse(row.started_at));
}

/** One row, one clock: our own time, waiting for the first byte, streaming. A longer one than the scale ends in `»`. */
export function Waterfall({ row, scaleMs, now }: WaterfallProps) {
  const total = elapsedOf(row, now);
  const proxy = Math.min(total, row.timings.proxy_ms ?? 0);
  const first = Math.min(total, row.timings.first_byte_ms ?? total);
  const width = (ms: number): string => `${Math.min(100, (ms / scaleMs) * 100)}%`;
  const failed = row.status === 'error' || row.status === 'cut';
  return (
    <span className="waterfall" aria-hidden="true">
      <span className="wf-proxy" style={{ width: width(proxy) }} />
      <span
        className={failed && row.timings.first_byte_ms === null ? 'wf-failed' : 'wf-wait'}
        style={{ width: width(first - proxy) }}
      />
      <span className={failed ? 'wf-failed' : 'wf-stream'} style={{ width: width(total - first) }} />
      {total > scaleMs && <span className="wf-more">»</span>}
    </span>
  );
}
