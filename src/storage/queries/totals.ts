import { type Kysely, type RawBuilder, sql } from 'kysely';
import { roundUsd } from '../../exchange/index.ts';
import type { TotalsBy, TotalsRange, TotalsRow } from '../port.ts';
import type { Tables } from '../schema.ts';
import { isSeen } from './is-seen.ts';

const DAY_MS = 86_400_000;
/** Every time zone is a multiple of it away from UTC. */
const QUARTER_MS = 900_000;

type Sums = Omit<TotalsRow, 'key'>;
type Key = string | number | null;

/** Whole-number division: both dialects round towards zero. */
const started = (ms: number) => sql<number>`exchanges.started_at / ${sql.lit(ms)}`;

const KEYS: Record<Exclude<TotalsBy, 'day'>, RawBuilder<Key>> = {
  model: sql`exchanges.model`,
  provider: sql`exchanges.provider`,
  client: sql`exchanges.client_name`,
  session: sql`exchanges.session_id`,
  status: sql`exchanges.status`,
  project: sql`sessions.project`,
};

/** Requests that only ask how long a context is, or what there is, cost nothing; nor does one that failed at once. */
const isFree = sql`(exchanges.kind in ('count_tokens', 'probe') or (exchanges.status = 'error' and exchanges.output is null))`;

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

async function grouped(
  db: Kysely<Tables>,
  key: RawBuilder<Key>,
  by: TotalsBy,
  range: TotalsRange,
  limit: number | undefined,
): Promise<(Sums & { key: Key })[]> {
  const sums = Object.entries(SUMS).map(([name, sum]) => sql`${sum} as ${sql.ref(name)}`);
  const conditions = [
    isSeen('exchanges.session_id'),
    ...(range.from === null ? [] : [sql`exchanges.started_at >= ${range.from}`]),
    ...(range.to === null ? [] : [sql`exchanges.started_at < ${range.to}`]),
    ...(range.sessionId === undefined ? [] : [sql`exchanges.session_id = ${range.sessionId}`]),
  ];
  const { rows } = await sql<Record<keyof Sums, number | string | null> & { key: Key }>`
    select ${key} as ${sql.ref('key')}, ${sql.join(sums)}
    from exchanges
    ${by === 'project' ? sql`left join sessions on sessions.id = exchanges.session_id` : sql``}
    where ${sql.join(conditions, sql` and `)}
    group by 1
    order by ${by === 'day' ? sql`1 desc` : sql`2 desc, 1`}
    ${limit === undefined ? sql`` : sql`limit ${limit}`}`.execute(db);
  return rows.map((row) => ({
    key: row.key,
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

/** Days of a time zone, put together from quarters of an hour, so that each has the hours that its clocks gave it. */
async function byLocalDay(db: Kysely<Tables>, range: TotalsRange, zone: string): Promise<TotalsRow[]> {
  // The Swedish way to write a date is that of ISO 8601.
  const dateIn = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  const days: TotalsRow[] = [];
  for (const { key, ...sums } of await grouped(db, started(QUARTER_MS), 'day', range, undefined)) {
    const day = dateIn.format(Number(key) * QUARTER_MS);
    const last = days.at(-1);
    if (last?.key === day) days[days.length - 1] = merged(last, sums);
    else if (days.length === range.limit) break;
    else days.push({ key: day, ...sums });
  }
  return days;
}

function keyText(by: TotalsBy, key: Key): string | null {
  if (key === null) return null;
  return by === 'day' ? new Date(Number(key) * DAY_MS).toISOString().slice(0, 10) : String(key);
}

/**
 * Sums by key. `day` is `YYYY-MM-DD` in the zone; `errors` counts those that failed or were cut; what was only counted, or
 * refused, has no part in the tokens. A sum is null where every figure is unknown.
 */
export async function totals(db: Kysely<Tables>, by: TotalsBy, range: TotalsRange): Promise<TotalsRow[]> {
  const { zone = 'UTC', limit } = range;
  if (by === 'day' && zone !== 'UTC') return byLocalDay(db, range, zone);
  const key = by === 'day' ? started(DAY_MS) : KEYS[by];
  const rows = await grouped(db, key, by, range, limit);
  return rows.map((row) => ({ ...row, key: keyText(by, row.key) }));
}
