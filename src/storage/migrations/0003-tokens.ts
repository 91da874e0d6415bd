import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** The folder that a session is about, the message that a place is in, and what was learnt of how providers count. */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema.alterTable('sessions').addColumn('project', 'text').execute();
  await schema.alterTable('nodes').addColumn('message', 'integer').execute();
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
