import { spread } from './hash.ts';

/**
 * Token counts of pieces that were merged lately: words that are no token by themselves come again and again. Each
 * hash has one place, which the newest piece takes. Pieces are kept as copies of their bytes and compared with them,
 * so that no text is kept alive, and no count is ever another piece's.
 */
export interface PieceCache {
  /** Tokens of the piece; 0 where it is not known. */
  get(bytes: Uint8Array, from: number, to: number, hash: number): number;
  set(bytes: Uint8Array, from: number, to: number, hash: number, tokens: number): void;
}

/** 8,192 places of 32 bytes: a quarter of a megabyte. */
const PLACE_BITS = 13;
const KEY_BYTES = 24;

export function createPieceCache(): PieceCache {
  /** A hash; a length and the tokens above it. */
  const facts = new Int32Array(2 << PLACE_BITS);
  const keys = new Uint8Array(KEY_BYTES << PLACE_BITS);

  function get(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const length = to - from;
    if (length > KEY_BYTES) return 0;
    const place = spread(hash) >>> (32 - PLACE_BITS);
    const fact = facts[2 * place + 1] as number;
    if (facts[2 * place] !== hash || (fact & 0xff) !== length) return 0;
    let at = place * KEY_BYTES;
    for (let i = from; i < to; i++) if (keys[at++] !== bytes[i]) return 0;
    return fact >> 8;
  }

  function set(bytes: Uint8Array, from: number, to: number, hash: number, tokens: number): void {
    const length = to - from;
    if (length > KEY_BYTES) return;
    const place = spread(hash) >>> (32 - PLACE_BITS);
    facts[2 * place] = hash;
    facts[2 * place + 1] = (tokens << 8) | length;
    let at = place * KEY_BYTES;
    for (let i = from; i < to; i++) keys[at++] = bytes[i] as number;
  }

  return { get, set };
}
