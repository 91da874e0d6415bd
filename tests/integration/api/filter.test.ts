import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  exchangeCountSchema,
  exchangePageSchema,
  exportedExchangeSchema,
  statsSchema,
  whatIfRangeSchema,
} from '../../../src/contract/index.ts';
import { unknownCost } from '../../../src/exchange/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { errorOf, type Started, start, stored, write } from './support.ts';

const DAY = Date.UTC(2026, 10, 22);
const HOUR = 3_600_000;

const cost = (usd: number) => ({ ...unknownCost(), usd, source: 'provider' as const });
const usage = { input: 1000, cache_read: 0, cache_write: null, output: 100, reasoning: null, total: 1100 };

async function filled() {
  const server = await start();
  const one = await server.sessions.create({ name: 'Fix the parser' });
  const two = await server.sessions.create({ name: 'Write docs' });
  await server.sessions.update(one.id, { project: '/home/me/parser' });
  const at = (hours: number, over: Partial<StoredExchange>) =>
    stored({ startedAt: DAY + hours * HOUR, usage, ...over });
  const rows = [
    at(0, { sessionId: one.id, model: 'kimi-k2', cost: cost(0.5), tools: ['read_file'] }),
    at(1, { sessionId: one.id, model: 'kimi-k2', cost: cost(0.01), httpStatus: 429, status: 'error' }),
    at(25, { sessionId: two.id, model: 'gpt-6-luna', cost: cost(0.25) }),
    at(26, { sessionId: null, model: 'gpt-6-luna', cost: cost(1) }),
  ];
  await write(server.store, rows);
  return { server, one, two, ids: rows.map(({ id }) => id) };
}

async function read<T>({ get }: Started, schema: z.ZodType<T>, target: string): Promise<T> {
  const answer = await get(target);
  expect(answer.status, target).toBe(200);
  return schema.parse(await answer.json());
}

const asked = (q: string) => `q=${encodeURIComponent(q)}`;

describe('a filter over the API', () => {
  it.each([
    ['model:kimi', [1, 0]],
    ['model:kimi status:429', [1]],
    ['cost:>0.2 -session:docs', [3, 0]],
    ['tool:read_*', [0]],
    ['parser', [1, 0]],
    ['project:/home/me', [1, 0]],
    ['nothing-like-this', []],
    ['', [3, 2, 1, 0]],
  ])('finds what %s asks for', async (q, expected) => {
    const { server, ids } = await filled();
    const { items } = await read(server, exchangePageSchema, `/api/exchanges?${asked(q)}`);
    expect(items.map(({ id }) => id)).toEqual(expected.map((n) => ids[n]));
  });

  it('goes with the other parameters, within a session and page by page', async () => {
    const { server, one, ids } = await filled();
    const within = await read(
      server,
      exchangePageSchema,
      `/api/sessions/${one.id}/exchanges?${asked('cost:>0.1')}&kind=turn`,
    );
    expect(within.items.map(({ id }) => id)).toEqual([ids[0]]);
    const first = await read(server, exchangePageSchema, `/api/exchanges?limit=1&${asked('model:kimi')}`);
    expect(first.next).toBe(ids[1]);
    const second = await read(
      server,
      exchangePageSchema,
      `/api/exchanges?limit=1&${asked('model:kimi')}&after=${first.next}`,
    );
    expect(second.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect(second.next).toBeNull();
  });

  it('is counted, with of how many that is', async () => {
    const { server, one } = await filled();
    const count = (query: string) => read(server, exchangeCountSchema, `/api/exchanges/count?${query}`);
    expect(await count(asked('model:gpt'))).toEqual({ count: 2, of: 4 });
    expect(await count(`${asked('status:error')}&session_id=${one.id}`)).toEqual({ count: 1, of: 2 });
    expect(await count('')).toEqual({ count: 4, of: 4 });
    expect(await count(`${asked('model:gpt')}&session_id=${one.id}`)).toEqual({ count: 0, of: 2 });
  });

  it.each([
    '/api/exchanges',
    '/api/sessions/1/exchanges',
    '/api/exchanges/count',
    '/api/stats',
    '/api/what-if',
    '/api/export/csv',
  ])('that is wrong is refused by %s, which names the place', async (target) => {
    const { server } = await filled();
    const answer = await server.get(`${target}?${asked('cost:>1 modl:kimi')}`);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error).toMatchObject({
      code: 'invalid_request',
      message: 'q (query): character 9: there is no field "modl"',
      hint: 'Did you mean model?',
      details: { in: 'query', field: 'q', problems: [{ code: 'unknown_field', at: 8, length: 4 }] },
    });
  });

  it.each([
    ['took:>fast', '">fast" is no value of took: it takes a duration'],
    ['model:', 'model has no value'],
    ['model:"a', 'this quote does not end'],
    ['tool:a*b', 'in tool a * stands at the beginning or at the end of a name'],
    ['status:eror', '"eror" is no value of status'],
    ['""', 'there is nothing to look for'],
  ])('%s is refused in words', async (q, words) => {
    const { get } = await start();
    const { message } = await errorOf(await get(`/api/exchanges?${asked(q)}`));
    expect(message).toContain(words);
  });
});

