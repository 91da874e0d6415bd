import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { ExchangeTable, Tables } from '../schema.ts';
import { chunks } from './bulk.ts';
import type { Holds } from './holds.ts';
import { bump, compileLinks } from './links.ts';
import { changeCounts } from './write-exchanges.ts';

/** Exchanges a step; nodes looked at a step. A step is one transaction, some ms; writes go between steps. */
const EXCHANGES = 200;
const NODES = 400;
const CALLS = 500;

interface Deleted {
  ids: string[];
  heads: string[];
}

/** Deletes these exchanges with their bodies. What they alone used is garbage from then on. */
export async function deleteExchanges(
  db: Kysely<Tables>,
  holds: Holds,
  rows: readonly Pick<ExchangeTable, 'id' | 'session_id' | 'head_received' | 'head_other'>[],
): Promise<Deleted> {
  const ids = rows.map((row) => row.id);
  for (const part of chunks(ids)) {
    await db.deleteFrom('exchanges').where('id', 'in', part).execute();
    await db.deleteFrom('bodies').where('exchange_id', 'in', part).execute();
  }
  const heads = new Set<string>();
  for (const row of rows) {
    if (row.head_received !== null) heads.add(row.head_received);
    if (row.head_other !== null) heads.add(row.head_other);
  }
  const nodes = [...heads];
  for (const part of chunks(nodes)) {
    await db
      .updateTable('nodes')
      .set({ exchange_id: null })
      .where('id', 'in', part)
      .where('exchange_id', 'in', ids)
      .execute();
  }
  holds.markDeleted(ids);
  const fewer = new Map<number, number>();
  for (const { session_id: id } of rows) if (id !== null) fewer.set(id, (fewer.get(id) ?? 0) - 1);
  await changeCounts(db, fewer);
  return { ids, heads: nodes };
}

/** Deletes a step of a session's MCP calls; how many went. */
async function deleteCallsOf(trx: Kysely<Tables>, sessionId: number): Promise<number> {
  const ids = trx
    .selectFrom('mcp_calls')
    .select('id')
    .where('session_id', '=', sessionId)
    .orderBy('id')
    .limit(CALLS);
  const { numDeletedRows } = await trx.deleteFrom('mcp_calls').where('id', 'in', ids).executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Deletes a session with its exchanges, its MCP calls and what they alone used, in small steps; false where there is none.
 * An exchange that is still running goes on without a session.
 */
export async function deleteSession(db: Kysely<Tables>, holds: Holds, id: number): Promise<boolean> {
  for (;;) {
    const step = await db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('exchanges')
        .set({ session_id: null })
        .where('session_id', '=', id)
        .where('status', '=', 'running')
        .executeTakeFirst();
      await changeCounts(trx, new Map([[id, -Number(numUpdatedRows)]]));
      const rows = await trx
        .selectFrom('exchanges')
        .select(['id', 'session_id', 'head_received', 'head_other'])
        .where('session_id', '=', id)
        .orderBy('id')
        .limit(EXCHANGES)
        .execute();
      const { heads } = await deleteExchanges(trx, holds, rows);
      const calls = await deleteCallsOf(trx, id);
      if (rows.length === EXCHANGES || calls === CALLS) return { heads, done: false, found: true };
      await trx.deleteFrom('agents').where('session_id', '=', id).execute();
      const { numDeletedRows } = await trx.deleteFrom('sessions').where('id', '=', id).executeTakeFirst();
      return { heads, done: true, found: numDeletedRows > 0n };
    });
    await collect(db, holds, step.heads);
    if (step.done) return step.found;
    await turn();
  }
}

/**
 * Deletes those of these nodes that no exchange names and no node follows, then their parents, and the blocks
 * and counts that no other node has. Exact: what is left is what some exchange reaches, or what is held.
 */
export async function collect(
  db: Kysely<Tables>,
  holds: Holds,
  candidates: readonly string[],
): Promise<void> {
  let queue = [...candidates];
  while (queue.length > 0) {
    queue = await db.transaction().execute(async (trx) => {
      let looked = 0;
      let rest = queue;
      while (rest.length > 0 && looked < NODES) {
        const now = rest.slice(0, NODES);
        looked += now.length;
        rest = [...(await collectLevel(trx, holds, now)), ...rest.slice(NODES)];
      }
      return rest;
    });
    await turn();
  }
}

