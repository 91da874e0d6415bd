import { fillHashes } from './merge.ts';
import { NO_RANK } from './pack.ts';
import type { Ranks } from './ranks.ts';

/** Each level of the tree has one entry for so many of the level below. */
const FAN_BITS = 4;
const FAN = 1 << FAN_BITS;

/**
 * Lowest ranks over blocks of 16, over blocks of 16 of these, and so on: which place has the lowest rank, the leftmost
 * of several, is found in log n steps, and a change takes as many.
 */
function createLevels(ranks: Int32Array): Int32Array[] {
  const levels = [ranks];
  for (let below = ranks; below.length > FAN; ) {
    const level = new Int32Array(Math.ceil(below.length / FAN) + FAN - 1 & ~(FAN - 1)).fill(NO_RANK);
    for (let i = 0; i < below.length; i++) {
      const rank = below[i] as number;
      if (rank < (level[i >> FAN_BITS] as number)) level[i >> FAN_BITS] = rank;
    }
    levels.push(level);
    below = level;
  }
  return levels;
}

function update(levels: Int32Array[], at: number): void {
  let block = at >> FAN_BITS;
  for (let k = 1; k < levels.length; k++) {
    const below = levels[k - 1] as Int32Array;
    const level = levels[k] as Int32Array;
    let lowest = NO_RANK;
    for (let i = block << FAN_BITS, end = i + FAN; i < end; i++) {
      const rank = below[i] as number;
      if (rank < lowest) lowest = rank;
    }
    if (level[block] === lowest) return;
    level[block] = lowest;
    block >>= FAN_BITS;
  }
}

/** Place of the lowest rank, the leftmost of several; -1 where there is none. */
function lowestOf(levels: Int32Array[]): number {
  let block = 0;
  for (let k = levels.length - 1; k >= 0; k--) {
    const level = levels[k] as Int32Array;
    const first = block << FAN_BITS;
    let lowest = NO_RANK;
    for (let i = first; i < first + FAN; i++) {
      const rank = level[i] as number;
      if (rank < lowest) {
        lowest = rank;
        block = i;
      }
    }
    if (lowest === NO_RANK) return -1;
  }
  return block;
}

/**
 * For pieces of any length: n log n in time, some 17 bytes of memory for each of the piece. `starts` takes where the
 * parts begin, if it is given.
 */
export function createLongMerge({ rankWithin }: Ranks) {
  return function merge(bytes: Uint8Array, from: number, to: number, starts?: number[]): number {
    const size = to - from;
    const hashes = new Int32Array(size + 1);
    fillHashes(hashes, bytes, from, to);
    // Of a part that begins here: its rank with the next one, where that begins, where the one before begins.
    const ranks = new Int32Array((size + FAN) & ~(FAN - 1)).fill(NO_RANK);
    const next = new Int32Array(size + 1);
    const previous = new Int32Array(size + 1);
    for (let i = 0; i < size; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i + 1 < size) ranks[i] = rankWithin(bytes, from, i, i + 2, hashes);
    }
    const levels = createLevels(ranks);
    let count = size;
    for (let at = lowestOf(levels); at !== -1; at = lowestOf(levels)) {
      const gone = next[at] as number;
      const behind = next[gone] as number;
      next[at] = behind;
      previous[behind] = at;
      count--;
      ranks[gone] = NO_RANK;
      ranks[at] =
        behind < size ? rankWithin(bytes, from, at, next[behind] as number, hashes) : NO_RANK;
      update(levels, at);
      if (gone >> FAN_BITS !== at >> FAN_BITS) update(levels, gone);
      const before = previous[at] as number;
      if (before >= 0) {
        ranks[before] = rankWithin(bytes, from, before, behind, hashes);
        if (before >> FAN_BITS !== at >> FAN_BITS) update(levels, before);
        else update(levels, at);
      }
    }
    if (starts !== undefined) for (let at = 0; at < size; at = next[at] as number) starts.push(at);
    return count;
  };
}
