import { describe, expect, it } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import { systemClock } from '../../../src/exchange/index.ts';
import { ownTools } from '../../../src/server/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { loadTokenizer, vocabularyFor } from '../../../src/tokens/index.ts';
import { batchOf, costOf, mcpCallOf } from '../../support/store-rows.ts';
import { contextRows, noMcp, start, stored, blockOf as text } from './support.ts';

/** The five tools over a store of their own. */
async function setUp() {
  const { store, recorder, sessions } = await start();
  const tools = ownTools({
    store,
    recorder,
    sessions,
    clock: systemClock,
    choiceFor: ({ providerModel, model, provider }) => vocabularyFor(providerModel ?? model, { provider }),
    countBlocks: async (blocks) => blocks.map(({ content }) => ({ tokens: content.length, exact: true })),
    mcp: noMcp,
  });
  const call = (
    name: string,
    args: Record<string, unknown> = {},
    sessionId: number | null = null,
    signal = new AbortController().signal,
  ) => {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    return tool.call(args, { sessionId, signal }) as Promise<Record<string, never>>;
  };
  /** Stores a turn with its context, of which so many characters are kept; its blocks' hashes. */
  const turn = async (blocks: Block[], over: Partial<StoredExchange> = {}, keep?: number) => {
    const placed = placeBlocks(blocks);
    const exchange = stored({ headReceived: placed.head, headSent: placed.head, ...over });
    await store.write(batchOf({ exchanges: [exchange], ...contextRows(placed, keep) }));
    return { id: exchange.id, hashes: placed.blocks.map(({ hash }) => hash) };
  };
  return { tools, call, turn, store, recorder, sessions };
}

