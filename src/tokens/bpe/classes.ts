/**
 * What the vocabularies' patterns ask of a character, as flags, so that a class of a pattern is a mask. A character
 * has one of them; the end of the text has none.
 */
export const UPPER = 1; // \p{Lu} \p{Lt}
export const LOWER = 2; // \p{Ll}
export const UNCASED = 4; // \p{Lm} \p{Lo}
export const MARK = 8; // \p{M}
export const NUMBER = 16; // \p{N}
export const SPACE = 32; // white space that ends no line
export const NEWLINE = 64; // \r \n
export const OTHER = 128;

/** Of a byte that begins a character of more than one byte: its class is looked up by its code point. */
export const MULTIBYTE = 256;

export const LETTER = UPPER | LOWER | UNCASED;
export const BLANK = SPACE | NEWLINE;

/** Stands behind the last byte of a text: no byte of UTF-8 has this value. */
export const END_BYTE = 0xff;

/** Classes are kept for blocks of 128 code points; equal blocks once. */
export const BLOCK_BITS = 7;
export const CODE_POINTS = 0x110000;

/** Classes of all characters. */
export interface CharClasses {
  /** By first byte of the UTF-8 form: a class, {@link MULTIBYTE}, or 0 for {@link END_BYTE}. */
  byByte: Uint16Array;
  /** Number of the block of a code point, by its upper bits. */
  blockOf: Uint16Array;
  /** The blocks, one behind the other. */
  blocks: Uint8Array;
}

/**
 * Unicode's White_Space, which is what `\s` means in these patterns (Rust's regex), less line ends. JavaScript's own
 * `\s` has U+FEFF in addition and lacks U+0085.
 */
const WHITE_SPACE = /[\t\v\f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/**
 * Letters, marks and numbers that Unicode 17 has added. The patterns are those of `tiktoken` 1.0.22, which goes by
 * Unicode 16, where they are not assigned; Node goes by 15 to 17.
 */
const SINCE_17 = (
  '88f c5c cdc 1acf-1add 1ae0-1aeb a7ce-a7cf a7d2 a7d4 a7f1 10940-10959 10ec5-10ec7 10efa-10efb ' +
  '11b60-11b67 11db0-11ddb 11de0-11de9 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 187f8-187ff 18d09-18d1e ' +
  '18d80-18df2 1e6c0-1e6de 1e6e0-1e6f5 1e6fe-1e6ff 2b73a-2b73f 2cea2-2cead 323b0-33479'
)
  .split(' ')
  .map((range) => range.split('-').map((point) => Number.parseInt(point, 16)));

function isSince17(codePoint: number): boolean {
  return SINCE_17.some(([first = 0, last = first]) => codePoint >= first && codePoint <= last);
}

function nodesClassOf(char: string): number {
  if (char === '\r' || char === '\n') return NEWLINE;
  if (WHITE_SPACE.test(char)) return SPACE;
  if (/[\p{Lu}\p{Lt}]/u.test(char)) return UPPER;
  if (/\p{Ll}/u.test(char)) return LOWER;
  if (/[\p{Lm}\p{Lo}]/u.test(char)) return UNCASED;
  if (/\p{M}/u.test(char)) return MARK;
  return /\p{N}/u.test(char) ? NUMBER : OTHER;
}

/** The class of one character. */
export function classOf(codePoint: number): number {
  const found = nodesClassOf(String.fromCodePoint(codePoint));
  return found !== OTHER && isSince17(codePoint) ? OTHER : found;
}
