import { get as httpGet } from 'node:http';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { exportedExchangeSchema, sessionSchema } from '../../../src/contract/index.ts';
import { unknownCost } from '../../../src/exchange/index.ts';
import type { ExchangeFilter, Store, StoredExchange } from '../../../src/storage/index.ts';
import { errorOf, start, stored, write } from './support.ts';

/** The cells of a CSV line without quotes. */
const cells = (line: string | undefined): string[] => line?.split(',') ?? [];

const tokensOf = (input: number) => ({
  input,
  cache_read: null,
  cache_write: null,
  output: 50,
  reasoning: null,
  total: null,
});

/** A store whose session has as many exchanges as asked for, made page by page, which counts what it is asked. */
function endless(store: Store, count: number) {
  const asked: number[] = [];
  const row = stored({ sessionId: 1, startedAt: 1 });
  const listExchanges = async ({ after, limit }: ExchangeFilter): Promise<StoredExchange[]> => {
    const from = after === undefined ? 0 : Number(after) + 1;
    asked.push(from);
    const length = Math.max(0, Math.min(limit, count - from));
    return Array.from({ length }, (_, i) => ({ ...row, id: String(from + i).padStart(9, '0') }));
  };
  return { store: Object.assign(Object.create(store), { listExchanges }) as Store, asked };
}

describe('an export', () => {
  it('of a session is CSV by RFC 4180, one line an exchange, oldest first', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    const rows = [stored({ sessionId: 1 }), stored({ sessionId: 1, cost: { ...unknownCost(), usd: 0.25 } })];
    await write(store, [...rows, stored({ sessionId: null })]);
    const answer = await get('/api/export/csv?session_id=1');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="kimi-proxy-session-1-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const lines = (await answer.text()).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
    const names = cells(lines[0]);
    const second = Object.fromEntries(cells(lines[2]).map((cell, i) => [names[i], cell]));
    expect(lines.slice(1, 3).map((line) => cells(line)[0])).toEqual(rows.map(({ id }) => id));
    expect(second).toMatchObject({
      status: 'ok',
      input_tokens: '700',
      output_tokens: '50',
      cost_usd: '0.25',
      agent_id: '',
    });
  });

  it('has each part of a cost, what is memory, and the project, behind the columns that were there before', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    await store.updateSession(1, { project: '=HYPERLINK("http://x")' });
    const cost = {
      usd: 0.75,
      input: 0.1,
      cache_read: 0.2,
      cache_write_5m: 0.05,
      cache_write_1h: 0.15,
      output: 0.25,
      reasoning: 0,
      source: 'genai-prices' as const,
    };
    const usage = { ...tokensOf(700), cache_write: 30, cache_write_1h: 10 };
    const tokens = { ...stored().tokens, source: 'calibrated' as const, error: 0.012 };
    await write(store, [stored({ sessionId: 1, cost, usage, tokens, memoryTokens: 42 })]);
    const [header, line] = (await (await get('/api/export/csv')).text()).split('\r\n');
    const names = cells(header);
    expect(names.slice(0, 3)).toEqual(['id', 'session_id', 'agent_id']);
    expect(names.indexOf('error_message')).toBe(31);
    expect(names.slice(32)).toEqual([
      'token_error',
      'cache_write_1h_tokens',
      'memory_tokens',
      'cost_input_usd',
      'cost_cache_read_usd',
      'cost_cache_write_5m_usd',
      'cost_cache_write_1h_usd',
      'cost_output_usd',
      'cost_reasoning_usd',
      'cost_source',
      'project',
    ]);
    expect(cells(line).slice(32).join()).toBe(
      `0.012,10,42,0.1,0.2,0.05,0.15,0.25,0,genai-prices,"'=HYPERLINK(""http://x"")"`,
    );
    const json = (await (await get('/api/export/json')).json()) as { exchanges: object[] };
    expect(json.exchanges[0]).toMatchObject({ cost, memory_tokens: 42, project: '=HYPERLINK("http://x")' });
  });

  it('of a session is JSON, whole', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a "b"' });
    await write(store, [stored({ sessionId: 1 }), stored({ sessionId: 1 })]);
    const answer = await get('/api/export/json?session_id=1');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('content-disposition')).toContain('.json"');
    const whole = z
      .strictObject({
        session: sessionSchema,
        exported_at: z.iso.datetime(),
        exchanges: z.array(exportedExchangeSchema),
      })
      .parse(await answer.json());
    expect(whole.session.name).toBe('a "b"');
    expect(whole.exchanges).toHaveLength(2);
  });

  it('is of the current session where none is named', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    await send('POST', '/api/sessions', { name: 'b' });
    await write(store, [stored({ sessionId: 1 }), stored({ sessionId: 2 }), stored({ sessionId: 2 })]);
    expect((await (await get('/api/export/csv')).text()).split('\r\n')).toHaveLength(4);
    expect(await (await get('/api/export/json')).json()).toMatchObject({ session: { name: 'b' } });
  });

  it.each(['csv', 'json'])('as %s is 404 where there is no session', async (format) => {
    const { get } = await start();
    for (const query of ['', '?session_id=7']) {
      const answer = await get(`/api/export/${format}${query}`);
      expect(answer.status).toBe(404);
      expect((await errorOf(answer)).code).toBe('not_found');
    }
    expect((await get(`/api/export/${format}?session_id=x`)).status).toBe(400);
  });

  it('of an empty session is a header, or an empty list', async () => {
    const { get, send } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    expect((await (await get('/api/export/csv')).text()).split('\r\n')).toHaveLength(2);
    expect(await (await get('/api/export/json')).json()).toMatchObject({ exchanges: [] });
  });

  it('runs no formula in a spreadsheet', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    await write(store, [
      stored({
        sessionId: 1,
        model: "=cmd|' /C calc'!A0",
        clientName: '@SUM(1+1)',
        error: { code: '-1', message: '+1,"x"\r\n' },
      }),
    ]);
    const text = await (await get('/api/export/csv')).text();
    expect(text).toContain(`,'=cmd|' /C calc'!A0,`);
    expect(text).toContain(`,'@SUM(1+1),`);
    expect(text).toContain(`,'-1,"'+1,""x""\r\n",`);
  });

  it('leaves out what starts after it began', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    await write(store, [stored({ sessionId: 1 }), stored({ sessionId: 1, startedAt: Date.now() + 60_000 })]);
    expect(await (await get('/api/export/json')).json()).toMatchObject({ exchanges: [expect.anything()] });
  });

  it('is an error, not half an answer, where the first page cannot be read', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    const broken = await start({
      deps: {
        store: Object.assign(Object.create(store), {
          listExchanges: () => Promise.reject(new Error('disk')),
        }),
      },
    });
    await broken.send('POST', '/api/sessions', { name: 'a' });
    expect((await broken.get('/api/export/csv')).status).toBe(500);
    expect((await get('/api/export/csv')).status).toBe(200);
  });

  it('is visibly cut where a later page cannot be read', async () => {
    const base = await start();
    const { store } = endless(base.store, 5000);
    let pages = 0;
    const failing = Object.assign(Object.create(store), {
      listExchanges: (filter: ExchangeFilter) => {
        pages++;
        return pages > 3 ? Promise.reject(new Error('disk')) : store.listExchanges(filter);
      },
    });
    const server = await start({ deps: { store: failing } });
    await server.send('POST', '/api/sessions', { name: 'a' });
    const answer = await server.get('/api/export/csv');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(server.logged.join('')).toContain('an export was cut');
    expect((await server.get('/health')).status).toBe(200);
  });
});

