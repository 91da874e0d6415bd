import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ExchangeChoice, ExchangeFilter, StoredUse } from '../choice-port.ts';
import { unpack, unpackText } from '../packing.ts';
import type { AgentTurns, Captured, HeadRef, StoredBodies, StoredExchange } from '../port.ts';
import type { ExchangeTable, Tables } from '../schema.ts';
import { chunks } from './bulk.ts';
import { clean } from './clean.ts';
import { decodeExchange, decodeUse, USE_COLUMNS } from './exchange-row.ts';
import { conditionsOf } from './filter.ts';
import { isSeen } from './is-seen.ts';
import { isFree } from './totals.ts';

type HeadRow = Pick<ExchangeTable, 'id' | 'session_id' | 'agent_id' | 'started_at'> & { node_id: string };

export async function getExchange(db: Kysely<Tables>, id: string): Promise<StoredExchange | null> {
  const row = await db
    .selectFrom('exchanges')
    .selectAll()
    .where('id', '=', id)
    .where(isSeen('session_id'))
    .executeTakeFirst();
  return row === undefined ? null : decodeExchange(row);
}

/** The conditions of a choice, as Kysely has them. */
function chosen(choice: ExchangeChoice): RawBuilder<SqlBool>[] {
  const { sessionId, status, kind, kinds, agentId, provider, model, matching, from, to } = choice;
  const found: RawBuilder<SqlBool>[] = [isSeen('exchanges.session_id')];
  if (sessionId !== undefined) found.push(sql`exchanges.session_id = ${sessionId}`);
  if (status !== undefined) found.push(sql`exchanges.status = ${status}`);
  if (kind !== undefined) found.push(sql`exchanges.kind = ${kind}`);
  if (kinds !== undefined) found.push(sql`exchanges.kind in (${sql.join(kinds)})`);
  if (agentId === null) found.push(sql`exchanges.agent_id is null`);
  else if (agentId !== undefined) found.push(sql`exchanges.agent_id = ${clean(agentId)}`);
  if (provider !== undefined) found.push(sql`exchanges.provider = ${clean(provider)}`);
  if (model !== undefined) found.push(sql`exchanges.model = ${clean(model)}`);
  if (from !== undefined) found.push(sql`exchanges.started_at >= ${from}`);
  if (to !== undefined) found.push(sql`exchanges.started_at < ${to}`);
  return matching === undefined ? found : [...found, ...conditionsOf(matching)];
}

/** A page by key: newest first unless told otherwise. */
function pageOf(db: Kysely<Tables>, filter: ExchangeFilter) {
  const direction = filter.order === 'oldest' ? 'asc' : 'desc';
  let query = db.selectFrom('exchanges').orderBy('id', direction).limit(filter.limit);
  for (const condition of chosen(filter)) query = query.where(condition);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  if (filter.after !== undefined) query = query.where('id', '>', filter.after);
  return query;
}

/** A page by key. */
export async function listExchanges(db: Kysely<Tables>, filter: ExchangeFilter): Promise<StoredExchange[]> {
  return (await pageOf(db, filter).selectAll().execute()).map(decodeExchange);
}

/** A page, by key, of what was used: it ended, is known to have had any input, and was neither a mere count nor refused. */
export async function listUses(db: Kysely<Tables>, filter: ExchangeFilter): Promise<StoredUse[]> {
  const rows = await pageOf(db, filter)
    .select(USE_COLUMNS)
    .where('input', 'is not', null)
    .where('status', '<>', 'running')
    .where(sql<SqlBool>`not ${isFree}`)
    .execute();
  return rows.map(decodeUse);
}

/** How many there are. */
export async function countExchanges(db: Kysely<Tables>, choice: ExchangeChoice): Promise<number> {
  let query = db.selectFrom('exchanges').select(({ fn }) => fn.countAll<number>().as('count'));
  for (const condition of chosen(choice)) query = query.where(condition);
  return Number((await query.executeTakeFirstOrThrow()).count);
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

/** The bytes of an answer; null where they are not kept. */
export async function getAnswer(
  db: Kysely<Tables>,
  exchangeId: string,
): Promise<{ bytes: Uint8Array; type: string | null } | null> {
  const row = await db
    .selectFrom('bodies')
    .select(['answer', 'answer_packing', 'answer_type'])
    .where('exchange_id', '=', exchangeId)
    .executeTakeFirst();
  if (row === undefined || row.answer === null) return null;
  return { bytes: unpack(row.answer, row.answer_packing), type: row.answer_type };
}

/** What is kept around an exchange; of the bodies only whether. */
export async function captured(db: Kysely<Tables>, exchangeId: string): Promise<Captured> {
  const row = await db
    .selectFrom('bodies')
    .select(({ eb }) => [
      'headers',
      'headers_packing',
      eb('envelope', 'is not', null).as('request'),
      eb('answer', 'is not', null).as('has_answer'),
    ])
    .where('exchange_id', '=', exchangeId)
    .executeTakeFirst();
  if (row === undefined) return { request: false, answer: false, headers: null };
  const { headers, headers_packing: packing } = row;
  return {
    request: Boolean(row.request),
    answer: Boolean(row.has_answer),
    headers: headers === null ? null : unpackText(headers, packing),
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
          select exchanges.id from nodes join exchanges on exchanges.id = nodes.exchange_id
          where nodes.id = wanted.node_id and ${isSeen('exchanges.session_id')}
          union all
          select max(loose.id) from exchanges as loose
          where loose.head_loose = wanted.node_id and ${isSeen('loose.session_id')}
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
