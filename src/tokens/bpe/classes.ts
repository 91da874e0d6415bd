import { allTraits, CODE_POINTS } from './unicode.ts';

/**
 * The classes that a scan tells apart, as flags, so that a class of its pattern is a mask. A character has one of
 * them; the end of the text has none.
 */
export interface CharClasses {
  /** By first byte of the UTF-8 form: a class, {@link MULTIBYTE}, or 0 for {@link END_BYTE}. */
  byByte: Uint16Array;
  /** Number of the block of a code point, by its upper bits. */
  blockOf: Uint16Array;
  /** The blocks, one behind the other. */
  blocks: Uint16Array;
}

/** Of a byte that begins a character of more than one byte: its class is looked up by its code point. */
export const MULTIBYTE = 0x8000;

/** Stands behind the last byte of a text: no byte of UTF-8 has this value. */
export const END_BYTE = 0xff;

/** Classes are kept for blocks of 128 code points; equal blocks once. */
export const BLOCK_BITS = 7;

/** Says which class a character is of, by its `Trait` flags and, where these are not enough, its code point. */
export type Classify = (traits: number, codePoint: number) => number;

/** Classes of all code points: some 50 ms. */
export function makeCharClasses(classify: Classify): CharClasses {
  const traits = allTraits();
  const classes = new Uint16Array(CODE_POINTS);
  for (let point = 0; point < CODE_POINTS; point++) classes[point] = classify(traits[point] as number, point);
  const size = 1 << BLOCK_BITS;
  const known = new Map<string, number>();
  const blockOf = new Uint16Array(CODE_POINTS / size);
  const blocks: Uint16Array[] = [];
  for (let block = 0; block < blockOf.length; block++) {
    const part = classes.subarray(block * size, (block + 1) * size);
    const key = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
      blocks.push(part);
    }
    blockOf[block] = number;
  }
  const byByte = new Uint16Array(256).fill(MULTIBYTE);
  byByte.set(classes.subarray(0, 128));
  byByte[END_BYTE] = 0;
  const all = new Uint16Array(blocks.length * size);
  for (const [i, block] of blocks.entries()) all.set(block, i * size);
  return { byByte, blockOf, blocks: all };
}
