import type { ExchangeRow } from '../../../../src/contract/row.ts';

/** `own`: in this program; `backoff`: waiting to try again; `failed`: an attempt that led to nothing. */
export interface Segment {
  kind: 'own' | 'wait' | 'stream' | 'failed' | 'backoff';
  ms: number;
}

/** The time that an exchange has taken, in ms; up to `now` (ms since 1970) where it runs; null where nobody saw its end. */
export function elapsedOf(
  row: Pick<ExchangeRow, 'timings' | 'started_at' | 'status'>,
  now: number,
): number | null {
  const total = row.timings.total_ms;
  if (total !== null || row.status !== 'running') return total;
  return Math.max(0, now - Date.parse(row.started_at));
}

/** What the time of an exchange was spent on, in order; the parts add up to its whole time, or to what is known of it. */
export function segmentsOf(row: ExchangeRow, now: number): Segment[] {
  const total = elapsedOf(row, now) ?? row.timings.first_byte_ms ?? 0;
  const begun = Date.parse(row.started_at);
  const segments: Segment[] = [];
  let at = 0;
  const until = (kind: Segment['kind'], end: number): void => {
    const ms = Math.min(total, end) - at;
    if (ms <= 0) return;
    segments.push({ kind, ms });
    at += ms;
  };
  row.attempts.forEach((attempt, n) => {
    const start = Date.parse(attempt.started_at) - begun;
    until(n === 0 ? 'own' : 'backoff', start);
    if (attempt.error !== null && attempt.total_ms !== null) {
      until('failed', start + attempt.total_ms);
      return;
    }
    const first = row.timings.first_byte_ms;
    until('wait', first ?? total);
    if (first !== null) until(row.status === 'cut' ? 'failed' : 'stream', total);
  });
  // What was never sent, or ran on after its last attempt.
  until(row.status === 'error' && at === 0 ? 'failed' : 'own', total);
  return segments;
}
