import { NotThisVocabulary } from '../not-this-vocabulary.ts';
import type { CharClasses } from './classes.ts';
import { hashOf, spread } from './hash.ts';
import { NO_RANK, writePack } from './pack.ts';

function same(bytes: Uint8Array, offsets: Int32Array, rank: number, other: number): boolean {
  const of = (each: number): Uint8Array => bytes.subarray(offsets[each], offsets[each + 1]);
  return Buffer.compare(of(rank), of(other)) === 0;
}

function hashTable(bytes: Uint8Array, offsets: Int32Array): Int32Array {
  const count = offsets.length - 1;
  // At most half full: what is not there is then known after one or two slots.
  const bits = 33 - Math.clz32(count - 1);
  const mask = 2 ** bits - 1;
  const slots = new Int32Array(2 ** (bits + 1)).fill(-1);
  for (let rank = 0; rank < count; rank++) {
    const hash = hashOf(bytes, offsets[rank] ?? 0, offsets[rank + 1] ?? 0);
    let slot = spread(hash) >>> (32 - bits);
    while (slots[2 * slot + 1] !== -1) {
      if (slots[2 * slot] === hash && same(bytes, offsets, rank, slots[2 * slot + 1] as number))
        throw new NotThisVocabulary('token_twice', rank);
      slot = (slot + 1) & mask;
    }
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = rank;
  }
  return slots;
}

/** The pack of tokens in the order of their ranks. Throws where two are the same. */
export function makePack(tokens: readonly Uint8Array[], classes: CharClasses): Uint8Array {
  const offsets = new Int32Array(tokens.length + 1);
  const pairs = new Int32Array(65_536).fill(NO_RANK);
  let longest = 0;
  for (const [rank, token] of tokens.entries()) {
    offsets[rank + 1] = (offsets[rank] ?? 0) + token.length;
    longest = Math.max(longest, token.length);
    if (token.length === 2) pairs[((token[0] ?? 0) << 8) | (token[1] ?? 0)] = rank;
  }
  const bytes = new Uint8Array(Buffer.concat(tokens));
  return writePack({ bytes, offsets, pairs, slots: hashTable(bytes, offsets), ...classes }, longest);
}
