/** Time as the rooms take it, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since 1970, wall time: for what is stored and shown. */
  now(): number;
  /** Milliseconds, monotonic: for durations. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** ISO 8601 in UTC with milliseconds. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
