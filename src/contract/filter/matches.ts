import type { ExchangeRow } from '../row.ts';
import type { FilterFieldName } from './fields.ts';
import type { Filter, FilterTerm, FilterTest } from './filter.ts';
import { hasParts } from './text.ts';

/** What of a session its exchanges are found by. */
export interface FilterSession {
  name: string;
  project: string | null;
}

type Value = string | number | null;
type Read = (row: ExchangeRow, session: FilterSession | null) => Value[];

/** What a field is compared with: any of these values. */
const VALUES: Record<FilterFieldName, Read> = {
  model: (row) => [row.model, row.provider_model],
  status: (row) => [row.status],
  asked: (row) => [row.model],
  client: (row) => [row.client],
  provider: (row) => [row.provider],
  kind: (row) => [row.kind],
  session: (row, session) => [row.session_id, session?.name ?? null],
  agent: (row) => [row.agent_id],
  project: (_row, session) => [session?.project ?? null],
  cost: (row) => [row.cost.usd],
  tokens: (row) => [row.tokens.context],
  use: (row) => [row.tokens.context_use],
  in: (row) => [row.tokens.input],
  out: (row) => [row.tokens.output],
  cached: (row) => [row.tokens.cache_read],
  reasoning: (row) => [row.tokens.reasoning],
  first: (row) => [row.timings.first_byte_ms],
  took: (row) => [row.timings.total_ms],
  error: (row) => [row.error?.code ?? null, row.error?.message ?? null],
  tool: (row) => row.tools,
  path: (row) => [row.path],
  protocol: (row) => [row.protocol],
  stream: (row) => [row.streamed ? 'yes' : 'no'],
  id: (row) => [row.id],
  since: (row) => [Date.parse(row.started_at)],
  until: (row) => [Date.parse(row.started_at)],
};

/** Fields that a free word is looked for in. */
const FREE: readonly FilterFieldName[] = ['model', 'provider', 'client', 'session', 'error', 'path'];

function inRange(value: number, test: FilterTest & { is: 'range' }): boolean {
  const { min, max, above, below } = test;
  return (
    (min === null || (above ? value > min : value >= min)) &&
    (max === null || (below ? value < max : value <= max))
  );
}

function holds(test: FilterTest, values: Value[], row: ExchangeRow, now: number): boolean {
  switch (test.is) {
    case 'known':
      return values.some((value) => value !== null);
    case 'unknown':
      return values.every((value) => value === null);
    case 'text':
      return values.some((value) => typeof value === 'string' && hasParts(value, test.parts));
    case 'word':
      return values.includes(test.word);
    case 'exactly':
      return values.includes(test.text);
    case 'range':
      return values.some((value) => typeof value === 'number' && inRange(value, test));
    case 'http':
      return row.http_status !== null && row.http_status >= test.from && row.http_status <= test.to;
    case 'error':
      return row.error?.code === test.code;
    case 'session':
      return row.session_id === test.id;
    default: {
      const started = Date.parse(row.started_at);
      const at = test.at ?? now - (test.ago ?? 0);
      return test.is === 'since' ? started >= at : started < at;
    }
  }
}

function termHolds(term: FilterTerm, row: ExchangeRow, now: number, session: FilterSession | null): boolean {
  const fields = term.field === null ? FREE : [term.field];
  const values = fields.flatMap((field) => VALUES[field](row, session));
  return term.any.some((test) => holds(test, values, row, now)) !== term.not;
}

/**
 * Whether a row is one that the filter asks for: the same as the store finds.
 * @param now ms since 1970: what `since:2h` counts from
 * @param sessionOf what is known of a session; null where nothing is, and none of its words matches then
 */
export function matchesFilter(
  filter: Filter,
  row: ExchangeRow,
  now: number,
  sessionOf: (id: number) => FilterSession | null = () => null,
): boolean {
  const session = row.session_id === null ? null : sessionOf(row.session_id);
  return filter.terms.every((term) => termHolds(term, row, now, session));
}
