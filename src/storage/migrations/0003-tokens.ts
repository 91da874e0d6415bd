import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** Rows read at once to be completed. */
const PAGE = 500;

/** Figures that are added up get columns: what older rows have of them stands in their `data`. */
async function fillFigures(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('exchanges')
      .select(['id', 'data'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, data } of rows) {
      const tokens: unknown = JSON.parse(data)[7];
      const [cacheWrite = null, reasoning = null] = Array.isArray(tokens) ? tokens.slice(3, 5) : [];
      if (cacheWrite === null && reasoning === null) continue;
      await db
        .updateTable('exchanges')
        .set({ cache_write: cacheWrite, reasoning })
        .where('id', '=', id)
        .execute();
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

/** The folder that a session is about, the message that a place is in, what was learnt of how providers count, and figures to add up. */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema.alterTable('sessions').addColumn('project', 'text').execute();
  await schema.alterTable('nodes').addColumn('message', 'integer').execute();
  await schema.alterTable('exchanges').addColumn('cache_write', 'bigint').execute();
  await schema.alterTable('exchanges').addColumn('reasoning', 'bigint').execute();
  await fillFigures(db);
  await schema
    .createTable('calibrations')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('vocabulary', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('calibrations_key', ['provider', 'model', 'vocabulary'])
    .execute();
}
