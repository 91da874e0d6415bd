import {
  BLANK,
  BLOCK_BITS,
  type CharClasses,
  LETTER,
  LOWER,
  MARK,
  MULTIBYTE,
  NEWLINE,
  NUMBER,
  OTHER,
  UNCASED,
  UPPER,
} from './classes.ts';

/**
 * Where the piece that begins at `at` ends. `bytes` is UTF-8 without a fault, with END_BYTE behind its last
 * character. Takes time in proportion to the piece, and to what follows it at most once more.
 */
export type Scan = (bytes: Uint8Array, at: number) => number;

const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
const SPACE_BYTE = 0x20;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;

/** Length of a character in bytes, by its first one. */
function widthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Behind `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, which has U+017F (ſ) for an s, too; `at` where none begins there. */
function afterContraction(bytes: Uint8Array, at: number): number {
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

interface Parts {
  classAt(bytes: Uint8Array, at: number): number;
  /** Behind the longest run of characters that `mask` has. */
  run(bytes: Uint8Array, at: number, mask: number): number;
  /** `\p{N}{1,3}`, of which the first is known. */
  number(bytes: Uint8Array, at: number): number;
  /** `\s*[\r\n]+|\s+(?!\S)|\s+`, of which the first is known to be white. */
  blank(bytes: Uint8Array, at: number): number;
}

function createParts({ byByte, blockOf, blocks }: CharClasses): Parts {
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

  function number(bytes: Uint8Array, at: number): number {
    let end = at + widthOf(bytes[at] as number);
    for (let i = 1; i < 3 && (classAt(bytes, end) & NUMBER) !== 0; i++) end += widthOf(bytes[end] as number);
    return end;
  }

  function blank(bytes: Uint8Array, at: number): number {
    let end = at;
    let last = at;
    let line = at;
    let kind = classAt(bytes, end);
    while ((kind & BLANK) !== 0) {
      last = end;
      end += widthOf(bytes[end] as number);
      if (kind === NEWLINE) line = end;
      kind = classAt(bytes, end);
    }
    if (line > at) return line;
    // The last one belongs to the word behind it, but at the end of the text, or where it is alone.
    return kind === 0 || last === at ? end : last;
  }

  return { classAt, run, number, blank };
}

/**
 * The pattern of cl100k_base:
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
export function createCl100kScan(classes: CharClasses): Scan {
  const { classAt, run, number, blank } = createParts(classes);
  return function scan(bytes, at) {
    const contracted = afterContraction(bytes, at);
    if (contracted > at) return contracted;
    const kind = classAt(bytes, at);
    if ((kind & LETTER) !== 0) return run(bytes, at, LETTER);
    if (kind === NUMBER) return number(bytes, at);
    if (kind !== NEWLINE) {
      const next = at + widthOf(bytes[at] as number);
      const end = run(bytes, next, LETTER);
      if (end > next) return end;
      const start = bytes[at] === SPACE_BYTE ? next : at;
      const rest = run(bytes, start, OTHER | MARK);
      if (rest > start) return run(bytes, rest, NEWLINE);
    }
    return blank(bytes, at);
  };
}

/**
 * The pattern of o200k_base, where U is `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, L `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` and C a
 * contraction as above:
 * `[^\r\n\p{L}\p{N}]?U*L+C?|[^\r\n\p{L}\p{N}]?U+L*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
export function createO200kScan(classes: CharClasses): Scan {
  const { classAt, run, number, blank } = createParts(classes);
  /** Behind `U*`, after {@link camel}. */
  let upperEnd = 0;

  /** Behind `U*L+`; -1 where there is no `L`. */
  function camel(bytes: Uint8Array, at: number): number {
    let end = at;
    // U* gives back what it took until an L is among it: the last one that is both.
    let both = -1;
    let kind = classAt(bytes, end);
    while ((kind & (UPPER | UNCASED | MARK)) !== 0) {
      end += widthOf(bytes[end] as number);
      if (kind !== UPPER) both = end;
      kind = classAt(bytes, end);
    }
    upperEnd = end;
    return kind === LOWER ? run(bytes, end, LOWER | UNCASED | MARK) : both;
  }

  /** `[\r\n/]*` */
  function lineEnds(bytes: Uint8Array, at: number): number {
    let end = at;
    while (bytes[end] === SLASH || classAt(bytes, end) === NEWLINE) end++;
    return end;
  }

  return function scan(bytes, at) {
    const kind = classAt(bytes, at);
    if ((kind & LETTER) !== 0) {
      const end = camel(bytes, at);
      return afterContraction(bytes, end === -1 ? upperEnd : end);
    }
    if (kind === NUMBER) return number(bytes, at);
    if (kind !== NEWLINE) {
      const next = at + widthOf(bytes[at] as number);
      const end = camel(bytes, next);
      if (end !== -1) return afterContraction(bytes, end);
      // A mark is an L by itself where nothing behind it is.
      if (kind === MARK) return afterContraction(bytes, next);
      if (upperEnd > next) return afterContraction(bytes, upperEnd);
      const start = bytes[at] === SPACE_BYTE ? next : at;
      const rest = run(bytes, start, OTHER | MARK);
      if (rest > start) return lineEnds(bytes, rest);
    }
    return blank(bytes, at);
  };
}
