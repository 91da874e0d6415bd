import { NO_RANK } from './pack.ts';

/** Each level has one entry for so many of the level below. */
const FAN_BITS = 4;
const FAN = 1 << FAN_BITS;

/**
 * Ranks by place, and over them the lowest of each block of 16, of each block of 16 of these, and so on: where the
 * lowest rank stands is found in log n steps, and a change takes as many.
 */
export interface Levels {
  ranks: Int32Array;
  /** Takes in the first `size` ranks. */
  build(size: number): void;
  /** After `ranks[at]` was changed. */
  changed(at: number): void;
  /** Place of the lowest rank, the leftmost of several; -1 where there is none. */
  lowest(): number;
}

function lowestIn(ranks: Int32Array, block: number): number {
  let lowest = NO_RANK;
  for (let i = block << FAN_BITS, end = i + FAN; i < end; i++) {
    const rank = ranks[i] as number;
    if (rank < lowest) lowest = rank;
  }
  return lowest;
}

/** For up to `capacity` ranks. */
export function createLevels(capacity: number): Levels {
  const levels: Int32Array[] = [];
  for (let length = capacity; ; length >>= FAN_BITS) {
    const whole = (length + FAN - 1) & ~(FAN - 1);
    levels.push(new Int32Array(whole).fill(NO_RANK));
    if (whole === FAN) break;
    length = whole;
  }
  const ranks = levels[0] as Int32Array;
  /** Level that is looked at first: one block of it has all. */
  let top = 0;

  function build(size: number): void {
    top = 0;
    let length = size;
    for (;;) {
      const level = levels[top] as Int32Array;
      const blocks = (length + FAN - 1) >> FAN_BITS;
      level.fill(NO_RANK, length, blocks << FAN_BITS);
      if (blocks <= 1) return;
      top++;
      const above = levels[top] as Int32Array;
      for (let block = 0; block < blocks; block++) above[block] = lowestIn(level, block);
      length = blocks;
    }
  }

  function changed(at: number): void {
    let block = at >> FAN_BITS;
    for (let k = 0; k < top; k++) {
      const above = levels[k + 1] as Int32Array;
      const lowest = lowestIn(levels[k] as Int32Array, block);
      if (above[block] === lowest) return;
      above[block] = lowest;
      block >>= FAN_BITS;
    }
  }

  function lowest(): number {
    let block = 0;
    for (let k = top; k >= 0; k--) {
      const level = levels[k] as Int32Array;
      let found = NO_RANK;
      for (let i = block << FAN_BITS, end = i + FAN; i < end; i++) {
        const rank = level[i] as number;
        if (rank < found) {
          found = rank;
          block = i;
        }
      }
      if (found === NO_RANK) return -1;
    }
    return block;
  }

  return { ranks, build, changed, lowest };
}
