import { type Kysely, sql } from 'kysely';
import type { ExchangeTable, Tables } from '../schema.ts';
import type { EncodedBatch } from './batch.ts';
import { bulkStatement, chunks, placeholders } from './bulk.ts';
import { AT, EXCHANGE_COLUMNS, type ExchangeParameters } from './exchange-row.ts';

/** Exchanges remembered; each is written once or a few times within minutes. */
const REMEMBERED = 10_000;

type Rows = readonly ExchangeParameters[];

/** Writes rows of exchanges, and what their sessions keep of them. */
export interface ExchangeWriter {
  /** Before the context of these rows is written: nodes that are their head no more name them no more. */
  leave(trx: Kysely<Tables>, rows: Rows): Promise<void>;
  /** After it: of each row it is known whether its head is loose. */
  write(trx: Kysely<Tables>, rows: Rows, sessions: EncodedBatch['sessions']): Promise<void>;
  /** The transaction went through. */
  committed(rows: Rows): void;
}

/**
 * Most rows are new, and a plain insert is cheaper than one that may update. So it is remembered which were
 * written here before, and for which session; where a row turns out to be there that is not remembered, the
 * sessions are counted afresh. An exchange whose session was deleted is kept without one.
 */
export function createExchangeWriter(db: Kysely<Tables>): ExchangeWriter {
  const { insert, replace } = compile(db);
  const keepSessions = sessionKeeper(db);
  const remembered = new Map<string, { session: number | null; head: unknown }>();
  return {
    async leave(trx, rows) {
      for (const row of rows) {
        const head = remembered.get(row[AT.id])?.head ?? null;
        if (head !== null && head !== row[AT.headReceived]) await leaveHead(trx, row[AT.id], head as string);
      }
    },
    async write(trx, rows, sessions) {
      const known: ExchangeParameters[] = [];
      const fresh: ExchangeParameters[] = [];
      const changes = new Map<number, number>();
      for (const row of rows) {
        const was = remembered.get(row[AT.id]);
        (was === undefined ? fresh : known).push(row);
        if (was?.session === row[AT.session]) continue;
        add(changes, was?.session ?? null, -1);
        add(changes, row[AT.session], 1);
      }
      const gone = await keepSessions(trx, new Map(sessions), changes);
      if (gone.size > 0) {
        for (const row of rows) {
          const session = row[AT.session];
          if (session !== null && gone.has(session)) row[AT.session] = null;
        }
      }
      if (known.length > 0) await replace(trx, known);
      const inserted = fresh.length === 0 ? 0 : await insert(trx, fresh);
      if (inserted === fresh.length) return;
      const before = await rowsOf(trx, fresh);
      await replace(trx, fresh);
      await recount(trx, new Set([...before.map((row) => row.session_id), ...changes.keys()]));
      const heads = new Map(fresh.map((row) => [row[AT.id], row[AT.headReceived]]));
      for (const { id, head_received: head } of before) {
        if (head !== null && head !== heads.get(id)) await leaveHead(trx, id, head);
      }
    },
    committed(rows) {
      for (const row of rows) {
        remembered.set(row[AT.id], { session: row[AT.session], head: row[AT.headReceived] });
      }
      if (remembered.size <= REMEMBERED) return;
      for (const id of remembered.keys()) {
        if (remembered.size <= REMEMBERED - REMEMBERED / 4) break;
        remembered.delete(id);
      }
    },
  };
}

function compile(db: Kysely<Tables>) {
  const insertOf = (rows: number) =>
    db.insertInto('exchanges').values(placeholders<ExchangeTable>(EXCHANGE_COLUMNS, rows));
  return {
    insert: bulkStatement((rows) =>
      insertOf(rows)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .compile(),
    ),
    replace: bulkStatement((rows) =>
      insertOf(rows)
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((eb) =>
              Object.fromEntries(
                EXCHANGE_COLUMNS.filter((column) => column !== 'id').map((column) => [
                  column,
                  eb.ref(`excluded.${column}`),
                ]),
              ),
            ),
        )
        .compile(),
    ),
  };
}

/**
 * Moves the newest turns of sessions on and changes how many exchanges they have. Says which sessions are not there
 * (any more).
 */
function sessionKeeper(db: Kysely<Tables>) {
  const value = sql`cast(${0} as bigint)`;
  const update = bulkStatement((rows) => {
    const changed = sql.join(Array.from({ length: rows }, () => sql`(${value}, ${value}, ${value})`));
    return sql`
      with changed(id, turn, more) as (values ${changed})
      update sessions set
        last_turn_at = case
          when changed.turn > coalesce(sessions.last_turn_at, -1) then changed.turn
          else sessions.last_turn_at
        end,
        exchanges = sessions.exchanges + changed.more
      from changed where sessions.id = changed.id`.compile(db);
  });
  return async (
    trx: Kysely<Tables>,
    turns: ReadonlyMap<number, number | null>,
    changes: ReadonlyMap<number, number>,
  ): Promise<Set<number>> => {
    const ids = new Set([...turns.keys(), ...changes.keys()]);
    const rows = Array.from(ids, (id) => [id, turns.get(id) ?? -1, changes.get(id) ?? 0]);
    if ((await update(trx, rows)) === rows.length) return new Set();
    const there = await trx
      .selectFrom('sessions')
      .select('id')
      .where('id', 'in', [...ids])
      .execute();
    for (const { id } of there) ids.delete(id);
    return ids;
  };
}

function add(changes: Map<number, number>, session: number | null, change: number): void {
  if (session !== null) changes.set(session, (changes.get(session) ?? 0) + change);
}

/** Changes how many exchanges sessions have, by so many. */
export async function changeCounts(trx: Kysely<Tables>, changes: ReadonlyMap<number, number>): Promise<void> {
  for (const [id, change] of changes) {
    await trx
      .updateTable('sessions')
      .set((eb) => ({ exchanges: eb('exchanges', '+', change) }))
      .where('id', '=', id)
      .execute();
  }
}

/** The node is not the head of this exchange any more. */
async function leaveHead(trx: Kysely<Tables>, exchange: string, head: string): Promise<void> {
  await trx
    .updateTable('nodes')
    .set({ exchange_id: null })
    .where('id', '=', head)
    .where('exchange_id', '=', exchange)
    .execute();
}

/** What the database has of these exchanges. */
async function rowsOf(trx: Kysely<Tables>, rows: Rows) {
  const found: Pick<ExchangeTable, 'id' | 'session_id' | 'head_received'>[] = [];
  for (const part of chunks(rows)) {
    const some = await trx
      .selectFrom('exchanges')
      .select(['id', 'session_id', 'head_received'])
      .where(
        'id',
        'in',
        part.map((row) => row[AT.id]),
      )
      .execute();
    for (const row of some) found.push(row);
  }
  return found;
}

/** Counts the exchanges of these sessions. */
async function recount(trx: Kysely<Tables>, sessions: ReadonlySet<number | null>): Promise<void> {
  for (const id of sessions) {
    if (id === null) continue;
    await trx
      .updateTable('sessions')
      .set((eb) => ({
        exchanges: eb
          .selectFrom('exchanges')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('session_id', '=', id),
      }))
      .where('id', '=', id)
      .execute();
  }
}
