import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { ExchangeTable, Tables } from '../schema.ts';

/** Rows read at once to be completed. */
const PAGE = 500;

type Filled = Pick<
  ExchangeTable,
  | 'provider_model'
  | 'http_status'
  | 'protocol'
  | 'path'
  | 'streamed'
  | 'context'
  | 'context_use'
  | 'first_byte_ms'
  | 'total_ms'
  | 'error_code'
  | 'error_message'
>;

const text = (value: unknown): string | null =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : null;
const figure = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What the `data` of an older row has in the places that are columns from now on. */
function columnsOf(data: string): Filled {
  const packed = list(JSON.parse(data));
  const tokens = list(packed[7]);
  const timings = list(packed[9]);
  const error = packed[12] as { code?: unknown; message?: unknown } | null | undefined;
  return {
    http_status: figure(packed[0]),
    protocol: text(packed[1]) as ExchangeTable['protocol'],
    path: text(packed[2]),
    provider_model: text(packed[4]),
    streamed: packed[6] === 1 ? 1 : 0,
    context: figure(tokens[0]),
    context_use: figure(tokens[2]),
    first_byte_ms: figure(timings[0]),
    total_ms: figure(timings[1]),
    error_code: text(error?.code),
    error_message: text(error?.message),
  };
}

async function fill(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('exchanges')
      .select(['id', 'data'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, data } of rows)
      await db.updateTable('exchanges').set(columnsOf(data)).where('id', '=', id).execute();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

/** What lists are filtered by gets columns. Which tools older exchanges called is not known: theirs stay empty. */
export async function up(db: Kysely<Tables>, _dialect: SqlDialect): Promise<void> {
  const columns = {
    provider_model: 'text',
    http_status: 'integer',
    protocol: 'text',
    path: 'text',
    streamed: 'integer',
    context: 'bigint',
    context_use: 'double precision',
    first_byte_ms: 'double precision',
    total_ms: 'double precision',
    error_code: 'text',
    error_message: 'text',
    tools: 'text',
  } as const;
  for (const [name, type] of Object.entries(columns))
    await db.schema.alterTable('exchanges').addColumn(name, type).execute();
  await fill(db);
}
