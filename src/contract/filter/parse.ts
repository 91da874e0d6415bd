import { ERROR_CODES } from '../error-codes.ts';
import { EXCHANGE_STATUSES } from '../names.ts';
import { FILTER_FIELDS, type FilterField, fieldNamed } from './fields.ts';
import type { Filter, FilterProblem, FilterTest } from './filter.ts';
import { fold, nearest } from './text.ts';
import { rangeOf, timeOf } from './values.ts';
import { type Word, type Written, wordsOf } from './words.ts';

/** Tests of a filter: more would hold a database up for whoever asks next. */
const MOST_TESTS = 100;

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

function readTool(value: Written): Read {
  const parts = partsOf(value).map((part) => part.replace(/\s/g, ' '));
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

function readValue({ name, type, values }: FilterField, value: Written): Read {
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
      const isId = type === 'session' && /^\d{1,15}$/.test(text);
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
    const near = field.values.length === 0 ? {} : { nearest: nearest(plain(value), field.values) };
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
