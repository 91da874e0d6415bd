import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { closed, cut, type Format, lineEnd, lineOf, lineStart, nextLine } from './format.ts';
import { isItem, Misread, pathText, type Step, toValue, type Value } from './value.ts';

type Entry = Exclude<Step, string>;

/** YAML: plain settings at the top, and entries of lists there. Edited as text, by the places that the parser tells. */
export const yaml: Format = {
  language: 'yaml',
  newEntries: 'first',
  read(text) {
    const document = documentOf(text);
    if (document === null || rootOf(document) === null) return new Map();
    try {
      return toValue(document.toJS({ mapAsMap: true }));
    } catch (error) {
      throw unreadable(error);
    }
  },
  put(text, path, value) {
    const [name, step] = path;
    if (path.length > 2) throw new Misread('taken', pathText(path.slice(0, 2)));
    if (typeof name !== 'string' || typeof step === 'string') throw new Misread('layout', pathText(path));
    const document = documentOf(text);
    const root = document === null ? null : rootOf(document);
    const pair = root?.items.find((one) => isScalar(one.key) && one.key.value === name);
    if (step !== undefined) return putEntry(text, pair, name, step, value);
    if (value !== undefined && pair === undefined) {
      return `${closed(text)}${name}: ${written(value)}${lineEnd(text)}`;
    }
    if (pair === undefined) return text;
    const [start, end] = rangeOf(pair.value);
    if (value === undefined) return cut(text, lineStart(text, rangeOf(pair.key)[0]), nextLine(text, end));
    return cut(text, start, end, start === end ? ` ${written(value)}` : written(value));
  },
};

function unreadable(error: unknown): Misread {
  return new Misread('syntax', `1: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

/** The one document of a text; null where there is none. */
function documentOf(text: string): Document | null {
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
  } catch (error) {
    throw unreadable(error);
  }
  if ('empty' in documents) return null;
  const [first, second] = documents;
  if (second !== undefined) throw new Misread('layout', '---');
  const error = first?.errors[0];
  if (error !== undefined) throw new Misread('syntax', `${lineOf(text, error.pos[0])}: ${error.message}`);
  return first ?? null;
}

/** The map that a configuration is, in lines of its own; null where it is empty. */
function rootOf({ contents }: Document): YAMLMap | null {
  if (contents === null || (isScalar(contents) && contents.value === null)) return null;
  if (!isMap(contents)) throw new Misread('shape', '');
  if (contents.flow) throw new Misread('layout', '');
  return contents;
}

/** Where a node's value begins and ends. */
function rangeOf(node: unknown): [number, number] {
  const range = (node as Node | null)?.range;
  if (range === null || range === undefined) throw new Misread('layout', '');
  return [range[0], range[1]];
}

/** Text in quotes as JSON has them is YAML, too. */
function written(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (value instanceof Map) throw new Misread('layout', '');
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Sets an entry of a list, or takes it out. A new one stands first. */
function putEntry(
  text: string,
  pair: Pair | undefined,
  name: string,
  step: Entry,
  value: Value | undefined,
): string {
  const eol = lineEnd(text);
  const list = pair?.value;
  if (pair === undefined || !isSeq(list) || list.items.length === 0) {
    if (value === undefined) return text;
    const entry = linesOf(value, '  ', eol);
    if (pair === undefined) return `${closed(text)}${name}:${eol}${entry}`;
    const [start, end] = rangeOf(list);
    const from = text.slice(0, start).trimEnd().length;
    return cut(text, from, end, `${eol}${entry.slice(0, -eol.length)}`);
  }
  if (list.flow) throw new Misread('layout', name);
  const [first] = rangeOf(list.items[0]);
  const dash = text.lastIndexOf('-', first);
  const indent = text.slice(lineStart(text, dash), dash);
  const there = list.items.find((item) => isItem(toValue((item as Node).toJSON()), step));
  if (there === undefined) {
    if (value === undefined) return text;
    const at = nextLine(text, rangeOf(pair.key)[1]);
    return cut(text, at, at, linesOf(value, indent, eol));
  }
  const isOnly = value === undefined && list.items.length === 1;
  const start = lineStart(text, isOnly ? rangeOf(pair.key)[0] : text.lastIndexOf('-', rangeOf(there)[0]));
  const end = endOfLines(text, rangeOf(there)[1]);
  return cut(text, start, end, value === undefined ? '' : linesOf(value, indent, eol));
}

/** After the line in which a value ends: a value may end with its line's end. */
function endOfLines(text: string, end: number): number {
  return text[end - 1] === '\n' ? end : nextLine(text, end);
}

/** An entry of plain values, a line each. */
function linesOf(value: Value, indent: string, eol: string): string {
  if (!(value instanceof Map)) throw new Misread('layout', '');
  return [...value]
    .map(([key, one], i) => `${indent}${i === 0 ? '- ' : '  '}${key}: ${written(one)}${eol}`)
    .join('');
}
