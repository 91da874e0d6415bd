import { BLOCK_BITS, type CharClasses, CODE_POINTS, classOf, END_BYTE, MULTIBYTE } from './classes.ts';
import { hashOf, spread } from './hash.ts';
import { NO_RANK, writePack } from './pack.ts';

/** Classes of all code points; it takes a second, once. */
function makeCharClasses(): CharClasses {
  const size = 1 << BLOCK_BITS;
  const known = new Map<string, number>();
  const blockOf = new Uint16Array(CODE_POINTS / size);
  const blocks: number[] = [];
  for (let block = 0; block < blockOf.length; block++) {
    const classes = Array.from({ length: size }, (_, i) => classOf(block * size + i));
    const key = classes.join();
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
      blocks.push(...classes);
    }
    blockOf[block] = number;
  }
  const byByte = new Uint16Array(256).fill(MULTIBYTE);
  byByte.set(blocks.slice(0, 128));
  byByte[END_BYTE] = 0;
  return { byByte, blockOf, blocks: Uint8Array.from(blocks) };
}

/** Tokens by rank, from the lines of `bpe_ranks`: `! <first rank> <base64> <base64> …`. */
function tokensOf(ranks: string): Buffer[] {
  const tokens: Buffer[] = [];
  for (const line of ranks.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    for (const [i, token] of encoded.entries()) tokens[Number(first) + i] = Buffer.from(token, 'base64');
  }
  return tokens;
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
    while (slots[2 * slot + 1] !== -1) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = rank;
  }
  return slots;
}

let classes: CharClasses | null = null;

/** The pack of a vocabulary, from the ranks as the `tiktoken` package writes them (`encoders/<name>.json`). */
export function makePack(ranks: string): Uint8Array {
  classes ??= makeCharClasses();
  const tokens = tokensOf(ranks);
  const offsets = new Int32Array(tokens.length + 1);
  const pairs = new Int32Array(65_536).fill(NO_RANK);
  let longest = 0;
  for (let rank = 0; rank < tokens.length; rank++) {
    const token = tokens[rank];
    // A rank without a token would make every rank behind it a wrong id.
    if (token === undefined) throw new Error(`no token has rank ${rank}`);
    offsets[rank + 1] = (offsets[rank] ?? 0) + token.length;
    longest = Math.max(longest, token.length);
    if (token.length === 2) pairs[token.readUInt16BE()] = rank;
  }
  const bytes = new Uint8Array(Buffer.concat(tokens));
  return writePack({ bytes, offsets, pairs, slots: hashTable(bytes, offsets), ...classes }, longest);
}
