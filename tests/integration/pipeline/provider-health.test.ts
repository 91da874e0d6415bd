import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ProviderView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { dashboardOf } from '../../support/dashboard.ts';
import { send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { type Call, chat, status } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

const HELLO = { model: 'up/m', messages: [{ role: 'user', content: 'hello' }] };
const ask = (proxy: InProcess) => send(`${proxy.url}/v1/chat/completions`, { body: HELLO });

/** A list of models is asked for beside the chats. */
const answers = (call: Call): Promise<void> =>
  call.request.method === 'POST' ? chat()(call) : status(404)(call);

async function statusOf(proxy: InProcess, name = 'up'): Promise<ProviderView | undefined> {
  await proxy.program.idle();
  return (await proxy.get<ProviderView[]>('/api/providers')).find((one) => one.name === name);
}

it('tells how a provider fares, its breaker as it opens and closes, and knows it again after a start', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-health-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  let now = Date.now();
  let mono = 0;
  const clock = { now: () => now, monotonic: () => mono };
  const upstream = await upstreamOf();
  const config = providers({ up: `${upstream.url}/v1` }, { up: 'retries = 0\nmodels = [{ id = "m" }]' });
  const proxy = await proxyOf(config, { dataDir, clock });
  expect(await statusOf(proxy)).toMatchObject({
    breaker: 'closed',
    breaker_since: null,
    breaker_retry_at: null,
    health: {
      attempts: 0,
      error_rate: null,
      first_byte_ms: { p50: null },
      last_error: null,
      last_ok_at: null,
    },
  });
  const dashboard = await dashboardOf(proxy.url);
  upstream.always(answers);
  expect((await ask(proxy)).status).toBe(200);
  upstream.always(status(500));
  for (let n = 0; n < 6; n++) await ask(proxy);
  const open = await statusOf(proxy);
  expect(open).toMatchObject({
    breaker: 'open',
    breaker_since: new Date(now).toISOString(),
    breaker_retry_at: new Date(now + 30_000).toISOString(),
    health: {
      window_s: 3600,
      attempts: 6,
      errors: 5,
      error_rate: 5 / 6,
      last_error: { code: 'upstream_error', http_status: 500 },
    },
  });
  expect(open?.health.last_ok_at).not.toBeNull();
  expect(open?.health.first_byte_ms.p50).not.toBeNull();
  expect(await dashboard.sees(({ type }) => type === 'provider')).toMatchObject({
    provider: 'up',
    breaker: 'open',
    breaker_since: open?.breaker_since,
    breaker_retry_at: open?.breaker_retry_at,
  });
  now += 30_000;
  mono += 30_000;
  upstream.always(answers);
  expect((await ask(proxy)).status).toBe(200);
  expect(
    await dashboard.sees(({ type, breaker }) => type === 'provider' && breaker === 'closed'),
  ).toMatchObject({ provider: 'up', breaker_since: null, breaker_retry_at: null });
  const before = await statusOf(proxy);
  await proxy.program.abort();
  now += 1000;
  const after = await statusOf(await proxyOf(config, { dataDir, clock }));
  expect(after?.health).toEqual(before?.health);
});
