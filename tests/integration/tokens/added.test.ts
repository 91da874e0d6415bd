import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { addedFolder, packFrom } from '../../../src/tokens/index.ts';
import { testBed } from '../../support/bed.ts';
import { kimiFile } from '../../support/kimi-file.ts';

const { proxyOf } = testBed();

test('a running program counts with a vocabulary from when it is added until it is removed', async () => {
  const proxy = await proxyOf(
    '[providers.vllm]\ntype = "openai-compatible"\nbase_url = "http://127.0.0.1:9/v1"\nauth = "none"\nmodels = [{ id = "moonshotai/Kimi-K2-Instruct" }]\n',
  );
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

  rmSync(file);
  await vi.waitFor(async () => expect(await counted()).toBe(before), { timeout: 10_000, interval: 100 });
}, 60_000);
