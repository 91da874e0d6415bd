import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFilter } from '../../../src/contract/index.ts';
import { sqlite, sqliteDialect } from '../../../src/storage/dialects/sqlite.ts';
import { openWriter } from '../../../src/storage/host/local.ts';
import { MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { migrate } from '../../../src/storage/migrations/migrate.ts';
import type { Tables } from '../../../src/storage/schema.ts';
import { batchOf, contextOf, exchangeOf, idOf, mcpCallOf, tempFolder } from '../../support/store.ts';

/** A database as the first step left it, with these rows. */
async function older(file: string, rows: (db: DatabaseSyncInstance) => void): Promise<void> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect({ file }) });
  await migrate(db, sqlite, file, MIGRATIONS.slice(0, 1));
  await db.destroy();
  const raw = new DatabaseSync(file);
  rows(raw);
  raw.close();
}

describe('a database from before links were noted', () => {
  const long = contextOf(['a', 'b', 'c']);
  const short = contextOf(['a', 'd']);
  const lost = contextOf(['lost', 'end']);

  function fill(db: DatabaseSyncInstance): void {
    db.exec("insert into sessions (name, created_at, exchanges) values ('one', 1, 2), ('two', 1, 2)");
    const node = db.prepare('insert or ignore into nodes values (?, ?, ?, ?, ?, ?)');
    const block = db.prepare('insert or ignore into blocks values (?, ?, ?, ?, ?, ?, 0)');
    // Of the last one neither the root nor the last block was written.
    const nodes = [...long.nodes, ...short.nodes, ...lost.nodes.slice(1)];
    for (const { id, parentId, blockHash, role, depth, envelope } of nodes) {
      node.run(id, parentId, blockHash, role, depth, envelope);
    }
    for (const { hash, kind, bytes, content } of [...long.blocks, ...short.blocks]) {
      block.run(hash, kind, null, bytes, bytes, Buffer.from(content ?? ''));
    }
    const count = db.prepare('insert into counts values (?, ?, ?, ?)');
    count.run('#a', 'cl100k_base', 4, 0);
    count.run('#a', 'o200k_base', 3, 1);
    count.run('#b', 'o200k_base', 5, 0);
    count.run('#nobody', 'o200k_base', 6, 1);
    const exchange = db.prepare(
      `insert into exchanges (id, session_id, kind, started_at, status, head_received, data)
       values (?, ?, 'turn', 1, 'ok', ?, '[]')`,
    );
    exchange.run(idOf(1), 1, long.head);
    exchange.run(idOf(2), 1, short.head);
    exchange.run(idOf(3), 2, short.head);
    exchange.run(idOf(4), 2, lost.head);
  }

  async function opened() {
    const file = join(tempFolder(), 'k.sqlite');
    await older(file, fill);
    const { store } = await openWriter({ file, busyTimeoutMs: 50, now: () => 0, holdMs: 0 });
    onTestFinished(() => store.close());
    return store;
  }

  it('still has its chains, with every count', async () => {
    const store = await opened();
    const chain = await store.chain(long.head ?? '');
    expect(chain.map((node) => node.block.content)).toEqual(['a', 'b', 'c']);
    const counts = chain[0]?.counts.toSorted((a, b) => a.vocabulary.localeCompare(b.vocabulary));
    expect(counts).toEqual([
      { blockHash: '#a', vocabulary: 'cl100k_base', tokens: 4, exact: false },
      { blockHash: '#a', vocabulary: 'o200k_base', tokens: 3, exact: true },
    ]);
    expect(await store.countsOf(['#a', '#b', '#nobody'], 'o200k_base')).toHaveLength(3);
  });

  it('still finds the newest exchange at each head', async () => {
    const store = await opened();
    const heads = await store.headsAt(['a', long.head ?? '', short.head ?? '', lost.head ?? '']);
    expect(Object.fromEntries(heads.map((head) => [head.nodeId, head.exchangeId]))).toEqual({
      [long.head ?? '']: idOf(1),
      [short.head ?? '']: idOf(3),
      [lost.head ?? '']: idOf(4),
    });
  });

  it('still deletes what nothing else uses, and only that', async () => {
    const store = await opened();
    await store.deleteSession(1);
    expect((await store.chain(short.head ?? '')).map((node) => node.block.content)).toEqual(['a', 'd']);
    expect(await store.knownNodes(['a/b', 'a/b/c', 'lost/end'])).toMatchObject([{ id: 'lost/end' }]);
    expect((await store.stats()).blocks).toBe(2);
    await store.write(
      batchOf({
        nodes: long.nodes,
        blocks: long.blocks,
        exchanges: [exchangeOf({ id: idOf(9), headReceived: 'a' })],
      }),
    );
    await store.deleteSession(2);
    await store.retain({ maxAgeMs: null, maxBytes: null }, 0);
    expect((await store.knownNodes(['a', 'a/b', 'a/d', 'lost/end'])).map((node) => node.id)).toEqual(['a']);
    expect((await store.stats()).blocks).toBe(1);
    expect(await store.countsOf(['#a', '#b'], 'o200k_base')).toMatchObject([{ blockHash: '#a', tokens: 3 }]);
  });
});

