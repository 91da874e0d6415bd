import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** Sessions that were deleted and may still be brought back, with what they then have again. */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema.alterTable('sessions').addColumn('deleted_at', 'bigint').execute();
  await schema.alterTable('sessions').addColumn('deleted_identity', 'text').execute();
  await schema.alterTable('sessions').addColumn('deleted_pinned_at', 'bigint').execute();
  await schema
    .createIndex('sessions_deleted')
    .on('sessions')
    .column('deleted_at')
    .where('deleted_at', 'is not', null)
    .execute();
}
