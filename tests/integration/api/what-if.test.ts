import { describe, expect, it } from 'vitest';
import type { ModelRule } from '../../../src/config/index.ts';
import { statsSchema, type WhatIfView, whatIfSchema } from '../../../src/contract/index.ts';
import { unknownCost } from '../../../src/exchange/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { errorOf, type Started, start, stored, write } from './support.ts';

const TURN = {
  input: 100_000,
  cache_read: 90_000,
  cache_write: null,
  output: 1000,
  reasoning: null,
  total: 101_000,
};

const TOKENS = stored().tokens;

/** A turn of 100,000 tokens of which 90,000 were cached, that cost a cent. */
const turn = (sessionId: number, over: Partial<StoredExchange> = {}): StoredExchange =>
  stored({ sessionId, usage: TURN, cost: { ...unknownCost(), usd: 0.01, source: 'provider' }, ...over });

async function withSession(options: Parameters<typeof start>[0] = {}) {
  const api = await start(options);
  const { id } = await api.sessions.create({ name: 'one' });
  return { api, id };
}

async function whatIf({ get }: Started, id: number, query = ''): Promise<WhatIfView> {
  const answer = await get(`/api/sessions/${id}/what-if${query}`);
  expect(answer.status).toBe(200);
  return whatIfSchema.parse(await answer.json());
}

describe('what a session would have cost', () => {
  it('on a model that is asked for: the same tokens, as often from the cache', async () => {
    const { api, id } = await withSession();
    await write(api.store, [
      turn(id),
      turn(id),
      turn(id, { usage: null, cost: unknownCost() }),
      turn(id, { kind: 'count_tokens', usage: null }),
      turn(id, { kind: 'other', usage: null, cost: unknownCost(), tokens: { ...TOKENS, input: null } }),
      stored({ usage: TURN }),
    ]);
    const { totals } = statsSchema.parse(await (await api.get('/api/stats?by=session')).json());
    expect(totals.find(({ key }) => key === String(id))?.unpriced).toBe(1);
    const view = await whatIf(api, id, '?model=openai/gpt-5.1');
    expect(view).toMatchObject({ session_id: id, exchanges: 3, actual: { usd: 0.02, unpriced: 1 } });
    const [model] = view.models;
    expect(model).toMatchObject({
      model: 'openai/gpt-5.1',
      provider: 'openai',
      provider_model: 'gpt-5.1',
      window: 400_000,
      source: 'genai-prices',
      rates: { input: 1.25, cache_read: 0.125, output: 10 },
      unpriced: 1,
      beyond_window: 0,
      assumed: ['same_tokens', 'same_cache'],
    });
    const each = (10_000 * 1.25 + 90_000 * 0.125 + 1000 * 10) / 1e6;
    expect(model?.usd).toBeCloseTo(2 * each, 10);
    expect(model?.parts?.cache_read).toBeCloseTo((2 * 90_000 * 0.125) / 1e6, 10);
    expect(model?.difference?.usd).toBeCloseTo(2 * each - 0.02, 10);
    expect(model?.difference?.exchanges).toBe(2);
  });

  it('on several, the cheapest first, those that nobody can price last', async () => {
    const { api, id } = await withSession();
    await write(api.store, [turn(id)]);
    const asked = ['anthropic/claude-opus-4-5', 'siliconflow/any', 'openai/gpt-5-nano', 'openai/gpt-4'];
    const view = await whatIf(
      api,
      id,
      `?${asked.map((one) => `model=${encodeURIComponent(one)}`).join('&')}`,
    );
    expect(view.models.map(({ model }) => model)).toEqual([
      'openai/gpt-5-nano',
      'anthropic/claude-opus-4-5',
      'openai/gpt-4',
      'siliconflow/any',
    ]);
    expect(view.models[2]).toMatchObject({ window: 8192, beyond_window: 1 });
    expect(view.models[3]).toMatchObject({ usd: null, source: null, unpriced: 1, difference: null });
  });

  it('on what is configured and well known, where none is asked for', async () => {
    const rule: ModelRule = {
      pattern: 'mine',
      isGlob: false,
      provider: 'siliconflow',
      model: 'deepseek-ai/DeepSeek-V3',
      window: 1000,
      price: { input: 1, cacheRead: 0.5, output: 2 },
      fallbacks: [],
    };
    const { api, id } = await withSession({ config: { models: [rule] } });
    await write(api.store, [turn(id)]);
    const view = await whatIf(api, id);
    const mine = view.models.find(({ model }) => model === 'mine');
    expect(mine).toMatchObject({ source: 'config', provider: 'siliconflow', window: 1000, beyond_window: 1 });
    expect(mine?.usd).toBeCloseTo((10_000 + 45_000 + 2000) / 1e6, 10);
    expect(view.models.filter(({ usd }) => usd !== null).length).toBeGreaterThan(8);
    expect(view.models.every(({ source }) => source !== null)).toBe(true);
  });

  it('prices a stream that was cut by what was counted in it, as its own cost does', async () => {
    const { api, id } = await withSession();
    const cut = turn(id, { usage: { ...TURN, output: null, total: null }, status: 'cut', streamed: true });
    await write(api.store, [{ ...cut, tokens: { ...cut.tokens, output: 200 } }]);
    const view = await whatIf(api, id, '?model=openai/gpt-5.1');
    expect(view.models[0]).toMatchObject({
      unpriced: 0,
      parts: { output: 0.002 },
      difference: { exchanges: 1 },
    });
  });

  it('is nothing for a session without exchanges', async () => {
    const { api, id } = await withSession();
    expect(await whatIf(api, id, '?model=openai/gpt-5.1')).toMatchObject({
      exchanges: 0,
      actual: { usd: null, unpriced: 0 },
      models: [{ usd: null, parts: null, unpriced: 0, source: 'genai-prices' }],
    });
  });

  it('adds up thousands, a page at a time, each at the prices of its time', async () => {
    const pages: number[] = [];
    const { api, id } = await withSession();
    const { listExchanges } = api.store;
    api.store.listExchanges = async (filter) => {
      const page = await listExchanges(filter);
      pages.push(page.length);
      return page;
    };
    for (let n = 0; n < 5; n++)
      await write(
        api.store,
        Array.from({ length: 500 }, () => turn(id)),
      );
    const view = await whatIf(api, id, '?model=openai/gpt-5.1');
    expect(view).toMatchObject({ exchanges: 2500, models: [{ unpriced: 0 }] });
    expect(view.models[0]?.usd).toBeCloseTo((2500 * (10_000 * 1.25 + 90_000 * 0.125 + 1000 * 10)) / 1e6, 6);
    expect(Math.max(...pages)).toBeLessThanOrEqual(200);
  });

  it.each([
    ['model=gpt-5'],
    ['model=nobody/gpt-5'],
    ['model=openai/'],
    ['model='],
    ['model=__proto__/x'],
    [`model=${'a/'.repeat(200)}`],
    [Array.from({ length: 51 }, (_, n) => `model=openai/m${n}`).join('&')],
  ])('names the model that is wrong: %s', async (query) => {
    const { api, id } = await withSession();
    const answer = await api.get(`/api/sessions/${id}/what-if?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await errorOf(answer))).toContain('model');
  });

  it('is not found for a session that is not there', async () => {
    const api = await start();
    expect((await api.get('/api/sessions/99/what-if')).status).toBe(404);
  });
});