describe('a database from before MCP calls were kept', () => {
  it('keeps them from now on, and loses nothing', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const db = new Kysely<Tables>({ dialect: sqliteDialect({ file }) });
    await migrate(db, sqlite, file, MIGRATIONS.slice(0, 3));
    await db.destroy();
    const raw = new DatabaseSync(file);
    raw.exec("insert into sessions (name, created_at, exchanges) values ('one', 1, 0)");
    raw.close();
    const { store } = await openWriter({ file, busyTimeoutMs: 50 });
    onTestFinished(() => store.close());
    expect(await store.listMcpCalls({ limit: 1 })).toEqual([]);
    const call = mcpCallOf({ id: idOf(1), sessionId: 1 });
    await store.write(batchOf({ mcpCalls: [call] }));
    expect(await store.listMcpCalls({ sessionId: 1, limit: 9 })).toEqual([call]);
    expect(await store.getSession(1)).toMatchObject({ name: 'one' });
  });
});

describe('a database from before cache writes and reasoning had columns', () => {
  it('has them added up all the same', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    await older(file, (db) => {
      const exchange = db.prepare(
        `insert into exchanges (id, kind, started_at, status, input, output, data)
         values (?, 'turn', 1, 'ok', 9, 9, ?)`,
      );
      const tokens = [900, null, null, 30, 4, 'provider'];
      // More than are read at once.
      for (let n = 0; n < 1001; n++)
        exchange.run(idOf(n), JSON.stringify([200, null, '/', null, null, null, 0, tokens, null]));
      exchange.run(idOf(2000), '[]');
      exchange.run(idOf(2001), JSON.stringify([200, null, '/', null, null, null, 0, [1, 2, 3, null, 7]]));
    });
    const { store } = await openWriter({ file, busyTimeoutMs: 50 });
    onTestFinished(() => store.close());
    expect(await store.totals('status', { from: null, to: null })).toMatchObject([
      { exchanges: 1003, cacheWrite: 1001 * 30, reasoning: 1001 * 4 + 7 },
    ]);
  });
});

describe('a database from before lists were filtered', () => {
  it('finds its exchanges by what they were, and gives them back whole', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const db = new Kysely<Tables>({ dialect: sqliteDialect({ file }) });
    await migrate(db, sqlite, file, MIGRATIONS.slice(0, 4));
    await db.destroy();
    const raw = new DatabaseSync(file);
    const insert = raw.prepare(
      `insert into exchanges (id, kind, started_at, status, model, provider, data)
       values (?, 'turn', 1000, 'error', 'test-model', 'test', ?)`,
    );
    const error = { code: 'rate_limited', message: 'slow down' };
    const tokens = [700, 1000, 0.7, null, null, 'exact', null];
    const data = [
      429,
      'gemini',
      '/v1beta',
      '8',
      'k2',
      null,
      1,
      tokens,
      null,
      [12.5, 20, 1, null],
      [],
      [],
      error,
    ];
    for (let n = 0; n < 501; n++) insert.run(idOf(n), JSON.stringify([...data, null, 0, null, null]));
    raw.close();

    const { store } = await openWriter({ file, busyTimeoutMs: 50 });
    onTestFinished(() => store.close());
    const plain = exchangeOf({ id: idOf(500) });
    expect(await store.getExchange(idOf(500))).toEqual({
      ...plain,
      status: 'error',
      httpStatus: 429,
      protocol: 'gemini',
      path: '/v1beta',
      clientVersion: '8',
      providerModel: 'k2',
      streamed: true,
      tokens: { ...plain.tokens, context: 700, window: 1000, context_use: 0.7, source: 'exact' },
      timings: { first_byte_ms: 12.5, total_ms: 20, proxy_ms: 1, longest_silence_ms: null },
      error,
    });
    const text =
      'status:429 model:k2 tokens:700 use:70% first:<13ms took:20ms error:slow path:v1beta stream:yes';
    const matching = { filter: parseFilter(`${text} protocol:gemini tool:none`).filter, now: 0 };
    expect(await store.countExchanges({ matching })).toBe(501);
  });
});
