import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Composition } from '../../../src/contract/index.ts';
import { addedFolder, packFrom } from '../../../src/tokens/index.ts';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import { kimiFile } from '../../support/kimi-file.ts';
import { json } from '../../support/upstream/index.ts';

const { proxyOf, upstreamOf } = testBed();

test('a running program counts with a vocabulary from when it is added until it is removed', async () => {
  const proxy = await proxyOf(
    '[providers.vllm]\ntype = "openai-compatible"\nbase_url = "http://127.0.0.1:9/v1"\nauth = "none"\nmodels = [{ id = "moonshotai/Kimi-K2-Instruct" }]\n',
  );
  let exchange = '';
  const counted = async (): Promise<number> => {
    const answered = await fetch(`${proxy.url}/v1/messages/count_tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'vllm/moonshotai/Kimi-K2-Instruct',
        messages: [{ role: 'user', content: '中文English混合' }],
      }),
    });
    expect(answered.status).toBe(200);
    exchange = answered.headers.get('x-kimi-proxy-exchange') ?? '';
    return ((await answered.json()) as { input_tokens: number }).input_tokens;
  };
  const shown = async (): Promise<unknown> => {
    const models = (await (await fetch(`${proxy.url}/api/models`)).json()) as {
      provider: string;
      vocabulary: unknown;
    }[];
    return models.find(({ provider }) => provider === 'vllm')?.vocabulary;
  };
  const before = await counted();
  expect(await shown()).toEqual({ name: 'o200k_base', exact: false, wants: 'kimi_k2' });

  const folder = addedFolder(proxy.dataDir);
  const file = path.join(folder, 'kimi_k2.bin');
  mkdirSync(folder);
  writeFileSync(`${file}.part`, packFrom('kimi_k2', kimiFile()));
  renameSync(`${file}.part`, file);
  await vi.waitFor(async () => expect(await counted()).not.toBe(before), { timeout: 10_000, interval: 100 });
  const after = await counted();
  // The system turn that Kimi's template puts before it, and eight marks.
  expect(after).toBeGreaterThan(8 + 3);
  expect(await shown()).toEqual({ name: 'kimi_k2', exact: true, wants: null });
  const { source, vocabulary } = await proxy.get<Composition>(`/api/exchanges/${exchange}/context`);
  expect({ source, vocabulary }).toEqual({ source: 'exact', vocabulary: 'kimi_k2' });

  rmSync(file);
  await vi.waitFor(async () => expect(await counted()).toBe(before), { timeout: 10_000, interval: 100 });
}, 60_000);

test('a composition is as sure as its exchange: hosted models have templates that nobody told', async () => {
  const upstream = await upstreamOf();
  upstream.always(json(200, { choices: [{ message: { role: 'assistant', content: 'ok' } }] }));
  const provider = (name: string) =>
    `[providers.${name}]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\nauth = "none"\n`;
  const proxy = await proxyOf(provider('hosted') + provider('vllm'));
  const sources = async (name: string) => {
    const body = { model: `${name}/qwen3-32b`, messages: [{ role: 'user', content: 'Hello there' }] };
    const answered = await send(`${proxy.url}/v1/chat/completions`, { body });
    const id = String(answered.headers['x-kimi-proxy-exchange']);
    const { tokens } = await proxy.exchange(id);
    return [tokens.source, (await proxy.get<Composition>(`/api/exchanges/${id}/context`)).source];
  };
  expect(await sources('hosted')).toEqual(['estimate', 'estimate']);
  expect(await sources('vllm')).toEqual(['exact', 'exact']);
});
