import { type Kysely, sql } from 'kysely';
import type { McpCall } from '../../exchange/index.ts';
import type { McpCallFilter, McpTotalsRange, McpTotalsRow } from '../mcp-port.ts';
import type { McpCallTable, Tables } from '../schema.ts';
import { bulkStatement, chunks, placeholders } from './bulk.ts';
import { clean } from './clean.ts';
import { isSeen } from './is-seen.ts';

const COLUMNS = [
  'id',
  'session_id',
  'started_at',
  'server',
  'tool',
  'origin',
  'client_name',
  'client_version',
  'outcome',
  'refusal',
  'message',
  'waited_ms',
  'total_ms',
  'argument_bytes',
  'argument_tokens',
  'result_bytes',
  'result_tokens',
] as const satisfies readonly (keyof McpCallTable)[];

/** Values in the order of {@link COLUMNS}. */
export type McpCallParameters = [id: string, sessionId: number | null, ...rest: (string | number | null)[]];

export function encodeMcpCall(call: McpCall): McpCallParameters {
  return [
    call.id,
    call.sessionId,
    call.startedAt,
    clean(call.server),
    clean(call.tool),
    call.from,
    clean(call.clientName),
    clean(call.clientVersion),
    call.outcome,
    call.refusal,
    clean(call.message),
    call.waitedMs,
    call.totalMs,
    call.argumentBytes,
    call.argumentTokens,
    call.resultBytes,
    call.resultTokens,
  ];
}

function decode(row: McpCallTable): McpCall {
  return {
    id: row.id,
    startedAt: row.started_at,
    server: row.server,
    tool: row.tool,
    from: row.origin,
    clientName: row.client_name,
    clientVersion: row.client_version,
    sessionId: row.session_id,
    outcome: row.outcome,
    refusal: row.refusal,
    message: row.message,
    waitedMs: row.waited_ms,
    totalMs: row.total_ms,
    argumentBytes: row.argument_bytes,
    argumentTokens: row.argument_tokens,
    resultBytes: row.result_bytes,
    resultTokens: row.result_tokens,
  };
}

/** Writes calls; one whose session was deleted meanwhile goes on without it. */
export type McpCallWriter = (trx: Kysely<Tables>, calls: readonly McpCallParameters[]) => Promise<void>;

export function createMcpCallWriter(db: Kysely<Tables>): McpCallWriter {
  const insert = bulkStatement((rows) =>
    db
      .insertInto('mcp_calls')
      .values(placeholders<McpCallTable>(COLUMNS, rows))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .compile(),
  );
  return async (trx, calls) => {
    if (calls.length === 0) return;
    const named = [...new Set(calls.flatMap((call) => call[1] ?? []))];
    const there = new Set<number>();
    for (const part of chunks(named)) {
      const rows = await trx.selectFrom('sessions').select('id').where('id', 'in', part).execute();
      for (const row of rows) there.add(row.id);
    }
    await insert(
      trx,
      calls.map(([id, session, ...rest]) => [
        id,
        session !== null && there.has(session) ? session : null,
        ...rest,
      ]),
    );
  };
}

/** A page by key, newest first. */
export async function listMcpCalls(db: Kysely<Tables>, filter: McpCallFilter): Promise<McpCall[]> {
  let query = db.selectFrom('mcp_calls').selectAll().orderBy('id', 'desc').limit(filter.limit);
  query = query.where(isSeen('session_id'));
  if (filter.server !== undefined) query = query.where('server', '=', clean(filter.server));
  if (filter.tool !== undefined) query = query.where('tool', '=', clean(filter.tool));
  if (filter.sessionId !== undefined) query = query.where('session_id', '=', filter.sessionId);
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return (await query.execute()).map(decode);
}

function figure(sum: number | string | null): number | null {
  return sum === null ? null : Number(sum);
}

/** Sums by server and tool, the most called first. */
export async function mcpTotals(db: Kysely<Tables>, range: McpTotalsRange): Promise<McpTotalsRow[]> {
  const failed = sql<number>`sum(case when outcome in ('ok', 'refused', 'cancelled') then 0 else 1 end)`;
  const refused = sql<number>`sum(case when outcome = 'refused' then 1 else 0 end)`;
  let query = db
    .selectFrom('mcp_calls')
    .select(({ fn }) => [
      'server',
      'tool',
      fn.countAll<number>().as('calls'),
      failed.as('errors'),
      refused.as('refused'),
      fn.sum<number>('argument_bytes').as('argumentBytes'),
      fn.sum<number | null>('argument_tokens').as('argumentTokens'),
      fn.sum<number | null>('result_bytes').as('resultBytes'),
      fn.sum<number | null>('result_tokens').as('resultTokens'),
      fn.sum<number>('total_ms').as('totalMs'),
    ])
    .where(isSeen('session_id'))
    .groupBy(['server', 'tool'])
    .orderBy('calls', 'desc')
    .orderBy('server')
    .orderBy('tool');
  if (range.sessionId !== undefined) query = query.where('session_id', '=', range.sessionId);
  return (await query.execute()).map((row) => ({
    server: row.server,
    tool: row.tool,
    calls: Number(row.calls),
    errors: Number(row.errors),
    refused: Number(row.refused),
    argumentBytes: Number(row.argumentBytes),
    argumentTokens: figure(row.argumentTokens),
    resultBytes: figure(row.resultBytes),
    resultTokens: figure(row.resultTokens),
    totalMs: Number(row.totalMs),
  }));
}

/**
 * Deletes the oldest calls, at most so many, only those begun before `cutoff` (ms since 1970) where there is one; how
 * many went.
 */
export async function deleteOldestCalls(
  db: Kysely<Tables>,
  cutoff: number | null,
  most: number,
): Promise<number> {
  const rows = await db
    .selectFrom('mcp_calls')
    .select(['id', 'started_at'])
    .orderBy('id')
    .limit(most)
    .execute();
  const ids = rows.filter((row) => cutoff === null || row.started_at < cutoff).map((row) => row.id);
  for (const part of chunks(ids)) await db.deleteFrom('mcp_calls').where('id', 'in', part).execute();
  return ids.length;
}
