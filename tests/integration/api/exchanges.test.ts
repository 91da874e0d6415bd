import { describe, expect, it } from 'vitest';
import { exchangeDetailSchema, exchangePageSchema } from '../../../src/contract/index.ts';
import { createExchange, newId } from '../../../src/exchange/index.ts';
import { errorOf, type Started, start, stored, write } from './support.ts';

async function page(server: Started, target: string) {
  const answer = await server.get(target);
  expect(answer.status).toBe(200);
  return exchangePageSchema.parse(await answer.json());
}

async function withExchanges() {
  const server = await start();
  await server.send('POST', '/api/sessions', { name: 'a' });
  await server.send('POST', '/api/sessions', { name: 'b' });
  const rows = [
    stored({ sessionId: 1 }),
    stored({
      sessionId: 1,
      status: 'error',
      httpStatus: 502,
      error: { code: 'upstream_reset', message: 'cut' },
    }),
    stored({ sessionId: 2, provider: 'kimi', model: 'kimi-for-coding' }),
    stored({ sessionId: null, kind: 'embedding' }),
  ];
  await write(server.store, rows);
  return { server, ids: rows.map(({ id }) => id) };
}

describe('exchanges over the API', () => {
  it('are listed newest first', async () => {
    const { server, ids } = await withExchanges();
    const { items, next } = await page(server, '/api/exchanges');
    expect(items.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(next).toBeNull();
  });

  it('are listed by session', async () => {
    const { server, ids } = await withExchanges();
    const { items } = await page(server, '/api/sessions/1/exchanges');
    expect(items.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  });

  it.each([
    ['status=error', [1]],
    ['kind=embedding', [3]],
    ['provider=kimi', [2]],
    ['model=kimi-for-coding', [2]],
    ['session_id=1', [1, 0]],
    ['session_id=1&status=ok', [0]],
    ['provider=nobody', []],
  ])('are filtered with ?%s', async (query, expected) => {
    const { server, ids } = await withExchanges();
    const { items } = await page(server, `/api/exchanges?${query}`);
    expect(items.map(({ id }) => id)).toEqual(expected.map((i) => ids[i]));
  });

  it('come in pages that hold still while new exchanges come', async () => {
    const { server, ids } = await withExchanges();
    const first = await page(server, '/api/exchanges?limit=2');
    expect(first.items.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    await write(server.store, [stored(), stored()]);
    const second = await page(server, `/api/exchanges?limit=2&after=${first.next}`);
    expect(second.items.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(second.next).toBeNull();
  });

  it.each(['status=fine', 'kind=x', 'limit=501', 'session_id=a', 'modle=x', 'after=x'])(
    'are not listed with ?%s',
    async (query) => {
      const { get } = await start();
      const answer = await get(`/api/exchanges?${query}`);
      expect(answer.status).toBe(400);
      expect((await errorOf(answer)).details).toMatchObject({ field: query.split('=')[0] });
    },
  );

  it('are told whole, with their bodies where they were captured', async () => {
    const request = Buffer.from('{"model":"é"}');
    const answerBytes = Buffer.from([0xff, 0x00, 0x01]);
    const { get, store } = await start({
      deps: {
        bodies: async () => ({ request, answer: answerBytes, answerType: 'application/octet-stream' }),
      },
    });
    const row = stored();
    await write(store, [row]);
    const answer = await get(`/api/exchanges/${row.id}`);
    const detail = exchangeDetailSchema.parse(await answer.json());
    expect(detail).toMatchObject({ id: row.id, model: 'test-model', tokens: row.tokens });
    expect(detail.request).toMatchObject({ bytes: 14, encoding: 'utf8', content: '{"model":"é"}' });
    expect(detail.answer).toEqual({
      bytes: 3,
      encoding: 'base64',
      content: '/wAB',
      content_type: 'application/octet-stream',
    });
  });

  it('have no bodies where none were captured', async () => {
    const { get, store } = await start();
    const row = stored();
    await write(store, [row]);
    const detail = exchangeDetailSchema.parse(await (await get(`/api/exchanges/${row.id}`)).json());
    expect([detail.request, detail.answer]).toEqual([null, null]);
  });

  it('that are not there are 404', async () => {
    const { get } = await start();
    const answer = await get('/api/exchanges/01abc');
    expect([answer.status, (await errorOf(answer)).code]).toEqual([404, 'not_found']);
  });
});

describe('a read', () => {
  it('sees what was recorded before it, with the counts that were on their way', async () => {
    const server = await start();
    const exchange = createExchange({
      id: newId(Date.now()),
      startedAt: Date.now(),
      startedMono: 0,
      path: '/v1/chat/completions',
      protocol: 'openai-chat',
      kind: 'turn',
    });
    server.recorder.touch(exchange);
    const counted = server.recorder.beginCount();
    setTimeout(() => {
      exchange.tokens.context = 42;
      server.recorder.touch(exchange);
      counted();
    }, 20);
    const { items } = await page(server, '/api/exchanges');
    expect(items.map(({ id, tokens }) => [id, tokens.context])).toEqual([[exchange.id, 42]]);
  });

  it('waits for counts no longer than 250 ms, then for rows', async () => {
    const order: string[] = [];
    const server = await start({
      deps: {
        recorder: {
          flush: async () => {
            order.push('flush');
            await write(server.store, [stored()]);
          },
          settleCounts: async (ms) => void order.push(`settle ${ms}`),
          healthy: () => true,
        },
      },
    });
    const { items } = await page(server, '/api/exchanges');
    expect(items).toHaveLength(1);
    expect(order).toEqual(['settle 250', 'flush']);
  });

  it('is answered with what there is where the recorder fails', async () => {
    const server = await start({
      deps: {
        recorder: {
          flush: () => Promise.reject(new Error('disk full of secrets')),
          settleCounts: async () => undefined,
          healthy: () => false,
        },
      },
    });
    expect((await page(server, '/api/exchanges')).items).toEqual([]);
    expect(server.logged.join('')).toContain('a read goes on');
    expect(server.logged.join('')).not.toContain('secrets');
  });
});
