import { type Kysely, sql } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** Sessions, agents, exchanges with their bodies, and the context chain. */
export async function up(db: Kysely<Tables>, dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('sessions')
    .addColumn('id', dialect.autoIdType, (column) => dialect.autoId(column))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.unique())
    .addColumn('provider', 'text')
    .addColumn('model', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('pinned_at', 'bigint')
    .addColumn('last_turn_at', 'bigint')
    .addColumn('exchanges', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('sessions_name').on('sessions').column('name').execute();
  await schema.createIndex('sessions_last_turn').on('sessions').column('last_turn_at').execute();
  await schema
    .createIndex('sessions_pinned')
    .on('sessions')
    .column('pinned_at')
    .where(sql.ref('pinned_at'), 'is not', null)
    .execute();

  await schema
    .createTable('agents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'bigint', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('parent_key', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('agents_session').on('agents').column('session_id').execute();

  await schema
    .createTable('exchanges')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'bigint')
    .addColumn('agent_id', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('client_name', 'text')
    .addColumn('model', 'text')
    .addColumn('provider', 'text')
    .addColumn('input', 'bigint')
    .addColumn('output', 'bigint')
    .addColumn('cache_read', 'bigint')
    .addColumn('cost_usd', 'double precision')
    .addColumn('head_received', 'text')
    .addColumn('head_other', 'text')
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('exchanges_session').on('exchanges').columns(['session_id', 'id']).execute();
  await schema.createIndex('exchanges_head').on('exchanges').columns(['head_received', 'id']).execute();
  await schema
    .createIndex('exchanges_head_other')
    .on('exchanges')
    .column('head_other')
    .where(sql.ref('head_other'), 'is not', null)
    .execute();
  await schema
    .createIndex('exchanges_running')
    .on('exchanges')
    .column('status')
    .where(sql.ref('status'), '=', sql.lit('running'))
    .execute();

  await schema
    .createTable('bodies')
    .addColumn('exchange_id', 'text', (column) => column.primaryKey())
    .addColumn('envelope', dialect.bytesType)
    .addColumn('envelope_packing', 'integer', (column) => column.notNull())
    .addColumn('answer', dialect.bytesType)
    .addColumn('answer_packing', 'integer', (column) => column.notNull())
    .addColumn('answer_type', 'text')
    .execute();

  await schema
    .createTable('nodes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('parent_id', 'text')
    .addColumn('block_hash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addColumn('envelope', 'text')
    .execute();
  await schema.createIndex('nodes_parent').on('nodes').column('parent_id').execute();
  await schema.createIndex('nodes_block').on('nodes').column('block_hash').execute();

  await schema
    .createTable('blocks')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('tool', 'text')
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('kept', 'bigint', (column) => column.notNull())
    .addColumn('content', dialect.bytesType)
    .addColumn('packing', 'integer', (column) => column.notNull())
    .execute();

  await schema
    .createTable('counts')
    .addColumn('block_hash', 'text', (column) => column.notNull())
    .addColumn('vocabulary', 'text', (column) => column.notNull())
    .addColumn('tokens', 'bigint', (column) => column.notNull())
    .addColumn('exact', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('counts_key', ['block_hash', 'vocabulary'])
    .execute();
}