/** One level: deletes what is garbage of these nodes; the parents, which may be garbage now. */
async function collectLevel(trx: Kysely<Tables>, holds: Holds, ids: string[]): Promise<string[]> {
  const rows = await unusedNodes(trx)
    .select(['parent_id', 'loose_parent', 'block_hash', 'loose_block'])
    .where('id', 'in', ids)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('nodes as child').select('child.id').whereRef('child.loose_parent', '=', 'nodes.id'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('exchanges').select('exchanges.id').whereRef('head_loose', '=', 'nodes.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('exchanges').select('exchanges.id').whereRef('head_other', '=', 'nodes.id'))),
    )
    .execute();
  const garbage = rows.filter((row) => !holds.isHeld(row.id));
  if (garbage.length === 0) return [];
  await trx
    .deleteFrom('nodes')
    .where(
      'id',
      'in',
      garbage.map((row) => row.id),
    )
    .execute();
  const parents = new Map<string, number>();
  const blocks = new Map<string, number>();
  for (const row of garbage) {
    if (row.parent_id !== null) bump(parents, row.parent_id, row.loose_parent === null ? -1 : 0);
    bump(blocks, row.block_hash, row.loose_block === null ? -1 : 0);
  }
  const links = compileLinks(trx);
  await links.children(trx, parents);
  await links.refs(trx, blocks);
  await deleteUnusedBlocks(trx, [...blocks.keys()]);
  return [...parents.keys()];
}

/** Nodes that no other counts as its parent, and that name no exchange: an index of its own has these. */
function unusedNodes(db: Kysely<Tables>) {
  // Written out, so that the database can prove that the index fits.
  return db
    .selectFrom('nodes')
    .select('id')
    .where('children', '=', sql.lit(0))
    .where('exchange_id', 'is', null);
}

/** Deletes those of these blocks that no node has, with their counts. */
async function deleteUnusedBlocks(trx: Kysely<Tables>, hashes: string[]): Promise<void> {
  await trx
    .deleteFrom('blocks')
    .where('hash', 'in', hashes)
    .where('refs', '=', sql.lit(0))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('nodes').select('nodes.id').whereRef('nodes.loose_block', '=', 'blocks.hash'))),
    )
    .execute();
  await trx
    .deleteFrom('counts')
    .where('block_hash', 'in', hashes)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('blocks').select('blocks.hash').whereRef('blocks.hash', '=', 'counts.block_hash')),
      ),
    )
    .execute();
}

/** Deletes bodies whose exchange is not there: rows go before bodies, so that it was dropped or deleted. */
export async function sweepBodies(db: Kysely<Tables>): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('bodies')
      .leftJoin('exchanges', 'exchanges.id', 'bodies.exchange_id')
      .select(['bodies.exchange_id', 'exchanges.id'])
      .where('bodies.exchange_id', '>', after)
      .orderBy('bodies.exchange_id')
      .limit(NODES)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.exchange_id;
    const orphans = rows.filter((row) => row.id === null).map((row) => row.exchange_id);
    if (orphans.length > 0) await db.deleteFrom('bodies').where('exchange_id', 'in', orphans).execute();
    await turn();
  }
}

/** Deletes chains that no exchange reaches, and blocks that no node has: a crash or a lost exchange can leave some. */
export async function sweep(db: Kysely<Tables>, holds: Holds): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await unusedNodes(db).where('id', '>', after).orderBy('id').limit(NODES).execute();
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    await collect(
      db,
      holds,
      rows.map((row) => row.id),
    );
  }
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('blocks')
      .select('hash')
      .where('refs', '=', sql.lit(0))
      .where('hash', '>', after)
      .orderBy('hash')
      .limit(NODES)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.hash;
    await db.transaction().execute((trx) =>
      deleteUnusedBlocks(
        trx,
        rows.map((row) => row.hash),
      ),
    );
    await turn();
  }
}
