import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** Headers of an exchange, beside its bodies. */
export async function up(db: Kysely<Tables>, dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema.alterTable('bodies').addColumn('headers', dialect.bytesType).execute();
  await schema
    .alterTable('bodies')
    .addColumn('headers_packing', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
