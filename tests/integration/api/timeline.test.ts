import { describe, expect, it } from 'vitest';
import { type Alert, alertListSchema, type Timeline, timelineSchema } from '../../../src/contract/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { errorOf, type Started, start, stored, write } from './support.ts';

const MINUTE = 60_000;
const BEGAN = Date.UTC(2026, 0, 1);

/** The n-th exchange of session 1, a minute after the one before; of a window of 1000. */
function turn(n: number, context: number, over: Partial<StoredExchange> = {}): StoredExchange {
  const row = stored({ sessionId: 1, agentId: 'a', startedAt: BEGAN + n * MINUTE, ...over });
  const tokens = { ...row.tokens, context, input: context, window: 1000, context_use: context / 1000 };
  return { ...row, id: String(n).padStart(26, '0'), tokens };
}

async function begin(exchanges: StoredExchange[], agents: [id: string, key: string, parent?: string][] = []) {
  const server = await start();
  await server.send('POST', '/api/sessions', { name: 'Parser' });
  for (const [at, [id, key, parentKey = null]] of agents.entries())
    await server.store.upsertAgent({ id, sessionId: 1, key, parentKey, createdAt: BEGAN + at });
  await write(server.store, exchanges);
  return server;
}

async function timeline(server: Started, query = ''): Promise<Timeline> {
  const answer = await server.get(`/api/sessions/1/timeline${query}`);
  expect(answer.status).toBe(200);
  return timelineSchema.strict().parse(await answer.json());
}

async function alerts(server: Started, query = ''): Promise<Alert[]> {
  const answer = await server.get(`/api/alerts${query}`);
  expect(answer.status).toBe(200);
  return alertListSchema.parse(await answer.json()).items;
}

describe('the timeline of a session', () => {
  it('is empty where there is no turn', async () => {
    const told = await timeline(await begin([]));
    expect(told).toMatchObject({ turns: [], marks: [], next: null, agents: [] });
    expect(told.forecast).toMatchObject({ turns_left: null, context: null, based_on: 0 });
  });

  it('tells turns, marks, agents and the forecast', async () => {
    const server = await begin(
      [
        turn(1, 90, { kind: 'title' }),
        turn(2, 100),
        turn(3, 200, { status: 'cut' }),
        turn(4, 50, { agentId: 'b' }),
        turn(5, 300),
        turn(6, 400),
        turn(7, 900, { kind: 'fim', agentId: null }),
      ],
      [
        ['a', 'main'],
        ['b', 'agent:x'],
      ],
    );
    const told = await timeline(server);
    expect(told.turns.map((one) => [one.agent_id, one.context, one.growth, one.status])).toEqual([
      ['a', 100, null, 'ok'],
      ['a', 200, 100, 'cut'],
      ['b', 50, null, 'ok'],
      ['a', 300, 100, 'ok'],
      ['a', 400, 100, 'ok'],
    ]);
    expect(told.turns[1]).toMatchObject({
      started_at: '2026-01-01T00:03:00.000Z',
      model: 'test-model',
      window: 1000,
      context_use: 0.2,
      source: 'provider',
      cache_hit_rate: 0.5,
      cost_usd: null,
      compacted: false,
    });
    expect(told.marks.map(({ kind }) => kind)).toEqual(['title']);
    expect(told.agents).toMatchObject([
      { id: 'a', key: 'main', parent: null, main: true, turns: 4, context: 400, context_use: 0.4 },
      { id: 'b', parent: 'a', main: false, turns: 1, last_turn_at: '2026-01-01T00:04:00.000Z' },
    ]);
    expect(told.forecast).toMatchObject({ turns_left: { mid: 6 }, based_on: 3, full_at: null });
  });

  it('comes in pages that go on where the last one ended', async () => {
    const rows = [100, 200, 50, 90].map((context, n) => turn(2 * n, context));
    const helper = [10, 20, 30].map((context, n) => turn(2 * n + 1, context, { agentId: 'b' }));
    const server = await begin([...rows, ...helper]);
    const whole = await timeline(server);
    const pages: Timeline[] = [];
    for (let after: string | null = ''; after !== null; after = pages.at(-1)?.next ?? null)
      pages.push(await timeline(server, `?limit=2${after === '' ? '' : `&after=${after}`}`));
    expect(pages.map(({ turns }) => turns.length)).toEqual([2, 2, 2, 1]);
    expect(pages.flatMap(({ turns }) => turns)).toEqual(whole.turns);
    expect(whole.turns.map((one) => one.growth)).toEqual([null, null, 100, 10, -150, 10, 40]);
    expect(whole.turns.map((one) => one.compacted)).toEqual([false, false, false, false, true, false, false]);
  });

  it('is one agent’s where that is asked for, and its forecast is, too', async () => {
    const helper = [10, 20, 30, 40].map((context, n) => turn(2 * n + 1, context, { agentId: 'b' }));
    const server = await begin(
      [turn(0, 500), ...helper],
      [
        ['a', 'main'],
        ['b', 'agent:x'],
      ],
    );
    const told = await timeline(server, '?agent_id=b');
    expect(told.turns.map((one) => one.context)).toEqual([10, 20, 30, 40]);
    expect(told.forecast).toMatchObject({ turns_left: { mid: 96 }, context: 40 });
    expect(told.agents).toHaveLength(2);
  });

  it('says what is wrong with what is asked for', async () => {
    const server = await begin([turn(1, 100)], [['a', 'main']]);
    expect((await server.get('/api/sessions/9/timeline')).status).toBe(404);
    const none = await server.get('/api/sessions/1/timeline?agent_id=nobody');
    expect(none.status).toBe(404);
    expect(await errorOf(none)).toMatchObject({ code: 'not_found', details: { field: 'agent_id' } });
    for (const query of ['limit=0', 'limit=1001', 'agent=a', 'after=x', `after=${'x'.repeat(65)}`]) {
      const refused = await server.get(`/api/sessions/1/timeline?${query}`);
      expect(refused.status).toBe(400);
    }
  });
});

