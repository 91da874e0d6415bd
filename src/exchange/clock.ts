/** Time as the rooms take it, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since 1970, wall time: for what is stored and shown. */
  now(): number;
  /** Milliseconds, monotonic: for durations. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

let lastMs = Number.NaN;
let lastText = '';

/** ISO 8601 in UTC with milliseconds. The last one is kept: each event of an exchange tells when it began. */
export function isoTime(epochMs: number): string {
  if (epochMs !== lastMs) {
    lastText = new Date(epochMs).toISOString();
    lastMs = epochMs;
  }
  return lastText;
}
