import type { ExchangeDetail } from '../../../../../src/contract/api.ts';
import type { Attempt } from '../../../../../src/contract/exchange.ts';

export type SegmentKind =
  | 'proxy'
  | 'connect'
  | 'wait'
  | 'stream'
  | 'silence'
  | 'failed'
  | 'backoff'
  | 'silent';

/** A stretch of a lane, in ms from the beginning of the exchange. */
export interface Segment {
  kind: SegmentKind;
  from: number;
  to: number;
}

export interface AttemptLane {
  attempt: Attempt;
  /** Ms from the beginning of the exchange. */
  from: number;
  segments: Segment[];
}

export const PARTIES = ['client', 'proxy', 'provider'] as const;
export type Party = (typeof PARTIES)[number];

export interface Lanes {
  /** What the whole width stands for, in ms; never 0. */
  totalMs: number;
  attempts: AttemptLane[];
  /** Who was silent when; null where it is not known. */
  silent: Record<Party, Segment[]> | null;
}

/** What of an exchange the lanes are made of. */
export type Timed = Pick<ExchangeDetail, 'started_at' | 'status' | 'attempts' | 'timings'>;

function add(segments: Segment[], kind: SegmentKind, from: number, to: number): void {
  if (to > from || kind === 'failed') segments.push({ kind, from, to: Math.max(from, to) });
}

/** An attempt by shape: connecting, waiting for the first byte, streaming with its silences, what failed. */
function attemptSegments(
  attempt: Attempt,
  from: number,
  totalMs: number,
  isLast: boolean,
  isCut: boolean,
  silences: readonly Segment[],
): Segment[] {
  const segments: Segment[] = [];
  const answered = attempt.total_ms === null ? totalMs : from + attempt.total_ms;
  const firstMs = attempt.first_byte_ms ?? null;
  const failed = attempt.error !== null;
  const refused = failed && (firstMs === null || (attempt.http_status ?? 0) >= 400);
  // An attempt's own time ends where its answer begins; the one that is relayed lasts as long as the exchange.
  const end = Math.min(totalMs, isLast && !refused ? totalMs : Math.max(answered, from));
  const sent = Math.min(end, from + (attempt.connect_ms ?? 0));
  const first = firstMs === null ? null : Math.min(end, from + firstMs);
  add(segments, 'connect', from, sent);
  if (refused) {
    add(segments, 'failed', sent, end);
    return segments;
  }
  add(segments, 'wait', sent, first ?? end);
  if (first === null) return segments;
  let at = first;
  for (const silence of silences) {
    const begin = Math.max(at, silence.from);
    const until = Math.min(end, silence.to);
    if (until <= begin) continue;
    add(segments, 'stream', at, begin);
    add(segments, 'silence', begin, until);
    at = until;
  }
  add(segments, 'stream', at, end);
  if (failed || isCut) add(segments, 'failed', end, end);
  return segments;
}

/** One clock for everything: a lane for each attempt, and when each party was silent. `now` is ms since 1970. */
export function lanesOf({ started_at, status, attempts, timings }: Timed, now: number): Lanes {
  const start = Date.parse(started_at);
  const begins = attempts.map((attempt) => Math.max(0, Date.parse(attempt.started_at) - start));
  const ends = attempts.map((attempt, index) => (begins[index] ?? 0) + (attempt.total_ms ?? 0));
  // Of one whose end nobody saw, as far as it is known.
  const lasted = timings.total_ms ?? (status === 'running' ? now - start : (timings.first_byte_ms ?? 0));
  const totalMs = Math.max(1, lasted, ...ends);
  const silent =
    timings.silences === null
      ? null
      : { client: [] as Segment[], proxy: [] as Segment[], provider: [] as Segment[] };
  for (const { at_ms, ms, who } of timings.silences ?? []) {
    silent?.[who].push({ kind: 'silent', from: at_ms, to: Math.min(totalMs, at_ms + ms) });
  }
  const inStream = [...(silent?.provider ?? []), ...(silent?.client ?? [])].sort((a, b) => a.from - b.from);
  const lanes = attempts.map((attempt, index): AttemptLane => {
    const from = begins[index] ?? 0;
    const isLast = index === attempts.length - 1;
    const isCut = isLast && (status === 'cut' || status === 'interrupted');
    const segments = attemptSegments(attempt, from, totalMs, isLast, isCut, inStream);
    if (index === 0 && from > 0) segments.unshift({ kind: 'proxy', from: 0, to: from });
    const next = begins[index + 1];
    if (next !== undefined) add(segments, 'backoff', ends[index] ?? from, next);
    return { attempt, from, segments };
  });
  return { totalMs, attempts: lanes, silent };
}
