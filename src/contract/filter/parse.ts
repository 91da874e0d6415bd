import { ERROR_CODES } from '../error-codes.ts';
import { EXCHANGE_STATUSES } from '../names.ts';
import { FILTER_FIELDS, type FilterField, type FilterType, fieldNamed } from './fields.ts';
import type { Filter, FilterProblem, FilterTest } from './filter.ts';
import { fold, nearest } from './text.ts';
import { rangeOf, timeOf } from './values.ts';
import { type Word, type Written, wordsOf } from './words.ts';

/** Tests of a filter: more would hold a database up for whoever asks next. */
const MOST_TESTS = 100;

/** A session's number. */
const ID = /^\d{1,15}$/;
/** Types of which a value can be asked for that is this very one. */
const EXACT: ReadonlySet<FilterType> = new Set<FilterType>(['text', 'session', 'tool']);

type Code = FilterProblem['code'];

/** What a value asks; or what is wrong with it, with the words of which one was probably meant. */
type Read = FilterTest[] | { code: Code; words?: readonly string[] };

/** A text that any database takes. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

function plain({ pieces }: Written): string {
  return storable(pieces.map(({ text }) => text).join(''));
}

/** The parts between the stars that are not in quotes. */
function partsOf({ pieces }: Written): string[] {
  const parts = [''];
  for (const { text, quoted } of pieces) {
    const [first = '', ...rest] = quoted ? [text] : text.split(/\*+/);
    parts[parts.length - 1] += first;
    parts.push(...rest);
  }
  return parts.map((part) => fold(storable(part)));
}

/** Names of tools are stored as this leaves them: together, a line each. */
const oneLine = (text: string) => text.replace(/\s/g, ' ');

function readTool(value: Written): Read {
  const parts = partsOf(value).map(oneLine);
  // Names are stored together: what stands between two stars could begin in one and end in another.
  return parts.length > 1 && parts.filter((part) => part !== '').length > 1
    ? { code: 'bad_wildcard' }
    : [{ is: 'text', parts }];
}

function readStatus(word: string): Read {
  if ((EXCHANGE_STATUSES as readonly string[]).includes(word)) return [{ is: 'word', word }];
  if (/^[1-5]\d\d$/.test(word)) return [{ is: 'http', from: Number(word), to: Number(word) }];
  if (/^[1-5]xx$/.test(word)) {
    const from = Number(word.charAt(0)) * 100;
    return [{ is: 'http', from, to: from + 99 }];
  }
  if ((ERROR_CODES as readonly string[]).includes(word)) return [{ is: 'error', code: word }];
  return { code: 'bad_value' };
}

function orProblem(test: FilterTest | null, code: Code): Read {
  return test === null ? { code } : [test];
}

/** What stands after a `=` that is not in quotes; null where there is none. */
function afterEquals(value: Written): Written | null {
  const [first, ...rest] = value.pieces;
  if (first === undefined || first.quoted || !first.text.startsWith('=')) return null;
  const pieces = first.text === '=' ? rest : [{ text: first.text.slice(1), quoted: false }, ...rest];
  return { pieces, at: value.at + 1, length: value.length - 1 };
}

/** A value that is to be this very one: nothing in it stands for anything else. */
function readExact(type: FilterType, value: Written): Read {
  if (value.pieces.length === 0) return { code: 'missing_value' };
  const text = plain(value);
  if (type === 'session' && ID.test(text) && value.pieces.every(({ quoted }) => !quoted))
    return [{ is: 'session', id: Number(text) }];
  return [{ is: 'exactly', text: type === 'tool' ? oneLine(text) : text }];
}

function readValue({ name, type, values }: FilterField, written: Written): Read {
  const exact = afterEquals(written);
  if (exact !== null && EXACT.has(type)) return readExact(type, exact);
  // What is one of a list is that very one anyway.
  const value = exact !== null && values.length > 0 ? exact : written;
  const text = plain(value).trim();
  if (text === '') return { code: 'missing_value' };
  const word = text.toLowerCase();
  if (name === 'since' || name === 'until') return orProblem(timeOf(text, name), 'bad_time');
  if (word === 'none' || word === 'any')
    if (value.pieces.every(({ quoted }) => !quoted)) return [{ is: word === 'any' ? 'known' : 'unknown' }];
  switch (type) {
    case 'status':
      return readStatus(word);
    case 'choice':
      return values.includes(word) ? [{ is: 'word', word }] : { code: 'bad_value' };
    case 'tool':
      return readTool(value);
    case 'session':
    case 'text': {
      const parts: FilterTest = { is: 'text', parts: partsOf(value) };
      const isId = type === 'session' && ID.test(text);
      return isId ? [{ is: 'session', id: Number(text) }, parts] : [parts];
    }
    default:
      return orProblem(rangeOf(text, type), 'bad_number');
  }
}

/**
 * Reads a filter: words that are all to hold, `field:value`, `-` for not, commas for any of (docs/filter.md). What cannot be
 * understood is left out of the filter, and told.
 */
export function parseFilter(text: string): { filter: Filter; problems: FilterProblem[] } {
  const filter: Filter = { terms: [] };
  const problems: FilterProblem[] = [];
  let tests = 0;
  const trouble = (code: Code, at: number, length: number, more: Partial<FilterProblem> = {}): null => {
    problems.push({ code, at, length, word: text.slice(at, at + length), ...more });
    return null;
  };

  const testsOfValue = (field: FilterField, value: Written): FilterTest[] | null => {
    const read = readValue(field, value);
    if (Array.isArray(read)) return read;
    const more = { field: field.name, type: field.type };
    const near =
      field.values.length === 0 ? {} : { nearest: nearest(plain(afterEquals(value) ?? value), field.values) };
    return trouble(read.code, value.at, value.length, { ...more, ...near });
  };

  const testsOf = (word: Word): FilterTest[] | null => {
    const { field: named, values, unclosed } = word;
    if (unclosed !== null) return trouble('unclosed_quote', unclosed, word.at + word.length - unclosed);
    if (named === null) {
      const [value] = values;
      if (value === undefined || plain(value).trim() === '')
        return trouble('missing_value', word.at, word.length);
      return [{ is: 'text', parts: partsOf(value) }];
    }
    const field = fieldNamed(named.name);
    if (field === undefined) {
      const names = FILTER_FIELDS.map(({ name }) => name);
      return trouble('unknown_field', named.at, named.name.length, { nearest: nearest(named.name, names) });
    }
    const found = values.map((value) => testsOfValue(field, value));
    return found.includes(null) ? null : found.flatMap((some) => some ?? []);
  };

  for (const word of wordsOf(text)) {
    const { at, length, not } = word;
    const any = testsOf(word);
    if (any === null) continue;
    tests += any.length;
    if (tests > MOST_TESTS) {
      trouble('too_many', at, text.length - at);
      break;
    }
    const field = word.field === null ? undefined : fieldNamed(word.field.name);
    filter.terms.push({ field: field?.name ?? null, not, any, at, length });
  }
  return { filter, problems };
}
