import type { Kysely } from 'kysely';
import type { ExchangeTable, Tables } from '../schema.ts';
import type { EncodedBatch } from './batch.ts';
import { bulkStatement, chunks, placeholders } from './bulk.ts';
import { EXCHANGE_COLUMNS, type ExchangeParameters } from './exchange-row.ts';

/** Exchanges remembered; each is written once or a few times within minutes. */
const REMEMBERED = 20_000;

type Rows = readonly ExchangeParameters[];

/** Writes rows of exchanges, and what their sessions keep of them. */
export interface ExchangeWriter {
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
  const sessionOf = new Map<string, number | null>();
  return {
    async write(trx, rows, sessions) {
      const known: ExchangeParameters[] = [];
      const fresh: ExchangeParameters[] = [];
      const changes = new Map<number, number>();
      for (const row of rows) {
        const was = sessionOf.get(row[0]);
        (was === undefined ? fresh : known).push(row);
        if (was === row[1]) continue;
        add(changes, was ?? null, -1);
        add(changes, row[1], 1);
      }
      const gone = await keepSessions(trx, new Map(sessions), changes);
      if (gone.size > 0) {
        for (const row of rows) if (row[1] !== null && gone.has(row[1])) row[1] = null;
      }
      if (known.length > 0) await replace(trx, known);
      const inserted = fresh.length === 0 ? 0 : await insert(trx, fresh);
      if (inserted === fresh.length) return;
      const before = await sessionsOf(trx, fresh);
      await replace(trx, fresh);
      await recount(trx, new Set([...before, ...changes.keys()]));
    },
    committed(rows) {
      for (const row of rows) sessionOf.set(row[0], row[1]);
      if (sessionOf.size <= REMEMBERED) return;
      for (const id of sessionOf.keys()) {
        if (sessionOf.size <= REMEMBERED - REMEMBERED / 4) break;
        sessionOf.delete(id);
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
 * Moves the newest turns of sessions on and changes how many exchanges they have, in one statement a session that
 * is compiled once: made anew each time it took longer than running it. Says which sessions are not there (any more).
 */
function sessionKeeper(db: Kysely<Tables>) {
  const query = db
    .updateTable('sessions')
    .set((eb) => ({
      last_turn_at: eb
        .case()
        .when(eb.fn.coalesce('last_turn_at', eb.lit(-1)), '<', eb.val(0))
        // A plain number would become part of the statement's text.
        .then(eb.val(0))
        .else(eb.ref('last_turn_at'))
        .end(),
      exchanges: eb('exchanges', '+', eb.val(0)),
    }))
    .where('id', '=', 0)
    .compile();
  return async (
    trx: Kysely<Tables>,
    turns: ReadonlyMap<number, number | null>,
    changes: ReadonlyMap<number, number>,
  ): Promise<Set<number>> => {
    const gone = new Set<number>();
    for (const id of new Set([...turns.keys(), ...changes.keys()])) {
      const turn = turns.get(id) ?? -1;
      const parameters = [turn, turn, changes.get(id) ?? 0, id];
      const { numAffectedRows } = await trx.executeQuery({ ...query, parameters });
      if (numAffectedRows === 0n) gone.add(id);
    }
    return gone;
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

/** Sessions that these exchanges have in the database. */
async function sessionsOf(trx: Kysely<Tables>, rows: Rows): Promise<(number | null)[]> {
  const sessions: (number | null)[] = [];
  for (const part of chunks(rows)) {
    const found = await trx
      .selectFrom('exchanges')
      .select('session_id')
      .distinct()
      .where(
        'id',
        'in',
        part.map((row) => row[0]),
      )
      .execute();
    for (const row of found) sessions.push(row.session_id);
  }
  return sessions;
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
