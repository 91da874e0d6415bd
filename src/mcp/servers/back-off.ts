import type { Clock } from '../../exchange/index.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Ms that a server must have run for its earlier deaths to be forgotten. */
const STABLE_MS = 60_000;

/** How long a server that dies or does not start is left alone: 1 s, then twice as long each time, up to a minute. */
export interface BackOff {
  failed(): void;
  started(): void;
  /** Ms until it may be tried again; 0: now. */
  waitMs(): number;
  /** Resolves when it may be tried again, or with `wake`. */
  wait(): Promise<void>;
  /** Ends all waiting. */
  wake(): void;
  reset(): void;
}

export function createBackOff(clock: Clock): BackOff {
  let failures = 0;
  let until = 0;
  let startedAt: number | null = null;
  const waiting = new Set<() => void>();
  const waitMs = (): number => Math.max(0, until - clock.monotonic());
  return {
    failed() {
      const now = clock.monotonic();
      if (startedAt !== null && now - startedAt >= STABLE_MS) failures = 0;
      startedAt = null;
      failures += 1;
      until = now + Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
    },
    started() {
      startedAt = clock.monotonic();
    },
    waitMs,
    wait: () =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, waitMs());
        waiting.add(wake);
      }),
    wake() {
      for (const one of [...waiting]) one();
    },
    reset() {
      failures = 0;
      until = 0;
      startedAt = null;
    },
  };
}