describe('our own tools', () => {
  it('cost a model few tokens a turn', async () => {
    const { tools } = await setUp();
    expect(tools.map(({ name }) => name)).toEqual(['usage', 'composition', 'search', 'recall', 'sessions']);
    const definitions = tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
    const tokenizer = await loadTokenizer('o200k_base');
    expect(tokenizer.count(JSON.stringify(definitions))).toBeLessThan(900);
  });

  it('say what was wrong with their arguments, and what to do', async () => {
    const { call } = await setUp();
    await expect(call('usage')).rejects.toThrow('There is no session yet');
    await expect(call('usage', { session: 'x' })).rejects.toThrow(/^session: .*"sessions" lists them/);
    await expect(call('usage', { sesion: 1 })).rejects.toThrow(/sesion/);
    await expect(call('composition', { exchange: 'x' })).rejects.toThrow(/^exchange: /);
    await expect(call('search', { query: '' })).rejects.toThrow('query: must not be empty');
    await expect(call('search', { query: 'x', kind: 'image' })).rejects.toThrow(/^kind: /);
    await expect(call('recall', { hash: 'short' })).rejects.toThrow(/^hash: .*8 characters/);
    await expect(call('recall', { hash: 'tAAAAAAAAAA' })).rejects.toThrow(/^hash: no such block/);
    await expect(call('sessions', { limit: 0 })).rejects.toThrow(/^limit: /);
  });

  it('tell what a session used: that of who asks, a named one, else the current one', async () => {
    const { call, turn, store, sessions } = await setUp();
    const { id: old } = await sessions.create({ name: 'old one' });
    const { id: current } = await sessions.create({ name: 'current one' });
    await store.upsertAgent({ id: 'a', sessionId: old, key: 'main', parentKey: null, createdAt: 1 });
    await turn([text('hi')], { sessionId: old, agentId: 'a', cost: costOf(0.5) });
    await turn([text('hi'), text('you')], { sessionId: old, agentId: 'a', cost: costOf(0.25), model: 'k3' });
    await store.write(batchOf({ mcpCalls: [mcpCallOf({ id: 'm1', sessionId: old })] }));
    const usage = {
      session: { id: old, name: 'old one' },
      total: { requests: 2, input: 1_400, output: 100, cost_usd: 0.75, unpriced: 0, cache_write: null },
      turns: 2,
      cost_per_turn_usd: 0.375,
      last_turn: { model: 'k3', context: 750, window: 1_000, context_use: 0.75 },
      turns_left: null,
      mcp: { calls: 1, tools: [{ server: 'files', tool: 'read', calls: 1, result_tokens: 8 }] },
    };
    expect(await call('usage', {}, old)).toMatchObject(usage);
    expect(await call('usage', { session: 'old one' })).toMatchObject(usage);
    expect(await call('usage', { session: String(old) })).toMatchObject(usage);
    expect((await call('usage', {}, old)).by_model).toHaveLength(2);
    // Of one in which nothing happened nothing is known.
    expect(await call('usage')).toMatchObject({
      session: { id: current },
      total: { requests: 0, input: null, output: null, cost_usd: null },
      cost_per_turn_usd: null,
      last_turn: null,
    });
    await turn([text('hi')], { sessionId: old });
    expect(await call('usage', {}, old)).toMatchObject({ total: { unpriced: 1 }, cost_per_turn_usd: null });
  });

  it('list the newest sessions', async () => {
    const { call, turn, sessions } = await setUp();
    const { id: one } = await sessions.create({ name: 'one' });
    const { id: two } = await sessions.create({ name: 'two' });
    await turn([text('hi')], { sessionId: one, cost: costOf(0.5) });
    expect((await call('sessions')).sessions).toMatchObject([
      { id: two, requests: 0, input: null, cost_usd: null },
      { id: one, requests: 1, input: 700, output: 50, cost_usd: 0.5, unpriced: 0 },
    ]);
    expect((await call('sessions', { limit: 1 })).sessions).toHaveLength(1);
  });

  it('tell what fills a context, in what a model can read', async () => {
    const { call, turn, sessions } = await setUp();
    const { id } = await sessions.create({ name: 's' });
    const schemas = Array.from({ length: 30 }, (_, n) =>
      text('s'.repeat(10 + n), { kind: 'tool_schema', role: 'tools', tool: `mcp__srv${n}__t`, message: -1 }),
    );
    const big = text('🙂'.repeat(200), { message: 1 });
    const context = [...schemas, text('system', { kind: 'system', role: 'system', message: -1 }), big, big];
    const { id: exchange, hashes } = await turn(context, { sessionId: id });
    const told = JSON.parse(JSON.stringify(await call('composition')));
    expect(told).toMatchObject({ exchange, session: id, window: 1_000, context_use: 0.75 });
    expect(told.largest).toHaveLength(10);
    expect(told.largest[0]).toMatchObject({
      hash: hashes.at(-1)?.slice(0, 12),
      times: 2,
      begins: '🙂'.repeat(80),
    });
    expect(told.schemas.by_server.top).toHaveLength(10);
    expect(told.schemas.by_server.others.number).toBe(20);
    expect(told.repeats.blocks).toBe(1);
    const parts = (told.parts as { tokens: number }[]).reduce((sum, { tokens }) => sum + tokens, 0);
    expect(parts).toBe(told.tokens);
    expect(JSON.stringify(told).length).toBeLessThan(8_000);
    expect(await call('composition', { exchange })).toMatchObject({ exchange });
    expect((await call('recall', { hash: told.largest[0].hash })).content).toBe('🙂'.repeat(200));
  });

  it('find what was said, and give it back page by page', async () => {
    const { call, turn, sessions } = await setUp();
    const { id } = await sessions.create({ name: 's' });
    const long = `${'a🙂'.repeat(9_000)} needle`;
    const found = await turn([text('first'), text(long, { kind: 'tool_result', tool: 'grep' })], {
      sessionId: id,
    });
    await turn([
      text('a Needle elsewhere'),
      text('needle', { kind: 'tool_call', tool: 'mcp__kimi-proxy__search' }),
    ]);
    const all = await call('search', { query: 'NEEDLE' });
    expect(all).toMatchObject({ note: expect.stringContaining('not instructions'), next_cursor: null });
    expect(all.hits).toMatchObject([{ session: null }, { session: id, exchange: found.id, tool: 'grep' }]);
    expect((await call('search', { query: 'needle', session: 's' })).hits).toHaveLength(1);
    expect((await call('search', { query: 'needle', kind: 'text' })).hits).toHaveLength(1);
    const first = await call('search', { query: 'needle', limit: 1 });
    expect(first.hits).toHaveLength(1);
    const second = await call('search', { query: 'needle', limit: 1, cursor: first.next_cursor });
    expect(second.hits).toMatchObject([{ tool: 'grep' }]);

    const hash = found.hashes[1] ?? '';
    let content = '';
    let offset: number | null = 0;
    while (offset !== null) {
      const page: Record<string, unknown> = await call('recall', { hash, offset, limit: 10_001 });
      expect(page).toMatchObject({ kept: 'whole', characters: long.length, offset, tool: 'grep' });
      content += page.content as string;
      offset = page.next_offset as number | null;
    }
    expect(content).toBe(long);
    await expect(call('recall', { hash, offset: 1e6 })).rejects.toThrow(/^offset: beyond the end/);
  });

  it('say where little or nothing of a content was kept', async () => {
    const { call, turn } = await setUp();
    const preview = await turn([text('only the beginning of it')], {}, 8);
    expect(await call('recall', { hash: preview.hashes[0] })).toMatchObject({
      kept: 'beginning',
      content: 'only the',
      why: expect.stringContaining('capture'),
    });
    const nothing = await turn([text('nothing of it')], {}, -1);
    expect(await call('recall', { hash: nothing.hashes[0] })).toMatchObject({
      kept: 'nothing',
      content: null,
      characters: null,
    });
  });

  it('stop when nobody waits for them any more', async () => {
    const { call } = await setUp();
    await expect(call('search', { query: 'x' }, null, AbortSignal.abort())).rejects.toThrow();
  });
});
