/** One key with its value, or the head of a table, in a TOML text. Offsets are of the text. */
export interface Statement {
  kind: 'pair' | 'table' | 'listTable';
  /** From the root: `["model_providers", "x", "name"]`. */
  path: string[];
  /** Within a `[[table]]`: not reached by its path alone. */
  inList: boolean;
  start: number;
  /** After the value or the closing bracket; a comment behind it is outside. */
  end: number;
  /** Where a pair's value begins. */
  valueStart: number;
}

const BARE = /[A-Za-z0-9_-]/;
const BLANK = /[ \t\r]/;

/**
 * Where each statement of a TOML text stands (https://toml.io/en/v1.0.0). The text has been parsed already: what is
 * not understood here ends the walk, and whoever edits by it reads the result again.
 */
export function scanToml(text: string): Statement[] {
  const found: Statement[] = [];
  let table: string[] = [];
  let inList = false;
  let at = 0;
  for (;;) {
    at = skipBlank(text, at, true);
    if (at >= text.length) return found;
    const start = at;
    if (text[at] === '[') {
      const isList = text[at + 1] === '[';
      const key = readKey(text, at + (isList ? 2 : 1));
      if (key === null || text[key.end] !== ']') return found;
      at = key.end + (isList ? 2 : 1);
      table = key.path;
      inList = isList || found.some((one) => one.kind === 'listTable' && isWithin(table, one.path));
      found.push({
        kind: isList ? 'listTable' : 'table',
        path: table,
        inList,
        start,
        end: at,
        valueStart: at,
      });
      continue;
    }
    const key = readKey(text, at);
    if (key === null || text[key.end] !== '=') return found;
    const valueStart = skipBlank(text, key.end + 1, false);
    at = valueEnd(text, valueStart);
    found.push({ kind: 'pair', path: [...table, ...key.path], inList, start, end: at, valueStart });
  }
}

/** Whether a path is another one or goes on from it. */
export function isWithin(path: readonly string[], outer: readonly string[]): boolean {
  return outer.length <= path.length && outer.every((name, i) => path[i] === name);
}

function skipBlank(text: string, from: number, lineEnds: boolean): number {
  let at = from;
  for (;;) {
    const char = text[at] ?? '';
    if (char === '#' && lineEnds) at = lineEndAt(text, at);
    else if (BLANK.test(char) || (lineEnds && char === '\n')) at++;
    else return at;
  }
}

function lineEndAt(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A dotted key, and where what follows it begins. */
function readKey(text: string, from: number): { path: string[]; end: number } | null {
  const path: string[] = [];
  let at = skipBlank(text, from, false);
  for (;;) {
    const quote = text[at];
    let end = at;
    if (quote === '"' || quote === "'") {
      end = stringEnd(text, at);
      path.push(unquoted(text.slice(at, end)));
    } else {
      while (BARE.test(text[end] ?? '')) end++;
      if (end === at) return null;
      path.push(text.slice(at, end));
    }
    at = skipBlank(text, end, false);
    if (text[at] !== '.') return { path, end: at };
    at = skipBlank(text, at + 1, false);
  }
}

function unquoted(key: string): string {
  const inner = key.slice(1, -1);
  if (key.startsWith("'") || !inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(key));
  } catch {
    return inner;
  }
}

/** After a string of any of TOML's four kinds. */
function stringEnd(text: string, from: number): number {
  const quote = text[from] ?? '';
  const isLong = text.startsWith(quote.repeat(3), from);
  const close = isLong ? quote.repeat(3) : quote;
  let at = from + close.length;
  while (at < text.length && !text.startsWith(close, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  at += close.length;
  // Up to two quotes may stand right before the three that close.
  for (let more = 0; isLong && more < 2 && text[at] === quote; more++) at++;
  return Math.min(at, text.length);
}

/** After a value: a string, a list or an inline table with all that is in it, or a bare word. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  let end = from;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'") {
      at = stringEnd(text, at);
      end = at;
    } else if (char === '#') {
      if (depth === 0) return end;
      at = lineEndAt(text, at);
    } else if (char === '\n' && depth === 0) return end;
    else {
      if (char === '[' || char === '{') depth++;
      if (char === ']' || char === '}') depth--;
      at++;
      if (!BLANK.test(char) && char !== '\n') end = at;
    }
  }
  return end;
}