describe('totals', () => {
  it('of what a filter finds', async () => {
    const { server } = await filled();
    const { totals } = await read(server, statsSchema, `/api/stats?by=model&${asked('cost:>0.1')}`);
    expect(totals.map(({ key, split, exchanges, cost_usd }) => [key, split, exchanges, cost_usd])).toEqual([
      ['gpt-6-luna', null, 2, 1.25],
      ['kimi-k2', null, 1, 0.5],
    ]);
  });

  it('by two keys, days the newest first', async () => {
    const { server, two } = await filled();
    const answer = await read(server, statsSchema, '/api/stats?by=day&split=session');
    expect([answer.by, answer.split]).toEqual(['day', 'session']);
    expect(answer.totals.map(({ key, split, exchanges }) => [key, split, exchanges])).toEqual([
      ['2026-11-23', null, 1],
      ['2026-11-23', String(two.id), 1],
      ['2026-11-22', '1', 2],
    ]);
  });

  it('by hour, and by the days and hours of a time zone', async () => {
    const { server } = await filled();
    const keys = async (query: string) =>
      (await read(server, statsSchema, `/api/stats?${query}`)).totals.map(({ key, split, exchanges }) => [
        key,
        split,
        exchanges,
      ]);
    expect(await keys('by=hour')).toEqual([
      ['2026-11-23T02:00', null, 1],
      ['2026-11-23T01:00', null, 1],
      ['2026-11-22T01:00', null, 1],
      ['2026-11-22T00:00', null, 1],
    ]);
    expect(await keys('by=hour&tz=Asia/Kolkata&limit=2')).toEqual([
      ['2026-11-23T07:00', null, 1],
      ['2026-11-23T06:00', null, 1],
    ]);
    expect(await keys('by=day&split=model&tz=America/New_York')).toEqual([
      ['2026-11-22', 'gpt-6-luna', 2],
      ['2026-11-21', 'kimi-k2', 2],
    ]);
    expect(await keys('by=all')).toEqual([[null, null, 4]]);
    expect(await keys('by=all&split=model&tz=Europe/Paris')).toEqual([
      [null, 'gpt-6-luna', 2],
      [null, 'kimi-k2', 2],
    ]);
    expect(await keys('by=project&split=status')).toEqual([
      [null, 'ok', 2],
      ['/home/me/parser', 'error', 1],
      ['/home/me/parser', 'ok', 1],
    ]);
  });

  it('are not split by what they are by, nor by days', async () => {
    const { get } = await start();
    for (const split of ['model', 'day']) {
      const answer = await get(`/api/stats?by=model&split=${split}`);
      expect([answer.status, (await errorOf(answer)).details?.field]).toEqual([400, 'split']);
    }
  });
});

describe('what the exchanges of a time would have cost', () => {
  it('is told over every session, within the range and the filter', async () => {
    const { server } = await filled();
    const whatIf = (query: string) =>
      read(server, whatIfRangeSchema, `/api/what-if?model=openai/gpt-5.1${query}`);
    const all = await whatIf('');
    expect(all).toMatchObject({ from: null, to: null, exchanges: 4, actual: { usd: 1.76, unpriced: 0 } });
    expect(all.models).toMatchObject([{ model: 'openai/gpt-5.1', difference: { exchanges: 4 } }]);
    const day = await whatIf('&from=2026-11-23T01:00:00Z&to=2026-11-23T02:00:00Z');
    expect(day).toMatchObject({ from: '2026-11-23T01:00:00.000Z', exchanges: 1, actual: { usd: 0.25 } });
    expect(await whatIf(`&${asked('model:kimi')}`)).toMatchObject({ exchanges: 2 });
  });

  it('is not told backwards', async () => {
    const { get } = await start();
    const answer = await get('/api/what-if?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z');
    expect([answer.status, (await errorOf(answer)).details?.field]).toEqual([400, 'to']);
  });
});

describe('a download of what a filter finds', () => {
  it('is of every session where none is named, each with its project', async () => {
    const { server, ids } = await filled();
    const answer = await server.get(`/api/export/json?${asked('cost:>=0.25')}`);
    expect(answer.headers.get('content-disposition')).toMatch(/kimi-proxy-exchanges-\d{4}-\d\d-\d\d\.json/);
    const schema = z.object({ session: z.null(), exchanges: z.array(exportedExchangeSchema) });
    const { exchanges } = schema.parse(await answer.json());
    expect(exchanges.map(({ id, project }) => [id, project])).toEqual([
      [ids[0], '/home/me/parser'],
      [ids[2], null],
      [ids[3], null],
    ]);
  });

  it('is of one session where it is named', async () => {
    const { server, one, ids } = await filled();
    const answer = await server.get(`/api/export/csv?session_id=${one.id}&${asked('status:error')}`);
    expect(answer.headers.get('content-disposition')).toContain(`kimi-proxy-session-${one.id}-`);
    const [, ...lines] = (await answer.text()).trimEnd().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual([ids[1]]);
  });
});
