import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Retention } from '../port.ts';
import type { Tables } from '../schema.ts';
import { collect, deleteExchanges, sweep, sweepBodies } from './garbage.ts';
import type { Holds } from './holds.ts';
import { deleteOldestCalls } from './mcp-calls.ts';

/** Exchanges a step. */
const STEP = 100;

/**
 * Deletes what is older or more than the limits allow, oldest first, in small steps, and gives the space back;
 * how many exchanges went. What is running stays. Ids sort by time, so the oldest are the first.
 */
export async function retain(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  holds: Holds,
  limits: Retention,
  now: number,
): Promise<number> {
  let gone = 0;
  if (limits.maxAgeMs !== null) {
    const oldest = now - limits.maxAgeMs;
    for (;;) {
      const step = await deleteOldest(db, holds, oldest);
      gone += step;
      if (step < STEP) break;
    }
    await deleteCallsBefore(db, oldest);
    await deleteEmptySessions(db, oldest);
  }
  await sweep(db, holds);
  await sweepBodies(db);
  if (limits.maxBytes !== null) {
    while ((await dialect.size(db)).used > limits.maxBytes) {
      const step = await deleteOldest(db, holds, null);
      // Calls as old go with them; once there are none, calls are all that is left to go, a step at a time.
      const left = await oldestLeft(db);
      const calls =
        left === null ? await deleteOldestCalls(db, null, STEP) : await deleteCallsBefore(db, left);
      if (step + calls === 0) break;
      gone += step;
    }
  }
  while (await dialect.reclaim(db)) await turn();
  return gone;
}

/** Deletes a step of the oldest exchanges, only those begun before `cutoff` where there is one. */
async function deleteOldest(db: Kysely<Tables>, holds: Holds, cutoff: number | null): Promise<number> {
  const { ids, heads } = await db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('exchanges')
      .select(['id', 'session_id', 'started_at', 'head_received', 'head_other'])
      .where('status', '!=', 'running')
      .orderBy('id')
      .limit(STEP)
      .execute();
    return deleteExchanges(
      trx,
      holds,
      rows.filter((row) => cutoff === null || row.started_at < cutoff),
    );
  });
  await collect(db, holds, heads);
  await turn();
  return ids.length;
}

/** Deletes the calls begun before this time, in steps; how many went. */
async function deleteCallsBefore(db: Kysely<Tables>, cutoff: number): Promise<number> {
  let gone = 0;
  for (;;) {
    const step = await deleteOldestCalls(db, cutoff, STEP);
    gone += step;
    if (step < STEP) return gone;
    await turn();
  }
}

/** When the oldest exchange began that is left; null where none is. */
async function oldestLeft(db: Kysely<Tables>): Promise<number | null> {
  const row = await db.selectFrom('exchanges').select('started_at').orderBy('id').limit(1).executeTakeFirst();
  return row?.started_at ?? null;
}

/** Sessions that nobody made by hand and that hold nothing any more. */
async function deleteEmptySessions(db: Kysely<Tables>, cutoff: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('sessions')
      .select('id')
      .where('identity', 'is not', null)
      .where('pinned_at', 'is', null)
      .where('created_at', '<', cutoff)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('exchanges').select('exchanges.id').whereRef('session_id', '=', 'sessions.id')),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('mcp_calls').select('mcp_calls.id').whereRef('session_id', '=', 'sessions.id')),
        ),
      )
      .limit(STEP)
      .execute();
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id);
    await trx.deleteFrom('agents').where('session_id', 'in', ids).execute();
    await trx.deleteFrom('sessions').where('id', 'in', ids).execute();
  });
}
