import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangePage, ExchangeView } from '../../../src/contract/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import { answer, gzipped, startUpstream, toolCall, type Upstream } from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from './conversion-support.ts';

let upstream: Upstream;
let proxy: InProcess;

beforeAll(async () => {
  upstream = await startUpstream();
  proxy = await serve({ config: oneOfEach(upstream.url) });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

const parts = [
  toolCall('call_a', 'read_file', { path: 'a' }),
  toolCall('call_b', 'run', { name: 'x' }),
  toolCall('call_c', 'read_file', { path: 'b' }),
];

async function exchangeOf(asked: ReturnType<typeof ask>): Promise<ExchangeView> {
  const answered = await send(`${proxy.url}${asked.path}`, { body: asked.body, headers: asked.headers });
  expect(answered.status, answered.text).toBe(200);
  return proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
}

const PAIRS = LANGUAGES.flatMap((client) => LANGUAGES.map((provider) => [client, provider] as const));

describe.each(PAIRS)(
  'the tools that a client of %s is asked to run by a provider of %s',
  (client, provider) => {
    it.each([false, true])('are noted (streamed: %s)', async (stream) => {
      upstream.next(answer({ parts }));
      const exchange = await exchangeOf(ask(client, `${provider}/m`, { stream }));
      expect(exchange.tools).toEqual(['read_file', 'run']);
    });
  },
);

it('are found by their names, and told live', async () => {
  upstream.next(answer({ parts: [toolCall('call_a', 'rarely_called', {})] }));
  const { id } = await exchangeOf(ask('anthropic-messages', 'anthropic-messages/m'));
  const { items } = await proxy.get<ExchangePage>('/api/exchanges?q=tool:rarely_*');
  expect(items.map((one) => one.id)).toEqual([id]);
});

it('are noted where the answer comes compressed', async () => {
  const calls = [{ id: 'a', type: 'function', function: { name: 'read_file', arguments: '{}' } }];
  upstream.next(gzipped(200, { choices: [{ message: { role: 'assistant', tool_calls: calls } }] }));
  const exchange = await exchangeOf(ask('openai-chat', 'openai-chat/m'));
  expect(exchange.tools).toEqual(['read_file']);
});

it('are none where none was called', async () => {
  upstream.next(answer({}));
  expect((await exchangeOf(ask('gemini', 'gemini/m', { stream: true }))).tools).toEqual([]);
});
