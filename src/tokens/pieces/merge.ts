import { createLevels } from '../bpe/levels.ts';
import { createPairLookup, type PairTable } from './pair-table.ts';

/**
 * Byte-pair encoding of one segment: of all neighbours that can become one token, those of the lowest priority do, the
 * leftmost first, until there are none.
 */
export interface SegmentMerge {
  /** Number of tokens that the first `size` of `tokens` become. */
  merge(tokens: Int32Array, size: number): number;
  /** The tokens that the segment which was merged last became. */
  result(): number[];
}

/** Greater than every priority. */
const NEVER = 0x7fffffff;

/** For segments of up to `most` tokens: looks at all neighbours for each merge, so its time grows with the square. */
export function createShortMerge(table: PairTable, most: number): SegmentMerge {
  const find = createPairLookup(table);
  const parts = new Int32Array(most + 1);
  /** Of a part together with the next one: priority, and what they become. */
  const priorities = new Int32Array(most + 1).fill(NEVER);
  const becomes = new Int32Array(most + 1);
  let count = 0;

  function look(at: number): void {
    const slot = find(parts[at] as number, parts[at + 1] as number);
    priorities[at] = slot === -1 ? NEVER : (table[slot + 2] as number);
    if (slot !== -1) becomes[at] = table[slot + 3] as number;
  }

  function merge(tokens: Int32Array, size: number): number {
    for (let i = 0; i < size; i++) parts[i] = tokens[i] as number;
    for (let i = 0; i + 1 < size; i++) look(i);
    /** Parts that have a next one. */
    let joints = size - 1;
    for (;;) {
      let lowest = NEVER;
      let at = 0;
      for (let i = 0; i < joints; i++) {
        const priority = priorities[i] as number;
        if (priority < lowest) {
          lowest = priority;
          at = i;
        }
      }
      if (lowest === NEVER) break;
      parts[at] = becomes[at] as number;
      for (let i = at + 1; i < joints; i++) {
        parts[i] = parts[i + 1] as number;
        priorities[i] = priorities[i + 1] as number;
        becomes[i] = becomes[i + 1] as number;
      }
      joints--;
      if (at < joints) look(at);
      if (at > 0) look(at - 1);
    }
    count = joints + 1;
    return count;
  }

  return { merge, result: () => [...parts.subarray(0, count)] };
}

/** For segments of up to `most` tokens: n log n in time, 21 bytes of memory for each of `most`. */
export function createLongMerge(table: PairTable, most: number): SegmentMerge {
  const find = createPairLookup(table);
  const parts = new Int32Array(most + 1);
  const becomes = new Int32Array(most + 1);
  /** Of a part: where the next one begins, and the one before. */
  const next = new Int32Array(most + 1);
  const previous = new Int32Array(most + 1);
  /** Priority of a part together with the next one. */
  const levels = createLevels(most);
  const { ranks: priorities } = levels;
  let size = 0;

  function look(at: number, after: number): void {
    const slot = after < size ? find(parts[at] as number, parts[after] as number) : -1;
    priorities[at] = slot === -1 ? NEVER : (table[slot + 2] as number);
    if (slot !== -1) becomes[at] = table[slot + 3] as number;
  }

  function merge(tokens: Int32Array, length: number): number {
    size = length;
    for (let i = 0; i < size; i++) {
      parts[i] = tokens[i] as number;
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (let i = 0; i < size; i++) look(i, i + 1);
    levels.build(size);
    let count = size;
    for (let at = levels.lowest(); at !== -1; at = levels.lowest()) {
      const gone = next[at] as number;
      const after = next[gone] as number;
      parts[at] = becomes[at] as number;
      next[at] = after;
      previous[after] = at;
      count--;
      priorities[gone] = NEVER;
      levels.changed(gone);
      look(at, after);
      levels.changed(at);
      const before = previous[at] as number;
      if (before < 0) continue;
      look(before, at);
      levels.changed(before);
    }
    return count;
  }

  function result(): number[] {
    const all: number[] = [];
    for (let at = 0; at < size; at = next[at] as number) all.push(parts[at] as number);
    return all;
  }

  return { merge, result };
}
