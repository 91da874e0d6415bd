import { type Kysely, sql } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/**
 * What uses a node or a block is noted on its own row, in place of three indexes over hashes, each of which cost a
 * page of its own with every row; links that cannot be noted are `loose`, in small indexes. A block's first count
 * moves onto its row.
 */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  const zero = sql.lit(0);
  const add = (table: 'nodes' | 'blocks' | 'exchanges') => schema.alterTable(table);
  await add('nodes')
    .addColumn('children', 'integer', (c) => c.notNull().defaultTo(zero))
    .execute();
  await add('nodes').addColumn('exchange_id', 'text').execute();
  await add('nodes').addColumn('loose_parent', 'text').execute();
  await add('nodes').addColumn('loose_block', 'text').execute();
  await add('blocks')
    .addColumn('refs', 'bigint', (c) => c.notNull().defaultTo(zero))
    .execute();
  await add('blocks').addColumn('vocabulary', 'text').execute();
  await add('blocks').addColumn('tokens', 'bigint').execute();
  await add('blocks').addColumn('exact', 'integer').execute();
  await add('exchanges').addColumn('head_loose', 'text').execute();

  await sql`
    update nodes set
      children = (select count(*) from nodes as child where child.parent_id = nodes.id),
      exchange_id = (select max(exchanges.id) from exchanges where exchanges.head_received = nodes.id),
      loose_parent = case
        when exists (select 1 from nodes as parent where parent.id = nodes.parent_id) then null
        else parent_id
      end,
      loose_block = case
        when exists (select 1 from blocks where blocks.hash = nodes.block_hash) then null
        else block_hash
      end`.execute(db);
  await sql`
    update exchanges set head_loose = head_received
    where head_received is not null and not exists (
      select 1 from nodes where nodes.id = exchanges.head_received and nodes.exchange_id = exchanges.id
    )`.execute(db);
  await sql`
    update blocks set
      refs = (select count(*) from nodes where nodes.block_hash = blocks.hash),
      (vocabulary, tokens, exact) = (
        select counts.vocabulary, counts.tokens, counts.exact from counts
        where counts.block_hash = blocks.hash
        order by counts.exact desc, counts.vocabulary limit 1
      )`.execute(db);
  await sql`
    delete from counts where exists (
      select 1 from blocks
      where blocks.hash = counts.block_hash and blocks.vocabulary = counts.vocabulary
    )`.execute(db);

  await schema.dropIndex('nodes_parent').execute();
  await schema.dropIndex('nodes_block').execute();
  await schema.dropIndex('exchanges_head').execute();
  await schema
    .createIndex('nodes_loose_parent')
    .on('nodes')
    .column('loose_parent')
    .where(sql.ref('loose_parent'), 'is not', null)
    .execute();
  await schema
    .createIndex('nodes_loose_block')
    .on('nodes')
    .column('loose_block')
    .where(sql.ref('loose_block'), 'is not', null)
    .execute();
  await schema
    .createIndex('nodes_unused')
    .on('nodes')
    .column('id')
    .where(sql.ref('children'), '=', zero)
    .where(sql.ref('exchange_id'), 'is', null)
    .execute();
  await schema
    .createIndex('blocks_unused')
    .on('blocks')
    .column('hash')
    .where(sql.ref('refs'), '=', zero)
    .execute();
  await schema
    .createIndex('exchanges_head_loose')
    .on('exchanges')
    .columns(['head_loose', 'id'])
    .where(sql.ref('head_loose'), 'is not', null)
    .execute();
}
