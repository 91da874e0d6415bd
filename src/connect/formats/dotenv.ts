import { closed, cut, type Format, lineEnd } from './format.ts';
import { Misread, pathText, type Value } from './value.ts';

interface Line {
  name: string;
  value: string;
  /** Where the value stands, with its quotes. */
  at: [number, number];
  start: number;
  /** After the line's end. */
  end: number;
}

/** `export NAME = value`; a value in quotes may have several lines (https://github.com/motdotla/dotenv#rules). */
const LINE =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)[ \t]*(?:#[^\r\n]*)?\r?(?:\n|$)/dgm;

/** A file of environment variables, as dotenv reads it. */
export const dotenv: Format = {
  language: 'dotenv',
  newEntries: 'last',
  read(text) {
    return new Map(linesOf(text).map(({ name, value }): [string, Value] => [name, value]));
  },
  put(text, path, value) {
    const [name] = path;
    if (typeof name !== 'string' || path.length !== 1) throw new Misread('layout', pathText(path));
    const line = linesOf(text).findLast((one) => one.name === name);
    if (value === undefined) return line === undefined ? text : cut(text, line.start, line.end);
    const entry = written(String(value), name);
    return line === undefined
      ? `${closed(text)}${name}=${entry}${lineEnd(text)}`
      : cut(text, ...line.at, entry);
  },
};

function linesOf(text: string): Line[] {
  return [...text.matchAll(LINE)].map((match) => ({
    name: match[1] ?? '',
    value: unquoted((match[2] ?? '').trim()),
    at: placeOf(match),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function placeOf({ 2: value = '', indices }: RegExpMatchArray): [number, number] {
  const start = indices?.[2]?.[0] ?? 0;
  return [start, start + value.trimEnd().length];
}

function unquoted(text: string): string {
  const quote = text[0] ?? '';
  if (text.length < 2 || !'\'"`'.includes(quote) || !text.endsWith(quote)) return text;
  const inner = text.slice(1, -1);
  return quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
}

function written(value: string, name: string): string {
  if (/^[\w./:@%+,=~-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((one) => !value.includes(one));
  if (quote === undefined || /[\r\n\\]/.test(value)) throw new Misread('layout', name);
  return quote + value + quote;
}
