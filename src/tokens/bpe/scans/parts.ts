import { BLOCK_BITS, type CharClasses, type Classify, MULTIBYTE } from '../classes.ts';
import { Trait } from '../unicode.ts';

/**
 * Where the piece that begins at `at` ends. `bytes` is UTF-8 without a fault, with END_BYTE behind its last
 * character. Takes time in proportion to the piece, and to what follows it at most once more.
 */
export type Scan = (bytes: Uint8Array, at: number) => number;

/** A pattern, written by hand: the classes of characters that it tells apart, and its scan over them. */
export interface Pattern {
  /** As it is published: what is added must have the same. */
  text: readonly string[];
  classify: Classify;
  createScan(classes: CharClasses): Scan;
}

// The classes of most patterns.
export const UPPER = 1; // \p{Lu} \p{Lt}
export const LOWER = 2; // \p{Ll}
export const UNCASED = 4; // \p{Lm} \p{Lo}
export const MARK = 8; // \p{M}
export const NUMBER = 16; // \p{N}
export const SPACE = 32; // white space that ends no line
export const NEWLINE = 64; // \r \n
export const OTHER = 128;
/** Not used here: for what a pattern has in addition. */
export const FIRST_FREE_CLASS = 256;

export const LETTER = UPPER | LOWER | UNCASED;

const CLASSES: [trait: number, kind: number][] = [
  [Trait.upper, UPPER],
  [Trait.lower, LOWER],
  [Trait.uncased, UNCASED],
  [Trait.mark, MARK],
  [Trait.number, NUMBER],
  [Trait.space, SPACE],
  [Trait.newline, NEWLINE],
];

/** One of the classes above. */
export function classify(traits: number): number {
  for (const [trait, kind] of CLASSES) if ((traits & trait) !== 0) return kind;
  return OTHER;
}

const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
export const SPACE_BYTE = 0x20;
const APOSTROPHE = 0x27;

/** Length of a character in bytes, by its first one. */
export function widthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Behind `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, which has U+017F (ſ) for an s, too; `at` where none begins there. */
export function afterContraction(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== APOSTROPHE) return at;
  const first = bytes[at + 1] as number;
  if (first === 0xc5) return bytes[at + 2] === 0xbf ? at + 3 : at;
  // Upper and lower case differ in this bit; nothing else becomes a letter by it.
  switch (first | 0x20) {
    case 0x73: // s
    case 0x74: // t
    case 0x6d: // m
    case 0x64: // d
      return at + 2;
    case 0x72: // re
    case 0x76: // ve
      return ((bytes[at + 2] as number) | 0x20) === 0x65 ? at + 3 : at;
    case 0x6c: // ll
      return ((bytes[at + 2] as number) | 0x20) === 0x6c ? at + 3 : at;
    default:
      return at;
  }
}

export interface Parts {
  classAt(bytes: Uint8Array, at: number): number;
  /** Behind the longest run of characters that `mask` has. */
  run(bytes: Uint8Array, at: number, mask: number): number;
  /** Behind a character, of which the class is known to be in `mask`, and up to two more of it. */
  three(bytes: Uint8Array, at: number, mask: number): number;
  /**
   * `\s*[\r\n]+|\s+(?!\S)|\s+`, of which the first is known to be white. What is in `ends` ends the text that the
   * pattern sees.
   */
  blank(bytes: Uint8Array, at: number, ends: number): number;
}

export function createParts({ byByte, blockOf, blocks }: CharClasses): Parts {
  function wideClass(bytes: Uint8Array, at: number): number {
    const first = bytes[at] as number;
    let point = (bytes[at + 1] as number) & 0x3f;
    if (first < 0xe0) point |= (first & 0x1f) << 6;
    else {
      point = (point << 6) | ((bytes[at + 2] as number) & 0x3f);
      if (first < 0xf0) point |= (first & 0x0f) << 12;
      else point = (point << 6) | ((bytes[at + 3] as number) & 0x3f) | ((first & 0x07) << 18);
    }
    const block = blockOf[point >> BLOCK_BITS] as number;
    return blocks[(block << BLOCK_BITS) | (point & BLOCK_MASK)] as number;
  }

  function classAt(bytes: Uint8Array, at: number): number {
    const known = byByte[bytes[at] as number] as number;
    return known === MULTIBYTE ? wideClass(bytes, at) : known;
  }

  function run(bytes: Uint8Array, at: number, mask: number): number {
    let end = at;
    for (;;) {
      const known = byByte[bytes[end] as number] as number;
      if ((known & mask) !== 0) end++;
      else if (known === MULTIBYTE && (wideClass(bytes, end) & mask) !== 0)
        end += widthOf(bytes[end] as number);
      else return end;
    }
  }

  function three(bytes: Uint8Array, at: number, mask: number): number {
    let end = at + widthOf(bytes[at] as number);
    for (let i = 1; i < 3 && (classAt(bytes, end) & mask) !== 0; i++) end += widthOf(bytes[end] as number);
    return end;
  }

  function blank(bytes: Uint8Array, at: number, ends: number): number {
    let end = at;
    let last = at;
    let line = at;
    let kind = classAt(bytes, end);
    while ((kind & (SPACE | NEWLINE)) !== 0) {
      last = end;
      end += widthOf(bytes[end] as number);
      if (kind === NEWLINE) line = end;
      kind = classAt(bytes, end);
    }
    if (line > at) return line;
    // The last one belongs to the word behind it, but at the end of the text, or where it is alone.
    return kind === 0 || (kind & ends) !== 0 || last === at ? end : last;
  }

  return { classAt, run, three, blank };
}
