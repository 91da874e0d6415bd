import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';

/** Calls of MCP tools. */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('mcp_calls')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'bigint')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('server', 'text', (column) => column.notNull())
    .addColumn('tool', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('client_name', 'text')
    .addColumn('client_version', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('refusal', 'text')
    .addColumn('message', 'text')
    .addColumn('waited_ms', 'double precision', (column) => column.notNull())
    .addColumn('total_ms', 'double precision', (column) => column.notNull())
    .addColumn('argument_bytes', 'bigint', (column) => column.notNull())
    .addColumn('argument_tokens', 'bigint')
    .addColumn('result_bytes', 'bigint')
    .addColumn('result_tokens', 'bigint')
    .execute();
  await schema.createIndex('mcp_calls_session').on('mcp_calls').columns(['session_id', 'id']).execute();
  await schema.createIndex('mcp_calls_tool').on('mcp_calls').columns(['server', 'tool', 'id']).execute();
}
