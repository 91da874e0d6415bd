/** Counts failures by key in a sliding minute. */
export interface FailureLimit {
  /** Whole seconds to wait; null where there is no need to. */
  refuse(key: string, now: number): number | null;
  failed(key: string, now: number): void;
}

const WINDOW_MS = 60_000;
const MOST_KEYS = 1000;

/** At most `most` failures a minute and key; keys beyond a thousand share one count. `now` is in ms. */
export function failureLimit(most: number): FailureLimit {
  const failures = new Map<string, number[]>();
  const slot = (key: string): string => (failures.has(key) || failures.size < MOST_KEYS ? key : 'others');
  const recent = (key: string, now: number): number[] => {
    const times = (failures.get(slot(key)) ?? []).filter((time) => now - time < WINDOW_MS);
    if (times.length === 0) failures.delete(slot(key));
    return times;
  };
  return {
    refuse(key, now) {
      const times = recent(key, now);
      const oldest = times[0];
      if (oldest === undefined || times.length < most) return null;
      return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    },
    failed(key, now) {
      const times = recent(key, now);
      failures.set(slot(key), [...times.slice(-most + 1), now]);
    },
  };
}
