import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { roundUsd } from '../../exchange/index.ts';
import type { TotalsBy, TotalsRange, TotalsRow, TotalsSplit } from '../choice-port.ts';
import type { Tables } from '../schema.ts';
import { conditionsOf } from './filter.ts';
import { isSeen } from './is-seen.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Every time zone is a multiple of it away from UTC. */
const QUARTER_MS = 900_000;

type Sums = Omit<TotalsRow, 'key' | 'split'>;
type Key = string | number | null;
/** Sums with the keys as the database has them. */
type Grouped = Sums & { key: Key; split: string | null };

/** Whole-number division: both dialects round towards zero. */
const started = (ms: number) => sql<number>`exchanges.started_at / ${sql.lit(ms)}`;

const KEYS: Record<TotalsSplit | 'all', RawBuilder<Key>> = {
  all: sql`null`,
  model: sql`exchanges.model`,
  provider: sql`exchanges.provider`,
  client: sql`exchanges.client_name`,
  session: sql`exchanges.session_id`,
  status: sql`exchanges.status`,
  project: sql`sessions.project`,
};

/** Requests that only ask how long a context is, or what there is, cost nothing; nor does one that failed at once. */
export const isFree = sql<SqlBool>`(exchanges.kind in ('count_tokens', 'probe') or (exchanges.status = 'error' and exchanges.output is null))`;

/** The sum of a column over what was used. */
const used = (column: 'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning') =>
  sql`sum(case when ${isFree} then null else ${sql.ref(`exchanges.${column}`)} end)`;

const SUMS: Record<keyof Sums, RawBuilder<unknown>> = {
  exchanges: sql`count(*)`,
  input: used('input'),
  output: used('output'),
  cacheRead: used('cache_read'),
  cacheWrite: used('cache_write'),
  reasoning: used('reasoning'),
  costUsd: sql`sum(exchanges.cost_usd)`,
  unpriced: sql`sum(case when exchanges.cost_usd is null and exchanges.input is not null
    and exchanges.status <> 'running' and not ${isFree} then 1 else 0 end)`,
  errors: sql`sum(case when exchanges.status in ('error', 'cut') then 1 else 0 end)`,
};

function figure(sum: number | string | null): number | null {
  return sum === null ? null : Number(sum);
}

function money(sum: number | string | null): number | null {
  const usd = figure(sum);
  return usd === null ? null : roundUsd(usd);
}

/** What sums are grouped by: a key, of which those of time are ordered by it, and a second one. */
interface Grouping {
  key: RawBuilder<Key>;
  timed: boolean;
  project: boolean;
  limit: number | undefined;
}

async function grouped(db: Kysely<Tables>, grouping: Grouping, range: TotalsRange): Promise<Grouped[]> {
  const { key, timed, limit } = grouping;
  const { split } = range;
  const sums = Object.entries(SUMS).map(([name, sum]) => sql`${sum} as ${sql.ref(name)}`);
  const conditions = [
    isSeen('exchanges.session_id'),
    ...(range.from === null ? [] : [sql`exchanges.started_at >= ${range.from}`]),
    ...(range.to === null ? [] : [sql`exchanges.started_at < ${range.to}`]),
    ...(range.sessionId === undefined ? [] : [sql`exchanges.session_id = ${range.sessionId}`]),
    ...(range.matching === undefined ? [] : conditionsOf(range.matching)),
  ];
  const { rows } = await sql<Record<keyof Sums, number | string | null> & { key: Key; split: Key }>`
    select ${key} as ${sql.ref('key')}, ${split === undefined ? sql`null` : KEYS[split]} as ${sql.ref('split')},
      ${sql.join(sums)}
    from exchanges
    ${grouping.project ? sql`left join sessions on sessions.id = exchanges.session_id` : sql``}
    where ${sql.join(conditions, sql` and `)}
    group by ${split === undefined ? sql`1` : sql`1, 2`}
    order by ${timed ? sql`1 desc, 3 desc, 2` : sql`3 desc, 1, 2`}
    ${limit === undefined ? sql`` : sql`limit ${limit}`}`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    split: row.split === null ? null : String(row.split),
    exchanges: Number(row.exchanges),
    input: figure(row.input),
    output: figure(row.output),
    cacheRead: figure(row.cacheRead),
    cacheWrite: figure(row.cacheWrite),
    reasoning: figure(row.reasoning),
    costUsd: money(row.costUsd),
    unpriced: Number(row.unpriced),
    errors: Number(row.errors),
  }));
}

