import {
  FILTER_FIELDS,
  type Filter,
  type FilterField,
  type FilterFieldName,
  type FilterProblem,
  type FilterTerm,
  type FilterTest,
} from '../../../../src/contract/filter/index.ts';
import type { Format } from '../../texts/index.ts';
import type { FilterTexts } from './texts.ts';

const TYPES = new Map<FilterFieldName, FilterField['type']>(
  FILTER_FIELDS.map(({ name, type }) => [name, type]),
);

function figureOf(value: number, field: FilterFieldName, format: Format): string {
  switch (TYPES.get(field)) {
    case 'usd':
      return format.usd(value);
    case 'share':
      return format.percent(value, 1);
    case 'duration':
      return format.duration(value);
    default:
      return format.count(value);
  }
}

function sayRange(
  { min, max, above, below }: FilterTest & { is: 'range' },
  field: FilterFieldName,
  name: string,
  texts: FilterTexts,
  format: Format,
): string {
  const low = min === null ? null : figureOf(min, field, format);
  const high = max === null ? null : figureOf(max, field, format);
  if (low !== null && high !== null) {
    return low === high ? texts.exactly(name, low) : texts.between(name, low, high);
  }
  if (low !== null) return above ? texts.above(name, low) : texts.atLeast(name, low);
  return below ? texts.below(name, high ?? '') : texts.atMost(name, high ?? '');
}

function sayTest(
  test: FilterTest,
  field: FilterFieldName | null,
  texts: FilterTexts,
  format: Format,
): string {
  const name = field === null ? '' : texts.fields[field];
  switch (test.is) {
    case 'known':
      return texts.known(name);
    case 'unknown':
      return texts.unknown(name);
    case 'text': {
      const word = test.parts.length === 1 ? (test.parts[0] ?? '') : test.parts.join('*');
      return field === null ? texts.free(word) : texts.contains(name, word);
    }
    case 'word':
      return texts.exactly(name, test.word);
    case 'exactly':
      return texts.is(name, test.text);
    case 'range':
      return field === null ? '' : sayRange(test, field, name, texts, format);
    case 'http':
      return texts.httpStatus(String(test.from), String(test.to));
    case 'error':
      return texts.errorCode(test.code);
    case 'session':
      return texts.exactly(name, String(test.id));
    default: {
      const time = test.at === null ? texts.ago(format.duration(test.ago)) : format.dateTime(test.at);
      return test.is === 'since' ? texts.since(time) : texts.until(time);
    }
  }
}

function sayTerm({ any, field, not }: FilterTerm, texts: FilterTexts, format: Format): string {
  const said = [...new Set(any.map((test) => sayTest(test, field, texts, format)))].join(texts.or);
  return not ? texts.not(said) : said;
}

/** A filter in words, to be read back: "status error, client has “claude”, cost above $0.10". */
export function sayFilter({ terms }: Filter, texts: FilterTexts, format: Format): string {
  return terms.map((term) => sayTerm(term, texts, format)).join(texts.and);
}

/** What is wrong with a filter, and where (counted from 1). */
export function sayProblem(problem: FilterProblem, texts: FilterTexts, format: Format): string {
  const { code, at, word, field, type, nearest } = problem;
  const { problems } = texts;
  const name = field === undefined ? '' : field;
  const hint = type === undefined ? '' : (texts.hints[type] ?? '');
  const said =
    code === 'unknown_field'
      ? problems.unknown_field(word)
      : code === 'missing_value'
        ? problems.missing_value(name)
        : code === 'bad_wildcard' || code === 'unclosed_quote' || code === 'too_many'
          ? problems[code]
          : problems.bad_value(word, name, hint);
  const suggestion = nearest == null ? '' : ` ${texts.nearest(nearest)}`;
  return `${texts.problem(format.count(at + 1), said)}.${suggestion}`;
}
