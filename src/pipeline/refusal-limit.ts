import type { Clock } from '../exchange/index.ts';

/** Refusals of one code that are recorded within a minute. */
const A_MINUTE = 60;
const MINUTE_MS = 60_000;

interface Count {
  /** Monotonic ms at which its minute began. */
  since: number;
  recorded: number;
  more: number;
}

/**
 * How many refusals are recorded: who asks without the right to must not fill the disk. By code, so that a flood of one
 * does not hide the others. `onMore` hears how many were not recorded, once a minute at most.
 */
export class RefusalLimit {
  readonly #counts = new Map<string, Count>();
  readonly #clock: Clock;
  readonly #onMore: (code: string, more: number) => void;

  constructor(clock: Clock, onMore: (code: string, more: number) => void) {
    this.#clock = clock;
    this.#onMore = onMore;
  }

  /** Whether a refusal of this code, which comes now, is recorded. */
  take(code: string): boolean {
    const now = this.#clock.monotonic();
    let count = this.#counts.get(code);
    if (count === undefined || now - count.since >= MINUTE_MS) {
      if (count !== undefined && count.more > 1) this.#onMore(code, count.more - 1);
      count = { since: now, recorded: 0, more: 0 };
      this.#counts.set(code, count);
    }
    if (count.recorded < A_MINUTE) {
      count.recorded += 1;
      return true;
    }
    count.more += 1;
    // The first is told at once: a flood may be followed by nothing.
    if (count.more === 1) this.#onMore(code, 1);
    return false;
  }
}