/** Two sums of which each may be unknown. */
function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : a + b;
}

function merged(a: TotalsRow, b: Sums): TotalsRow {
  return {
    key: a.key,
    split: a.split,
    exchanges: a.exchanges + b.exchanges,
    input: plus(a.input, b.input),
    output: plus(a.output, b.output),
    cacheRead: plus(a.cacheRead, b.cacheRead),
    cacheWrite: plus(a.cacheWrite, b.cacheWrite),
    reasoning: plus(a.reasoning, b.reasoning),
    costUsd: money(plus(a.costUsd, b.costUsd)),
    unpriced: a.unpriced + b.unpriced,
    errors: a.errors + b.errors,
  };
}

/** The rows of one day or hour, the most exchanges first. */
function ordered(rows: Iterable<TotalsRow>): TotalsRow[] {
  return [...rows].sort((a, b) => b.exchanges - a.exchanges || (a.split ?? '').localeCompare(b.split ?? ''));
}

/** How a time is named in a zone: its day, or the hour of it. The Swedish way to write a date is that of ISO 8601. */
function namer(by: 'day' | 'hour', zone: string): (ms: number) => string {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  if (by === 'day') return (ms) => date.format(ms);
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  return (ms) => `${date.format(ms)}T${hour.format(ms)}:00`;
}

/**
 * Days or hours of a time zone, put together from quarters of an hour, so that each day has the hours that its clocks gave
 * it. The hour that a clock shows twice is one.
 */
async function byLocalTime(
  db: Kysely<Tables>,
  grouping: Grouping,
  range: TotalsRange,
  nameOf: (ms: number) => string,
): Promise<TotalsRow[]> {
  const { limit } = range;
  const found: TotalsRow[] = [];
  let name: string | null = null;
  let current = new Map<string | null, TotalsRow>();
  for (const row of await grouped(db, grouping, range)) {
    const here = nameOf(Number(row.key) * QUARTER_MS);
    if (here !== name) {
      found.push(...ordered(current.values()));
      current = new Map();
      if (limit !== undefined && found.length >= limit) break;
      name = here;
    }
    const same = current.get(row.split);
    current.set(row.split, same === undefined ? { ...row, key: here } : merged(same, row));
  }
  found.push(...ordered(current.values()));
  return limit === undefined ? found : found.slice(0, limit);
}

/** A time of UTC by how many days or hours it is from 1970. */
function utcName(by: 'day' | 'hour', key: Key): string {
  return by === 'day'
    ? new Date(Number(key) * DAY_MS).toISOString().slice(0, 10)
    : `${new Date(Number(key) * HOUR_MS).toISOString().slice(0, 13)}:00`;
}

/**
 * Sums by key, and by a second one where it is asked for. `all` has one key, null, and no row where there is nothing; `day`
 * is `YYYY-MM-DD` in the zone and `hour` `YYYY-MM-DDTHH:00`; `errors` counts those that failed or were cut; what was only
 * counted, or refused, has no part in the tokens. A sum is null where every figure is unknown.
 */
export async function totals(db: Kysely<Tables>, by: TotalsBy, range: TotalsRange): Promise<TotalsRow[]> {
  const { zone = 'UTC', limit, split } = range;
  const project = by === 'project' || split === 'project';
  if (by !== 'day' && by !== 'hour') {
    const rows = await grouped(db, { key: KEYS[by], timed: false, project, limit }, range);
    return rows.map((row) => ({ ...row, key: row.key === null ? null : String(row.key) }));
  }
  if (zone !== 'UTC') {
    const quarters = { key: started(QUARTER_MS), timed: true, project, limit: undefined };
    return byLocalTime(db, quarters, range, namer(by, zone));
  }
  const key = started(by === 'day' ? DAY_MS : HOUR_MS);
  const rows = await grouped(db, { key, timed: true, project, limit }, range);
  return rows.map((row) => ({ ...row, key: utcName(by, row.key) }));
}
