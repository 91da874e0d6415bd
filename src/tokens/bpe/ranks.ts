import { BASE, spread } from './hash.ts';
import { NO_RANK, type Pack } from './pack.ts';

/** Looks up which bytes are a token. */
export interface Ranks {
  /** Bytes of the longest token. */
  longest: number;
  /** Rank of the token of these bytes, of which `hash` is the hash; {@link NO_RANK} where there is none. */
  rankOf(bytes: Uint8Array, from: number, to: number, hash: number): number;
  /** The same of a part of a piece, by the hashes of the piece's beginnings: `hashes[i]` is that of `i` bytes. */
  rankWithin(bytes: Uint8Array, start: number, from: number, to: number, hashes: Int32Array): number;
}

export function createRanks({ bytes: all, offsets, slots, pairs, longest }: Pack): Ranks {
  const mask = slots.length / 2 - 1;
  const shift = Math.clz32(mask);
  const powers = new Int32Array(longest + 1);
  powers[0] = 1;
  for (let i = 1; i <= longest; i++) powers[i] = Math.imul(powers[i - 1] as number, BASE);

  function isToken(rank: number, bytes: Uint8Array, from: number, to: number): boolean {
    let at = offsets[rank] as number;
    if ((offsets[rank + 1] as number) - at !== to - from) return false;
    for (let i = from; i < to; i++) if (all[at++] !== bytes[i]) return false;
    return true;
  }

  function rankOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    for (let slot = spread(hash) >>> shift; ; slot = (slot + 1) & mask) {
      const rank = slots[2 * slot + 1] as number;
      if (rank === -1) return NO_RANK;
      if (slots[2 * slot] === hash && isToken(rank, bytes, from, to)) return rank;
    }
  }

  function rankWithin(
    bytes: Uint8Array,
    start: number,
    from: number,
    to: number,
    hashes: Int32Array,
  ): number {
    const length = to - from;
    const first = start + from;
    if (length === 2) return pairs[((bytes[first] as number) << 8) | (bytes[first + 1] as number)] as number;
    if (length > longest) return NO_RANK;
    const hash = ((hashes[to] as number) - Math.imul(hashes[from] as number, powers[length] as number)) | 0;
    return rankOf(bytes, first, start + to, hash);
  }

  return { longest, rankOf, rankWithin };
}
