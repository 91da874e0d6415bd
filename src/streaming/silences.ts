import type { Silence } from '../contract/index.ts';

/** Ms from which a silence is told. */
const TOLD_MS = 1000;
/** Silences that are kept of one exchange: the longest. */
const MOST = 50;

/**
 * Who was silent when, and for how long. Nothing is allocated but for a silence that is long enough to be told.
 * `origin`: monotonic ms at which the exchange began.
 */
export class Silences {
  private readonly origin: number;
  private readonly kept: Silence[] = [];

  constructor(origin: number) {
    this.origin = origin;
  }

  /** Nothing came or went between these two, in monotonic ms, because of `who`. */
  note(from: number, to: number, who: Silence['who']): void {
    if (to - from <= TOLD_MS) return;
    const silence = { at_ms: Math.max(0, Math.round(from - this.origin)), ms: Math.round(to - from), who };
    if (this.kept.length < MOST) {
      this.kept.push(silence);
      return;
    }
    let shortest = 0;
    for (let i = 1; i < MOST; i++) if ((this.kept[i]?.ms ?? 0) < (this.kept[shortest]?.ms ?? 0)) shortest = i;
    if ((this.kept[shortest]?.ms ?? 0) < silence.ms) this.kept[shortest] = silence;
  }

  /** Those that are kept, in their order. */
  get list(): Silence[] {
    return this.kept.toSorted((a, b) => a.at_ms - b.at_ms);
  }
}
