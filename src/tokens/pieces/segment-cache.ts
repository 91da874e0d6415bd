import { spread } from '../bpe/hash.ts';

/**
 * Token counts of segments that were merged lately: words come again and again. Each hash has one place, which the
 * newest segment takes. Segments are kept as copies and compared with them, so no count is ever another segment's.
 */
export interface SegmentCache {
  /** Tokens of the segment; 0 where it is not known. */
  get(tokens: Int32Array, size: number, hash: number): number;
  set(tokens: Int32Array, size: number, hash: number, count: number): void;
}

/** Longest segment that is kept, in characters. */
export const KEY_SIZE = 16;

/** 16,384 places of 72 bytes: 1.2 MB. */
const PLACE_BITS = 14;

export function createSegmentCache(): SegmentCache {
  /** A hash; a size and the count above it. */
  const facts = new Int32Array(2 << PLACE_BITS);
  const keys = new Int32Array(KEY_SIZE << PLACE_BITS);

  function get(tokens: Int32Array, size: number, hash: number): number {
    const place = spread(hash) >>> (32 - PLACE_BITS);
    const fact = facts[2 * place + 1] as number;
    if (facts[2 * place] !== hash || (fact & 0xff) !== size) return 0;
    const at = place * KEY_SIZE;
    for (let i = 0; i < size; i++) if (keys[at + i] !== tokens[i]) return 0;
    return fact >> 8;
  }

  function set(tokens: Int32Array, size: number, hash: number, count: number): void {
    const place = spread(hash) >>> (32 - PLACE_BITS);
    facts[2 * place] = hash;
    facts[2 * place + 1] = (count << 8) | size;
    const at = place * KEY_SIZE;
    for (let i = 0; i < size; i++) keys[at + i] = tokens[i] as number;
  }

  return { get, set };
}
