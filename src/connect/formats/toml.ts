import { parse, TomlError } from 'smol-toml';
import { closed, cut, type Format, lineEnd, lineStart, nextLine } from './format.ts';
import { isWithin, type Statement, scanToml } from './toml-scan.ts';
import { lookUp, Misread, pathText, toValue, type Value } from './value.ts';

/** Stands behind what is added, so that a person who reads the file knows where it comes from. */
const MARK = '# kimi-proxy connect';

/** TOML, edited as text: settings of the root before the first table, others in a table of their own at the end. */
export const toml: Format = {
  language: 'toml',
  newEntries: 'last',
  read(text) {
    try {
      return toValue(parse(text));
    } catch (error) {
      if (error instanceof TomlError) throw new Misread('syntax', `${error.line}: ${firstLine(error)}`);
      if (error instanceof RangeError) throw new Misread('syntax', '1: nested too deeply', { cause: error });
      throw error;
    }
  },
  put(text, path, value) {
    const keys = path.map((step) => {
      if (typeof step !== 'string') throw new Misread('layout', pathText(path));
      return step;
    });
    const statements = scanToml(text);
    const there = statements.find((one) => one.kind === 'pair' && isAt(one, keys));
    if (value === undefined) return removed(text, statements, keys);
    if (there !== undefined) return cut(text, there.valueStart, there.end, written(value));
    if (lookUp(toml.read(text), path) !== undefined) throw new Misread('layout', pathText(path));
    if (value instanceof Map) return addedTable(text, keys, value);
    const line = `${key(keys.at(-1) ?? '')} = ${written(value)}`;
    if (keys.length === 1) return addedToRoot(text, statements, `${line} ${MARK}`);
    return addedToTable(text, statements, keys.slice(0, -1), line);
  },
};

function firstLine(error: Error): string {
  return error.message.replace(/^Invalid TOML document: /, '').split('\n', 1)[0] ?? '';
}

function isAt(statement: Statement, keys: readonly string[]): boolean {
  return !statement.inList && statement.path.length === keys.length && isWithin(statement.path, keys);
}

const key = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));

/** A plain value, or a table in one line. JSON's strings are TOML's, but for DEL. */
function written(value: Value): string {
  if (value instanceof Map) {
    return `{ ${[...value].map(([name, one]) => `${key(name)} = ${written(one)}`).join(', ')} }`;
  }
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\x7f', '\\u007F');
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Misread('layout', '');
}

function addedToRoot(text: string, statements: readonly Statement[], line: string): string {
  const eol = lineEnd(text);
  const table = statements.find((one) => one.kind !== 'pair');
  const last = statements
    .filter((one) => one.kind === 'pair' && (table === undefined || one.start < table.start))
    .at(-1);
  if (last !== undefined) {
    const at = nextLine(text, last.end);
    return at === text.length ? `${closed(text)}${line}${eol}` : cut(text, at, at, line + eol);
  }
  if (table === undefined) return `${closed(text)}${line}${eol}`;
  return line + eol + (text.startsWith('\n') || text.startsWith('\r\n') ? '' : eol) + text;
}

/** A table of its own at the end. */
function addedTable(text: string, table: string[], values: Map<string, Value>): string {
  const eol = lineEnd(text);
  const gap = text.trim() === '' ? '' : eol;
  const lines = [...values].map(([name, value]) => `${key(name)} = ${written(value)}`);
  const head = `[${table.map(key).join('.')}] ${MARK}`;
  return `${closed(text)}${gap}${[head, ...lines].join(eol)}${eol}`;
}

function addedToTable(text: string, statements: readonly Statement[], table: string[], line: string): string {
  const eol = lineEnd(text);
  const head = statements.findIndex((one) => one.kind === 'table' && isAt(one, table));
  if (head < 0) {
    return `${closed(text)}${text.trim() === '' ? '' : eol}[${table.map(key).join('.')}] ${MARK}${eol}${line}${eol}`;
  }
  const next = statements.findIndex((one, i) => i > head && one.kind !== 'pair');
  const last = statements[(next < 0 ? statements.length : next) - 1];
  const at = nextLine(text, last?.end ?? text.length);
  return at === text.length ? `${closed(text)}${line}${eol}` : cut(text, at, at, line + eol);
}

/** Takes out all that stands at a path or below it, line by line, and the empty line before a table's head. */
function removed(text: string, statements: readonly Statement[], keys: readonly string[]): string {
  const inside = statements.filter((one) => !one.inList && isWithin(one.path, keys));
  return inside.reverse().reduce((now, { kind, start, end }) => {
    const line = lineStart(now, start);
    const gap = kind === 'pair' ? null : /\r?\n\r?\n$/.exec(now.slice(0, line));
    return cut(now, line - (gap === null ? 0 : gap[0].length / 2), nextLine(now, end));
  }, text);
}
