import * as z from 'zod';
import { type FilterProblem, parseFilter } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import type { Matching } from '../storage/index.ts';

/** Longer filters (characters) are no one's. */
const LONGEST = 1000;

/** `?q=`: a filter, as docs/filter.md has it. */
export const filterText = z.string().max(LONGEST).optional().describe('a filter: docs/filter.md');

/** What each type of field takes, for whoever gave it something else. */
const TAKES: Record<NonNullable<FilterProblem['type']>, string> = {
  text: 'a text',
  session: 'a text',
  tool: 'a name',
  choice: 'one of its values',
  status: 'a status, an HTTP status or an error code, such as error, 429, 5xx or rate_limited',
  usd: 'US dollars, such as >0.10 or 0.1..0.5',
  tokens: 'a number, such as >100k or 1.5M',
  share: 'a share, such as >70% or 0.7',
  duration: 'a duration, such as >800ms, 10s or 2m',
  time: 'a date, a time or an age, such as 2026-11-22, 2026-11-22T14:00 or 2h',
};

function sentenceOf({ code, word, field, type }: FilterProblem): string {
  const takes = type === undefined ? '' : `: it takes ${TAKES[type]}`;
  switch (code) {
    case 'unknown_field':
      return `there is no field "${word}"`;
    case 'missing_value':
      return field === undefined ? 'there is nothing to look for' : `${field} has no value${takes}`;
    case 'bad_wildcard':
      return `in ${field} a * stands at the beginning or at the end of a name`;
    case 'unclosed_quote':
      return 'this quote does not end';
    case 'too_many':
      return 'this is more than a filter may ask';
    default:
      return `"${word}" is no value of ${field}${takes}`;
  }
}

function hintOf({ code, nearest }: FilterProblem): string {
  if (nearest != null) return `Did you mean ${nearest}?`;
  return code === 'unknown_field'
    ? 'Put text that has a colon between quotes; docs/filter.md lists the fields.'
    : 'docs/filter.md explains the language.';
}

/**
 * What a `?q=` asks at this time (ms since 1970), to be put into what the store is asked for; nothing where it is empty.
 * @throws ProxyError `invalid_request`, which names `q`, the place, and what was probably meant
 */
export function matchingOf(text: string | undefined, now: number): { matching?: Matching } {
  const { filter, problems } = parseFilter(text ?? '');
  const [first] = problems;
  if (first !== undefined) {
    const message = `character ${first.at + 1}: ${sentenceOf(first)}`;
    throw new ProxyError('invalid_request', `q (query): ${message}`, {
      hint: hintOf(first),
      details: { in: 'query', field: 'q', issues: [{ field: 'q', message }], problems },
    });
  }
  return filter.terms.length === 0 ? {} : { matching: { filter, now } };
}
