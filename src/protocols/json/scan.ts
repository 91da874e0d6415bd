const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** Where the value of a top-level key stands in the bytes: `[start, end)`. */
export interface Span {
  start: number;
  end: number;
}

export interface ScannedObject {
  /** Top-level keys with their values; of a key given twice, the last, as JSON parsers do. */
  members: Map<string, Span>;
  /** Index of the closing brace. */
  close: number;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Index after the string that opens at `start`, or -1 where it never ends. */
function afterString(bytes: Buffer, start: number): number {
  let i = start;
  for (;;) {
    i = bytes.indexOf(QUOTE, i + 1);
    if (i < 0) return -1;
    let escapes = i - 1;
    while (bytes[escapes] === BACKSLASH) escapes--;
    if ((i - escapes) % 2 === 1) return i + 1;
  }
}

/** Index after the object or array that opens at `start`, or -1. */
function afterNested(bytes: Buffer, start: number): number {
  let depth = 0;
  let i = start;
  while (i < bytes.length) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = afterString(bytes, i);
      if (i < 0) return -1;
      continue;
    }
    i++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function afterValue(bytes: Buffer, start: number): number {
  const byte = bytes[start];
  if (byte === QUOTE) return afterString(bytes, start);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return afterNested(bytes, start);
  let i = start;
  while (i < bytes.length) {
    const at = bytes[i];
    if (at === COMMA || at === CLOSE_BRACE || isSpace(at)) break;
    if (at === QUOTE || at === OPEN_BRACE || at === OPEN_BRACKET || at === CLOSE_BRACKET || at === COLON)
      return -1;
    i++;
  }
  return i === start ? -1 : i;
}

function skipSpace(bytes: Buffer, start: number): number {
  let i = start;
  while (isSpace(bytes[i])) i++;
  return i;
}

function keyAt(bytes: Buffer, start: number, end: number): string | null {
  const raw = bytes.toString('utf8', start, end);
  if (!raw.includes('\\')) return raw.slice(1, -1);
  try {
    const parsed: unknown = JSON.parse(raw);
    return typeof parsed === 'string' ? parsed : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Finds the top-level members of a JSON object without parsing it: strings are jumped over, nested values are only
 * balanced. 0.5 ms for 750 KB, where parsing takes 1.3 ms. Null where the bytes are not one JSON object as far as
 * this looks (what nested values hold is not checked): parse them then, for the error with its position.
 */
export function scanObject(bytes: Buffer): ScannedObject | null {
  let i = skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (bytes[i] !== OPEN_BRACE) return null;
  const members = new Map<string, Span>();
  i = skipSpace(bytes, i + 1);
  if (bytes[i] === CLOSE_BRACE) return closed(bytes, i, members);
  for (;;) {
    if (bytes[i] !== QUOTE) return null;
    const keyEnd = afterString(bytes, i);
    if (keyEnd < 0) return null;
    const key = keyAt(bytes, i, keyEnd);
    const colon = skipSpace(bytes, keyEnd);
    if (key === null || bytes[colon] !== COLON) return null;
    const start = skipSpace(bytes, colon + 1);
    const end = afterValue(bytes, start);
    if (end < 0) return null;
    members.set(key, { start, end });
    i = skipSpace(bytes, end);
    if (bytes[i] === CLOSE_BRACE) return closed(bytes, i, members);
    if (bytes[i] !== COMMA) return null;
    i = skipSpace(bytes, i + 1);
  }
}

function closed(bytes: Buffer, close: number, members: Map<string, Span>): ScannedObject | null {
  return skipSpace(bytes, close + 1) === bytes.length ? { members, close } : null;
}

/**
 * Where the values of a list end, from `from` on: just behind `[`, or behind an earlier value. Stops where the bytes
 * are no list any more.
 */
export function itemEnds(bytes: Buffer, from: number): number[] {
  const ends: number[] = [];
  let i = skipSpace(bytes, from);
  for (;;) {
    if (bytes[i] === COMMA) i = skipSpace(bytes, i + 1);
    if (i >= bytes.length || bytes[i] === CLOSE_BRACKET) return ends;
    const end = afterItem(bytes, i);
    if (end < 0) return ends;
    ends.push(end);
    i = skipSpace(bytes, end);
  }
}

/** As {@link afterValue}, for a value that a bracket or the end of the bytes may follow. */
function afterItem(bytes: Buffer, start: number): number {
  const byte = bytes[start];
  if (byte === QUOTE) return afterString(bytes, start);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return afterNested(bytes, start);
  let i = start;
  while (i < bytes.length && bytes[i] !== COMMA && bytes[i] !== CLOSE_BRACKET && !isSpace(bytes[i])) i++;
  return i === start ? -1 : i;
}