describe('a long export', () => {
  it('has every one of 100,000 exchanges once, and holds few of them at a time', async () => {
    const base = await start();
    const { store, asked } = endless(base.store, 100_000);
    const server = await start({ deps: { store } });
    await server.send('POST', '/api/sessions', { name: 'a' });
    let lines = 0;
    let most = 0;
    await new Promise<void>((resolve, reject) => {
      httpGet(`${server.url}/api/export/csv`, (answer) => {
        const before = process.memoryUsage().heapUsed;
        answer.on('data', (chunk: Buffer) => {
          for (const byte of chunk) if (byte === 10) lines++;
          most = Math.max(most, process.memoryUsage().heapUsed - before);
        });
        answer.on('end', resolve);
        answer.on('error', reject);
      }).on('error', reject);
    });
    expect(lines).toBe(100_001);
    expect(asked).toHaveLength(201);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });

  it('reads no further than the client does, and stops when it leaves', async () => {
    const base = await start();
    const { store, asked } = endless(base.store, 1_000_000);
    const server = await start({ deps: { store } });
    await server.send('POST', '/api/sessions', { name: 'a' });
    await new Promise<void>((resolve, reject) => {
      httpGet(`${server.url}/api/export/csv`, (answer) => {
        answer.once('data', async () => {
          answer.pause();
          await expect.poll(() => asked.length, { interval: 20 }).toBeGreaterThan(2);
          let seen = -1;
          while (seen !== asked.length) {
            seen = asked.length;
            await new Promise((next) => setTimeout(next, 100));
          }
          expect(seen).toBeLessThan(200);
          answer.destroy();
          await new Promise((next) => setTimeout(next, 100));
          expect(asked.length).toBeLessThanOrEqual(seen + 2);
          resolve();
        });
      }).on('error', reject);
    });
    expect((await server.get('/health')).status).toBe(200);
  });
});
