const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A piece of text from a place on: the index after it, or -1. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The string that opens at `start`: the index after it, or the first character that no string may hold. */
function scanString(text: string, start: number): { end: number; broken: boolean } {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { end: at + 1, broken: false };
    if (Number.isNaN(code) || code < 0x20) return { end: at, broken: true };
    const next: number = code === 0x5c ? after(ESCAPE, text, at) : at + 1;
    if (next < 0) return { end: at, broken: true };
    at = next;
  }
}

/**
 * Index (UTF-16) of the first character that keeps a text from being JSON (RFC 8259), its length where it ends too
 * early, or null where it is JSON. For error messages only: `JSON.parse` says whether, but not reliably where.
 */
export function findJsonError(text: string): number | null {
  const closers: string[] = [];
  let at = after(SPACE, text, 0);
  let expect: 'value' | 'key' | 'first-key' | 'first-value' | 'after' = 'value';
  for (;;) {
    const char = text[at];
    if (expect === 'after') {
      const closer = closers.at(-1);
      if (closer === undefined) return char === undefined ? null : at;
      if (char === closer) {
        closers.pop();
        at = after(SPACE, text, at + 1);
      } else if (char === ',') {
        at = after(SPACE, text, at + 1);
        expect = closer === '}' ? 'key' : 'value';
      } else return at;
      continue;
    }
    if ((expect === 'first-key' && char === '}') || (expect === 'first-value' && char === ']')) {
      expect = 'after';
      continue;
    }
    if (expect === 'key' || expect === 'first-key') {
      if (char !== '"') return at;
      const key = scanString(text, at);
      if (key.broken) return key.end;
      at = after(SPACE, text, key.end);
      if (text[at] !== ':') return at;
      at = after(SPACE, text, at + 1);
      expect = 'value';
      continue;
    }
    if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      expect = char === '{' ? 'first-key' : 'first-value';
      at = after(SPACE, text, at + 1);
      continue;
    }
    if (char === '"') {
      const value = scanString(text, at);
      if (value.broken) return value.end;
      at = after(SPACE, text, value.end);
    } else {
      const end = after(SCALAR, text, at);
      if (end < 0) return at;
      at = after(SPACE, text, end);
    }
    expect = 'after';
  }
}