describe('alerts', () => {
  it('are told of later as they were live, the newest first', async () => {
    const server = await begin([600, 720, 690, 710, 860, 200, 960].map((context, n) => turn(n, context)));
    const told = await alerts(server, '?session_id=1');
    expect(told.map(({ level, threshold, context }) => [level, threshold, context])).toEqual([
      ['critical', 0.95, 960],
      ['warning', 0.85, 860],
      ['notice', 0.7, 720],
    ]);
    expect(told[2]).toMatchObject({
      code: 'context_threshold',
      session_id: 1,
      agent_id: 'a',
      exchange_id: '1'.padStart(26, '0'),
      model: 'test-model',
      window: 1000,
      context_use: 0.72,
      turns_left: null,
      at: '2026-01-01T00:01:00.020Z',
    });
    expect(await alerts(server, '?limit=1')).toEqual(told.slice(0, 1));
  });

  it('are those of the current session where none is named, and none where there is none', async () => {
    expect(await alerts(await start())).toEqual([]);
    const server = await begin([turn(1, 800)]);
    expect(await alerts(server)).toHaveLength(1);
    expect((await server.get('/api/alerts?session_id=9')).status).toBe(404);
  });
});

describe('a dashboard that connects', () => {
  it('has the forecast of the newest turn’s agent at once', async () => {
    const { WebSocket } = await import('ws');
    const server = await begin([100, 200, 300, 400].map((context, n) => turn(n, context)));
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws`);
    const first = await new Promise<string>((resolve) => ws.once('message', (data) => resolve(String(data))));
    ws.terminate();
    expect(JSON.parse(first).metric).toMatchObject({
      context: 400,
      forecast: { turns_left: 6, seconds_left: 360 },
    });
  });
});

describe('the project of a session', () => {
  it('can be named, changed and forgotten by hand', async () => {
    const server = await begin([]);
    const patch = async (project: unknown) => {
      const answer = await server.send('PATCH', '/api/sessions/1', { project });
      return answer.status === 200
        ? ((await answer.json()) as { project: unknown }).project
        : await errorOf(answer);
    };
    expect(await (await server.get('/api/sessions/1')).json()).toMatchObject({ project: null });
    expect(await patch('/home/me/parser/')).toBe('/home/me/parser');
    expect(await patch('Billing')).toBe('Billing');
    expect(await patch(null)).toBeNull();
    expect(await patch('a\u0000b')).toMatchObject({ code: 'invalid_request', details: { field: 'project' } });
    expect(await patch(7)).toMatchObject({ code: 'invalid_request', details: { field: 'project' } });
  });

  it('is what totals can be summed by', async () => {
    const server = await begin([turn(1, 100)]);
    await server.send('PATCH', '/api/sessions/1', { project: '/x' });
    const answer = await server.get('/api/stats?by=project');
    expect(((await answer.json()) as { totals: unknown[] }).totals).toMatchObject([
      { key: '/x', exchanges: 1 },
    ]);
  });
});
