import { createLevels } from './levels.ts';
import { fillHashes, type Merge } from './merge.ts';
import { NO_RANK } from './pack.ts';
import type { Ranks } from './ranks.ts';

/** For pieces of up to `most` bytes: n log n in time, 17 bytes of memory for each of `most`. */
export function createLongMerge({ rankWithin }: Ranks, most: number): Merge {
  const hashes = new Int32Array(most + 1);
  /** Of a part that begins here: where the next one begins, and the one before. */
  const next = new Int32Array(most + 1);
  const previous = new Int32Array(most + 1);
  /** Its rank together with the next one. */
  const levels = createLevels(most);
  const { ranks } = levels;
  let size = 0;

  function merge(bytes: Uint8Array, from: number, to: number): number {
    size = to - from;
    fillHashes(hashes, bytes, from, to);
    for (let i = 0; i < size; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      ranks[i] = i + 1 < size ? rankWithin(bytes, from, i, i + 2, hashes) : NO_RANK;
    }
    levels.build(size);
    let count = size;
    for (let at = levels.lowest(); at !== -1; at = levels.lowest()) {
      const gone = next[at] as number;
      const end = next[gone] as number;
      next[at] = end;
      previous[end] = at;
      count--;
      ranks[gone] = NO_RANK;
      levels.changed(gone);
      ranks[at] = end < size ? rankWithin(bytes, from, at, next[end] as number, hashes) : NO_RANK;
      levels.changed(at);
      const before = previous[at] as number;
      if (before < 0) continue;
      ranks[before] = rankWithin(bytes, from, before, end, hashes);
      levels.changed(before);
    }
    return count;
  }

  function starts(): number[] {
    const all: number[] = [];
    for (let at = 0; at < size; at = next[at] as number) all.push(at);
    return all;
  }

  return { merge, starts };
}
