import { type Kysely, sql } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { StoreStats } from '../port.ts';
import type { Tables } from '../schema.ts';

/** How much there is. `bytes` is what the database takes on the disk. */
export async function storeStats(db: Kysely<Tables>, dialect: SqlDialect): Promise<StoreStats> {
  const count = async (table: 'exchanges' | 'sessions' | 'blocks') => {
    const { count: rows } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(rows);
  };
  const hidden = await db
    .selectFrom('sessions')
    .select(({ fn }) => [
      fn.countAll<number>().as('sessions'),
      fn.sum<number | null>('exchanges').as('exchanges'),
    ])
    .where('deleted_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return {
    exchanges: (await count('exchanges')) - Number(hidden.exchanges ?? 0),
    sessions: (await count('sessions')) - Number(hidden.sessions),
    blocks: await count('blocks'),
    bytes: (await dialect.size(db)).file,
  };
}

/** True where a write and a read succeed. The write changes nothing, but needs all that a write needs. */
export async function works(db: Kysely<Tables>): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      await trx.updateTable('sessions').set({ name: '' }).where('id', '=', 0).execute();
      await sql`select 1`.execute(trx);
    });
    return true;
  } catch {
    return false;
  }
}
