import type { Kysely } from 'kysely';
import type { StoredSession } from '../port.ts';
import type { Tables } from '../schema.ts';
import { deleteSession } from './garbage.ts';
import type { Holds } from './holds.ts';
import { getSession } from './sessions.ts';

/** Deletes a session so that it can be brought back: its identity is free for another from now on. False where there is none. */
export async function hideSession(db: Kysely<Tables>, id: number, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set((eb) => ({
      deleted_at: at,
      deleted_identity: eb.ref('identity'),
      deleted_pinned_at: eb.ref('pinned_at'),
      identity: null,
      pinned_at: null,
    }))
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Brings a session back that was deleted after `since`; null where there is none. It has its identity again unless another
 * has it by now, and is pinned again where it was and no other is.
 */
export function restoreSession(db: Kysely<Tables>, id: number, since: number): Promise<StoredSession | null> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('sessions')
      .select(['deleted_identity', 'deleted_pinned_at'])
      .where('id', '=', id)
      .where('deleted_at', '>', since)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { deleted_identity: identity, deleted_pinned_at: pinnedAt } = row;
    const another =
      identity === null
        ? undefined
        : await trx.selectFrom('sessions').select('id').where('identity', '=', identity).executeTakeFirst();
    const pinned = await trx
      .selectFrom('sessions')
      .select('id')
      .where('pinned_at', 'is not', null)
      .executeTakeFirst();
    await trx
      .updateTable('sessions')
      .set({
        identity: another === undefined ? identity : null,
        pinned_at: pinned === undefined ? pinnedAt : null,
        deleted_at: null,
        deleted_identity: null,
        deleted_pinned_at: null,
      })
      .where('id', '=', id)
      .execute();
    return getSession(trx, id);
  });
}

/** Deletes for good what was deleted until then (ms since 1970), with all that it alone used; how many sessions went. */
export async function purgeSessions(db: Kysely<Tables>, holds: Holds, until: number): Promise<number> {
  const rows = await db.selectFrom('sessions').select('id').where('deleted_at', '<=', until).execute();
  let gone = 0;
  for (const { id } of rows) if (await deleteSession(db, holds, id)) gone += 1;
  return gone;
}
