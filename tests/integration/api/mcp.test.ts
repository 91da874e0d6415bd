import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  type McpServerView,
  mcpAnswerSchema,
  mcpCallPageSchema,
  mcpConfirmationSchema,
  mcpServerSchema,
  mcpStatsSchema,
} from '../../../src/contract/index.ts';
import { newId, ProxyError } from '../../../src/exchange/index.ts';
import type { McpSurface, ServerDeps } from '../../../src/server/index.ts';
import { batchOf, mcpCallOf } from '../../support/store-rows.ts';
import { errorOf, noMcp, start, stored, write } from './support.ts';

const files: McpServerView = {
  name: 'files',
  source: 'config',
  state: 'ready',
  reason: null,
  transport: 'stdio',
  address: 'files-mcp',
  server: { name: 'files', version: '1' },
  protocol_version: '2025-06-18',
  pid: 1,
  started_at: null,
  restarts: 0,
  connections: 0,
  tools: [
    {
      name: 'read',
      title: null,
      description: null,
      input_schema: {},
      annotations: null,
      schema_tokens: 1_000,
      refused: null,
    },
  ],
  schema_tokens: 1_000,
  turn_cost: null,
  policy: {
    allowed_directories: null,
    allow_tools: null,
    deny_tools: [],
    read_only: false,
    confirm: [],
    max_result_bytes: 1,
    calls_per_minute: null,
  },
};

const RATES = {
  input: 2,
  cacheRead: 0.5,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: 8,
  reasoning: null,
};

/** A server of the API over one made-up MCP server, with what was asked of it. */
async function setUp(over: Partial<McpSurface> = {}, deps: Partial<ServerDeps> = {}) {
  const asked: unknown[] = [];
  const mcp: McpSurface = {
    ...noMcp,
    servers: async () => [files],
    async call(server, tool, args) {
      asked.push([server, tool, args]);
      return { success: true, content: 'text', data: null, result: 'text', raw: { content: [] } };
    },
    async control(name, action) {
      asked.push([name, action]);
      return { ...files, state: action === 'stop' ? 'stopped' : 'ready' };
    },
    ...over,
  };
  return { ...(await start({ deps: { mcp, ...deps } })), asked };
}

describe('MCP servers', () => {
  it('are told with what their tools cost in every turn of the current session', async () => {
    const { get, store, sessions } = await setUp(
      {},
      {
        pricesOf: async () => ({
          rates: RATES,
          tiers: [{ above: 600, rates: { ...RATES, input: 4 } }],
          source: 'config',
        }),
      },
    );
    const list = async () => z.array(mcpServerSchema).parse(await (await get('/api/mcp/servers')).json());
    expect(await list()).toEqual([files]);
    const { id } = await sessions.create({ name: 's' });
    expect((await list())[0]?.turn_cost).toBeNull();
    await write(store, [stored({ sessionId: id, provider: 'kimi', providerModel: 'k3' })]);
    const turn_cost = { provider: 'kimi', model: 'k3', usd: 0.004, cached_usd: 0.0005 };
    expect(await list()).toEqual([{ ...files, turn_cost }]);
    expect(await (await get('/api/mcp/servers/files')).json()).toEqual({ ...files, turn_cost });
  });

  it('cost nobody knows what, where nobody knows the prices', async () => {
    const { get, store, sessions } = await setUp();
    const { id } = await sessions.create({ name: 's' });
    await write(store, [stored({ sessionId: id })]);
    const server = mcpServerSchema.parse(await (await get('/api/mcp/servers/files')).json());
    expect(server.turn_cost).toEqual({ provider: 'test', model: 'test-model', usd: null, cached_usd: null });
  });

  it('are started, stopped and restarted', async () => {
    const { send, asked } = await setUp();
    for (const action of ['start', 'stop', 'restart']) {
      const answer = await send('POST', `/api/mcp/servers/my%20files/${action}`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ state: action === 'stop' ? 'stopped' : 'ready' });
    }
    expect(asked).toEqual([
      ['my files', 'start'],
      ['my files', 'stop'],
      ['my files', 'restart'],
    ]);
  });

  it('that are not there are 404', async () => {
    const { get, send } = await start();
    for (const answer of [
      await get('/api/mcp/servers/none'),
      await send('POST', '/api/mcp/servers/none/start'),
      await send('POST', '/api/mcp/servers/none/call', { tool: 'x' }),
    ]) {
      expect(answer.status).toBe(404);
      expect((await errorOf(answer)).code).toBe('not_found');
    }
  });
});

