/**
 * Hash of bytes: a polynomial modulo 2^32, so that the hash of any part of a text comes from two hashes of its
 * beginnings: hash(from, to) = h[to] − h[from] · BASE^(to − from). It only says where to look: what is found there is
 * always compared byte by byte.
 */
export const BASE = 0x01000193;

export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, BASE) + (bytes[i] as number)) | 0;
  return hash;
}

/** Spreads what a polynomial leaves in its lower bits over the upper ones, which then say where to look. */
export function spread(hash: number): number {
  // 2^32 divided by the golden ratio.
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
}
