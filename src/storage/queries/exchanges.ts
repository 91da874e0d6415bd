import { type Kysely, type RawBuilder, sql } from 'kysely';
import { unpack } from '../packing.ts';
import type {
  AgentTurns,
  ExchangeFilter,
  HeadRef,
  StoredBodies,
  StoredExchange,
  TotalsBy,
  TotalsRow,
} from '../port.ts';
import type { ExchangeTable, Tables } from '../schema.ts';
import { chunks } from './bulk.ts';
import { clean } from './clean.ts';
import { decodeExchange } from './exchange-row.ts';

const DAY_MS = 86_400_000;

type HeadRow = Pick<ExchangeTable, 'id' | 'session_id' | 'agent_id' | 'started_at'> & { node_id: string };

export async function getExchange(db: Kysely<Tables>, id: string): Promise<StoredExchange | null> {
  const row = await db.selectFrom('exchanges').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : decodeExchange(row);
}

/** A page by key: newest first unless told otherwise. */
export async function listExchanges(db: Kysely<Tables>, filter: ExchangeFilter): Promise<StoredExchange[]> {
  const direction = filter.order === 'oldest' ? 'asc' : 'desc';
  let query = db.selectFrom('exchanges').selectAll().orderBy('id', direction).limit(filter.limit);
  if (filter.sessionId !== undefined) query = query.where('session_id', '=', filter.sessionId);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.kinds !== undefined) query = query.where('kind', 'in', filter.kinds);
  if (filter.agentId === null) query = query.where('agent_id', 'is', null);
  else if (filter.agentId !== undefined) query = query.where('agent_id', '=', clean(filter.agentId));
  if (filter.provider !== undefined) query = query.where('provider', '=', clean(filter.provider));
  if (filter.model !== undefined) query = query.where('model', '=', clean(filter.model));
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  if (filter.after !== undefined) query = query.where('id', '>', filter.after);
  return (await query.execute()).map(decodeExchange);
}

/** For agents of a session: how many turns each has had, and its newest. Those with the newest turns first. */
export async function agentTurns(
  db: Kysely<Tables>,
  sessionId: number,
  limit: number,
): Promise<AgentTurns[]> {
  const counted = await db
    .selectFrom('exchanges')
    .select(({ fn }) => ['agent_id', fn.countAll<number>().as('turns'), fn.max('id').as('newest')])
    .where('session_id', '=', sessionId)
    .where('kind', '=', 'turn')
    .where('agent_id', 'is not', null)
    .groupBy('agent_id')
    .orderBy('newest', 'desc')
    .limit(limit)
    .execute();
  const rows = new Map<string, ExchangeTable>();
  for (const ids of chunks(counted.map(({ newest }) => newest)))
    for (const row of await db.selectFrom('exchanges').selectAll().where('id', 'in', ids).execute())
      rows.set(row.id, row);
  return counted.flatMap(({ agent_id: agentId, turns, newest }) => {
    const last = rows.get(newest);
    return agentId === null || last === undefined
      ? []
      : [{ agentId, turns: Number(turns), last: decodeExchange(last) }];
  });
}

export async function getBodies(db: Kysely<Tables>, exchangeId: string): Promise<StoredBodies | null> {
  const row = await db
    .selectFrom('bodies')
    .selectAll()
    .where('exchange_id', '=', exchangeId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    exchangeId,
    envelope: row.envelope === null ? null : unpack(row.envelope, row.envelope_packing),
    answer: row.answer === null ? null : unpack(row.answer, row.answer_packing),
    answerType: row.answer_type,
  };
}

/** The newest exchange at each of these heads, as received: the one that its node names, or a loose one. */
export async function headsAt(db: Kysely<Tables>, nodeIds: string[]): Promise<HeadRef[]> {
  const heads: HeadRef[] = [];
  for (const part of chunks(nodeIds)) {
    const wanted = sql`(values ${sql.join(part.map((id) => sql`(${id})`))})`;
    const { rows } = await sql<HeadRow>`
      with wanted(node_id) as ${wanted}
      select wanted.node_id, exchanges.id, exchanges.session_id, exchanges.agent_id, exchanges.started_at
      from wanted
      join exchanges on exchanges.id = (
        select max(named.id) from (
          select nodes.exchange_id as id from nodes where nodes.id = wanted.node_id
          union all
          select max(loose.id) from exchanges as loose where loose.head_loose = wanted.node_id
        ) as named
      )`.execute(db);
    for (const row of rows) {
      heads.push({
        nodeId: row.node_id,
        exchangeId: row.id,
        sessionId: row.session_id,
        agentId: row.agent_id,
        startedAt: row.started_at,
      });
    }
  }
  return heads;
}

/** Marks what is `running` as `interrupted`; how many there were. */
export async function markInterrupted(db: Kysely<Tables>): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('exchanges')
    .set({ status: 'interrupted' })
    // Written out, so that the database can prove that its index of running exchanges fits.
    .where('status', '=', sql.lit('running'))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Whole-number division: both dialects round towards zero. */
const dayOf = sql<number>`started_at / ${sql.lit(DAY_MS)}`;

const KEYS: Record<TotalsBy, RawBuilder<string | number | null>> = {
  model: sql`model`,
  provider: sql`provider`,
  client: sql`client_name`,
  session: sql`session_id`,
  status: sql`status`,
  day: dayOf,
  project: sql`(select sessions.project from sessions where sessions.id = exchanges.session_id)`,
};

/**
 * Sums by key, most exchanges first. `day` is `YYYY-MM-DD` in UTC; `errors` counts those that failed or were cut.
 * A sum is null where every figure is unknown.
 */
export async function totals(
  db: Kysely<Tables>,
  by: TotalsBy,
  range: { from: number | null; to: number | null; sessionId?: number },
): Promise<TotalsRow[]> {
  const key = KEYS[by];
  let query = db
    .selectFrom('exchanges')
    .select(({ fn }) => [
      key.as('key'),
      fn.countAll<number>().as('exchanges'),
      fn.sum<number | null>('input').as('input'),
      fn.sum<number | null>('output').as('output'),
      fn.sum<number | null>('cache_read').as('cache_read'),
      fn.sum<number | null>('cost_usd').as('cost_usd'),
      sql<number>`sum(case when cost_usd is null and input is not null then 1 else 0 end)`.as('unpriced'),
      sql<number>`sum(case when status in ('error', 'cut') then 1 else 0 end)`.as('errors'),
    ])
    .groupBy(key)
    .orderBy('exchanges', 'desc');
  if (range.from !== null) query = query.where('started_at', '>=', range.from);
  if (range.to !== null) query = query.where('started_at', '<', range.to);
  if (range.sessionId !== undefined) query = query.where('session_id', '=', range.sessionId);
  const rows = await query.execute();
  return rows.map((row) => ({
    key: keyText(by, row.key),
    exchanges: Number(row.exchanges),
    input: figure(row.input),
    output: figure(row.output),
    cacheRead: figure(row.cache_read),
    costUsd: figure(row.cost_usd),
    unpriced: Number(row.unpriced),
    errors: Number(row.errors),
  }));
}

function keyText(by: TotalsBy, key: string | number | null): string | null {
  if (key === null) return null;
  return by === 'day' ? new Date(Number(key) * DAY_MS).toISOString().slice(0, 10) : String(key);
}

function figure(sum: number | string | null): number | null {
  return sum === null ? null : Number(sum);
}
