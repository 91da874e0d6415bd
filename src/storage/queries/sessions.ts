import type { Kysely, Selectable } from 'kysely';
import type { NewStoredSession, Store, StoredAgent, StoredSession } from '../port.ts';
import type { SessionTable, Tables } from '../schema.ts';
import { clean } from './clean.ts';

type SessionRow = Selectable<SessionTable>;

function sessions(db: Kysely<Tables>) {
  return db.selectFrom('sessions').selectAll().where('deleted_at', 'is', null);
}

function toSession(row: SessionRow): StoredSession {
  return {
    id: row.id,
    name: row.name,
    identity: row.identity,
    provider: row.provider,
    model: row.model,
    createdAt: row.created_at,
    pinnedAt: row.pinned_at,
    lastTurnAt: row.last_turn_at,
    exchanges: row.exchanges,
    project: row.project,
  };
}

async function first(query: ReturnType<typeof sessions>): Promise<StoredSession | null> {
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

export function getSession(db: Kysely<Tables>, id: number): Promise<StoredSession | null> {
  return first(sessions(db).where('id', '=', id));
}

/** The newest of that name. */
export function findSessionByName(db: Kysely<Tables>, name: string): Promise<StoredSession | null> {
  return first(sessions(db).where('name', '=', clean(name)).orderBy('id', 'desc').limit(1));
}

export function findSessionByIdentity(db: Kysely<Tables>, identity: string): Promise<StoredSession | null> {
  return first(sessions(db).where('identity', '=', clean(identity)));
}

/** The pinned one, else the one with the newest turn. */
export async function currentSession(db: Kysely<Tables>): Promise<StoredSession | null> {
  const pinned = await first(
    sessions(db).where('pinned_at', 'is not', null).orderBy('pinned_at', 'desc').limit(1),
  );
  if (pinned !== null) return pinned;
  return first(
    sessions(db)
      .where('last_turn_at', 'is not', null)
      .orderBy('last_turn_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1),
  );
}

export async function listSessions(
  db: Kysely<Tables>,
  { limit, before }: { limit: number; before?: number },
): Promise<StoredSession[]> {
  let query = sessions(db).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map(toSession);
}

async function insert(db: Kysely<Tables>, session: NewStoredSession): Promise<number | null> {
  const row = await db
    .insertInto('sessions')
    .values({
      name: clean(session.name),
      identity: clean(session.identity),
      provider: clean(session.provider),
      model: clean(session.model),
      created_at: session.createdAt,
      pinned_at: null,
      last_turn_at: null,
      exchanges: 0,
      project: clean(session.project ?? null),
      deleted_at: null,
      deleted_identity: null,
      deleted_pinned_at: null,
    })
    .onConflict((conflict) => conflict.column('identity').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return null;
  if (session.pin) await pin(db, row.id, session.createdAt);
  return row.id;
}

async function pin(db: Kysely<Tables>, id: number, at: number): Promise<void> {
  await db.updateTable('sessions').set({ pinned_at: null }).where('pinned_at', 'is not', null).execute();
  await db.updateTable('sessions').set({ pinned_at: at }).where('id', '=', id).execute();
}

/** The session of that identity, made where it is new. One without identity is always new. */
export function findOrCreateSession(
  db: Kysely<Tables>,
  session: NewStoredSession,
): Promise<{ session: StoredSession; created: boolean }> {
  return db.transaction().execute(async (trx) => {
    const known = session.identity === null ? null : await findSessionByIdentity(trx, session.identity);
    if (known !== null) return { session: known, created: false };
    const id = await insert(trx, session);
    const made =
      id !== null
        ? await getSession(trx, id)
        : // Another process made it since.
          session.identity === null
          ? null
          : await findSessionByIdentity(trx, session.identity);
    if (made === null) throw new Error('A session that was just written is not there.');
    return { session: made, created: id !== null };
  });
}

export async function updateSession(
  db: Kysely<Tables>,
  id: number,
  patch: Parameters<Store['updateSession']>[1],
): Promise<StoredSession | null> {
  const values = {
    ...(patch.name === undefined ? {} : { name: clean(patch.name) }),
    ...(patch.provider === undefined ? {} : { provider: clean(patch.provider) }),
    ...(patch.model === undefined ? {} : { model: clean(patch.model) }),
    ...(patch.project === undefined ? {} : { project: clean(patch.project) }),
  };
  if (Object.keys(values).length > 0) {
    await db
      .updateTable('sessions')
      .set(values)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .execute();
  }
  return getSession(db, id);
}

/** Pins it instead of any other; null, and nothing changed, where there is none of that id. */
export function pinSession(db: Kysely<Tables>, id: number, at: number): Promise<StoredSession | null> {
  return db.transaction().execute(async (trx) => {
    if ((await getSession(trx, id)) === null) return null;
    await pin(trx, id, at);
    return getSession(trx, id);
  });
}

/** Writes the agent, or what is new about it; when it was first seen stays. */
export async function upsertAgent(db: Kysely<Tables>, agent: StoredAgent): Promise<void> {
  await db
    .insertInto('agents')
    .values({
      id: agent.id,
      session_id: agent.sessionId,
      key: clean(agent.key),
      parent_key: clean(agent.parentKey),
      created_at: agent.createdAt,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        session_id: agent.sessionId,
        key: clean(agent.key),
        parent_key: clean(agent.parentKey),
      }),
    )
    .execute();
}

/** Agents of a session, oldest first. */
export async function listAgents(db: Kysely<Tables>, sessionId: number): Promise<StoredAgent[]> {
  const rows = await db
    .selectFrom('agents')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.session_id,
    key: row.key,
    parentKey: row.parent_key,
    createdAt: row.created_at,
  }));
}
