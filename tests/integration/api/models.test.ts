import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { type ModelView, modelSchema } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import type { InProcess } from '../../support/in-process.ts';

const { proxyOf } = testBed();

const modelsOf = async (proxy: InProcess, query = ''): Promise<Map<string, ModelView>> => {
  const models = z.array(z.strictObject(modelSchema.shape)).parse(await proxy.get(`/api/models${query}`));
  return new Map(models.map((model) => [model.id, model]));
};

/** A provider that lists models; its address. */
async function listing(models: unknown[]): Promise<string> {
  const server = createServer((_request, response) => response.end(JSON.stringify({ data: models })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe('models', () => {
  it('have prices of now, from whoever knows them', async () => {
    const proxy = await proxyOf(`
[providers.anthropic]
api_key = "k"
[providers.mine]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
lists_models = false
[[providers.mine.models]]
id = "known"
price = { input = 0, output = 2 }
[[providers.mine.models]]
id = "unknown"
[models.cheap]
provider = "mine"
model = "known"
price = { input = 1 }
`);
    const models = await modelsOf(proxy);
    expect(models.get('anthropic/claude-sonnet-4-5')).toMatchObject({
      on: true,
      origin: 'preset',
      prices: {
        input: 3,
        cache_read: 0.3,
        cache_write_5m: 3.75,
        cache_write_1h: 6,
        output: 15,
        source: expect.stringMatching(/^(?:genai-prices|table)$/),
      },
    });
    expect(models.get('mine/known')?.prices).toEqual({
      input: 0,
      cache_read: null,
      cache_write_5m: null,
      cache_write_1h: null,
      output: 2,
      reasoning: null,
      source: 'config',
    });
    expect(models.get('mine/unknown')?.prices).toBeNull();
    expect(models.get('cheap')).toMatchObject({
      origin: 'config',
      prices: { input: 1, output: null, source: 'config' },
    });
    expect(models.get('test-model')).toMatchObject({
      origin: 'preset',
      prices: { input: 0, source: 'local' },
    });
  });

  it('of a provider that is off are told where they are asked for', async () => {
    const proxy = await proxyOf('[models.mine]\nprovider = "anthropic"\nmodel = "claude-sonnet-4-5"\n');
    expect((await modelsOf(proxy)).has('mine')).toBe(false);
    const all = await modelsOf(proxy, '?off=true');
    expect(all.get('mine')).toMatchObject({ on: false, origin: 'config', prices: { input: 3 } });
    expect(all.get('kimi/kimi-for-coding')).toMatchObject({ on: false, origin: 'preset' });
    expect(all.get('test-model')?.on).toBe(true);
  });

  it('of a list have the name that it gives them, where that is one', async () => {
    const url = await listing([
      { id: 'a', name: 'Model A' },
      { id: 'b', name: 'b' },
      { id: 'c', display_name: 'bad\u202Ename' },
      { id: 'd', display_name: 'x'.repeat(201) },
      { name: 'models/e', displayName: ' <b>E</b> ' },
    ]);
    const proxy = await proxyOf(`[providers.far]\ntype = "openai-compatible"\nbase_url = "${url}"\n`);
    const models = await vi.waitFor(async () => {
      const found = await modelsOf(proxy);
      expect(found.has('far/a')).toBe(true);
      return found;
    });
    const names = ['a', 'b', 'c', 'd', 'e'].map((id) => models.get(`far/${id}`)?.display);
    expect(names).toEqual(['Model A', null, null, null, '<b>E</b>']);
    expect(models.get('far/a')).toMatchObject({ origin: 'listed', on: true, prices: null });
  });
});
