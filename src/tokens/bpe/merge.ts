import { BASE } from './hash.ts';
import { NO_RANK } from './pack.ts';
import type { Ranks } from './ranks.ts';

/**
 * Byte-pair encoding of one piece: of all neighbours whose bytes together are a token, those of the lowest rank
 * become one, the leftmost first, until there are none.
 */
export interface Merge {
  /** Number of tokens of the piece. */
  merge(bytes: Uint8Array, from: number, to: number): number;
  /** Where the tokens of the piece that was merged last begin, from its beginning. */
  starts(): number[];
}

/** `hashes[i]` becomes the hash of the piece's first `i` bytes. */
export function fillHashes(hashes: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  let hash = 0;
  hashes[0] = 0;
  for (let i = from; i < to; i++) {
    hash = (Math.imul(hash, BASE) + (bytes[i] as number)) | 0;
    hashes[i - from + 1] = hash;
  }
}

/** For pieces of up to `most` bytes: looks at all neighbours for each merge, so its time grows with the square. */
export function createShortMerge({ rankWithin }: Ranks, most: number): Merge {
  const hashes = new Int32Array(most + 1);
  /** Where parts begin, and behind the last one where it ends. */
  const starts = new Int32Array(most + 1);
  /** Rank of a part together with the next one. */
  const ranks = new Int32Array(most + 1);
  let count = 0;

  function merge(bytes: Uint8Array, from: number, to: number): number {
    let parts = to - from;
    fillHashes(hashes, bytes, from, to);
    for (let i = 0; i < parts; i++) {
      starts[i] = i;
      ranks[i] = i + 1 < parts ? rankWithin(bytes, from, i, i + 2, hashes) : NO_RANK;
    }
    starts[parts] = parts;
    for (;;) {
      let lowest = NO_RANK;
      let at = 0;
      for (let i = 0; i < parts; i++) {
        const rank = ranks[i] as number;
        if (rank < lowest) {
          lowest = rank;
          at = i;
        }
      }
      if (lowest === NO_RANK) break;
      parts--;
      for (let i = at + 1; i <= parts; i++) {
        starts[i] = starts[i + 1] as number;
        ranks[i] = ranks[i + 1] as number;
      }
      const start = starts[at] as number;
      const end = starts[at + 1] as number;
      ranks[at] = at + 1 < parts ? rankWithin(bytes, from, start, starts[at + 2] as number, hashes) : NO_RANK;
      if (at > 0) ranks[at - 1] = rankWithin(bytes, from, starts[at - 1] as number, end, hashes);
    }
    count = parts;
    return parts;
  }

  return { merge, starts: () => [...starts.subarray(0, count)] };
}