describe('a call', () => {
  const call = '/api/mcp/servers/files/call';

  it('reaches the tool, with arguments larger than other bodies may be', async () => {
    const { send, asked } = await setUp();
    const answer = await send('POST', call, { tool: 'read', arguments: { text: 'x'.repeat(3_000_000) } });
    expect(answer.status).toBe(200);
    expect(mcpAnswerSchema.parse(await answer.json())).toMatchObject({ success: true, result: 'text' });
    await send('POST', call, { tool: 'read' });
    expect(asked).toEqual([
      ['files', 'read', { text: expect.stringMatching(/^x{9}/) }],
      ['files', 'read', {}],
    ]);
    const other = await send('POST', '/api/sessions', { name: 'x'.repeat(3_000_000) });
    expect(other.status).toBe(413);
  });

  it('passes arguments on whatever they are called', async () => {
    const { send, asked } = await setUp();
    const args = '{"__proto__":{"a":1},"constructor":"c","prototype":[{"__proto__":2}]}';
    const answer = await send('POST', call, JSON.parse(`{"tool":"read","arguments":${args}}`));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(asked)).toBe(`[["files","read",${args}]]`);
  });

  it('is refused where it names no tool or its arguments are no object', async () => {
    const { send, asked } = await setUp();
    for (const [body, field] of [
      [{}, 'tool'],
      [{ tool: '' }, 'tool'],
      [{ tool: 'x', arguments: [1] }, 'arguments'],
      [{ tool: 'x', arguments: null }, 'arguments'],
    ] as const) {
      const answer = await send('POST', call, body);
      expect([answer.status, (await errorOf(answer)).details?.field]).toEqual([400, field]);
    }
    expect(asked).toEqual([]);
  });

  it('says why it could not be made', async () => {
    const errors = [
      new ProxyError('mcp_refused', 'no', { details: { rule: 'read_only' } }),
      new ProxyError('mcp_unreachable', 'gone'),
      new ProxyError('mcp_error', 'bad'),
      new ProxyError('mcp_timeout', 'late'),
    ];
    const left = [...errors];
    const { send } = await setUp({ call: async () => Promise.reject(left.shift()) });
    const told = [];
    for (const _ of errors) {
      const answer = await send('POST', call, { tool: 'read' });
      const { code, details } = await errorOf(answer);
      told.push([answer.status, code, details?.rule]);
    }
    expect(told).toEqual([
      [403, 'mcp_refused', 'read_only'],
      [502, 'mcp_unreachable', undefined],
      [502, 'mcp_error', undefined],
      [504, 'mcp_timeout', undefined],
    ]);
  });

  it('is cancelled when its client goes away', async () => {
    let begun = () => {};
    const began = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let cancelled: (reason: unknown) => void = () => {};
    const ended = new Promise((resolve) => {
      cancelled = resolve;
    });
    const { url } = await setUp({
      call: (_server, _tool, _args, signal) => {
        begun();
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            cancelled(signal.reason);
            reject(signal.reason);
          });
        });
      },
    });
    const client = new AbortController();
    const answer = fetch(url + call, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"tool":"read"}',
      signal: client.signal,
    });
    const failed = expect(answer).rejects.toThrow();
    await began;
    client.abort();
    await failed;
    expect(await ended).toMatchObject({ code: 'client_closed' });
  });

  it('that was answered is not cancelled afterwards', async () => {
    let aborted = false;
    const { send, server } = await setUp({
      call: async (_server, _tool, _args, signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return { success: false, content: 'no', data: null, result: 'no', raw: {} };
      },
    });
    expect(await (await send('POST', call, { tool: 'x' })).json()).toMatchObject({ success: false });
    // No connection is left that could be seen to close later.
    await server.close();
    expect(aborted).toBe(false);
  });
});

describe('calls that were made', () => {
  it('are listed newest first, by page and by what they are, and added up', async () => {
    const { get, store, recorder, sessions } = await setUp();
    const { id: sessionId } = await sessions.create({ name: 's' });
    const ids = [1, 2, 3].map((n) => newId(1_700_000_000_000 + n));
    const [a = '', b = '', c = ''] = ids;
    await store.write(
      batchOf({ mcpCalls: [mcpCallOf({ id: a, sessionId }), mcpCallOf({ id: b, tool: 'write' })] }),
    );
    // What is not written yet is seen all the same.
    recorder.addMcpCall(
      mcpCallOf({
        id: c,
        sessionId,
        outcome: 'refused',
        refusal: 'read_only',
        resultBytes: null,
        resultTokens: null,
      }),
    );
    const page = async (query: string) =>
      mcpCallPageSchema.parse(await (await get(`/api/mcp/calls${query}`)).json());
    const first = await page('?limit=2');
    expect(first.items.map(({ id }) => id)).toEqual([c, b]);
    expect(first.items[0]).toMatchObject({ session_id: sessionId, refusal: 'read_only', result: null });
    expect(await page(`?limit=2&after=${first.next}`)).toMatchObject({ items: [{ id: a }], next: null });
    expect((await page(`?session_id=${sessionId}&outcome=ok`)).items).toMatchObject([{ id: a }]);
    expect((await page('?server=files&tool=write')).items).toMatchObject([{ id: b }]);
    const stats = async (query: string) =>
      mcpStatsSchema.parse(await (await get(`/api/mcp/stats${query}`)).json());
    expect(await stats('')).toMatchObject({
      totals: [{ tool: 'read', calls: 2, refused: 1 }, { tool: 'write' }],
    });
    expect((await stats('?session_id=99')).totals).toEqual([]);
    expect((await get('/api/mcp/calls?outcome=strange')).status).toBe(400);
    expect((await get('/api/mcp/calls?sort=x')).status).toBe(400);
  });
});

describe('calls that wait for a person', () => {
  it('are listed and decided, once', async () => {
    const waits = {
      id: 'c1',
      server: 'files',
      tool: 'write',
      arguments: '{}',
      client: { name: null, version: null },
      session_id: null,
      asked_at: '2026-11-22T10:12:01.204Z',
      expires_at: '2026-11-22T10:14:01.204Z',
    };
    const decided: unknown[] = [];
    const { get, send } = await setUp({
      confirmations: () => [waits],
      decide: (id, approve) => id === 'c1' && decided.push(approve) === 1,
    });
    expect(z.array(mcpConfirmationSchema).parse(await (await get('/api/mcp/confirmations')).json())).toEqual([
      waits,
    ]);
    expect((await send('POST', '/api/mcp/confirmations/c1', { approve: 'yes' })).status).toBe(400);
    expect((await send('POST', '/api/mcp/confirmations/c1', { approve: false })).status).toBe(200);
    expect((await send('POST', '/api/mcp/confirmations/c1', { approve: true })).status).toBe(404);
    expect(decided).toEqual([false, true]);
  });
});
