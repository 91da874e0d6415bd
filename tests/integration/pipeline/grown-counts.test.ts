import { expect, it } from 'vitest';
import type { MemoryPoint } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import { providers } from '../../support/in-process.ts';
import { json } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

it('a conversation that goes on with a model of another vocabulary is counted whole', async () => {
  const upstream = await upstreamOf();
  upstream.always(json(200, { choices: [{ message: { role: 'assistant', content: 'ok' } }] }));
  const proxy = await proxyOf(providers({ up: upstream.url }));
  const ask = async (messages: object[], model: string) => {
    const answer = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: `up/${model}`, messages },
      headers: { 'x-kimi-proxy-session': 'talk' },
    });
    return proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
  };
  // Large enough to be read by what is new in it.
  const first = [
    { role: 'system', content: `Be kind. ${'All that is done is done with care. '.repeat(200)}` },
    { role: 'user', content: '<mcp-memory>Likes short answers.</mcp-memory> Hello!' },
  ];
  const before = await ask(first, 'gpt-4o');
  const more = [...first, { role: 'assistant', content: 'ok' }, { role: 'user', content: 'Go on.' }];
  const after = await ask(more, 'qwen3-32b');
  expect(before.tokens.context).toBeGreaterThan(1800);
  expect(after.tokens.context).toBeGreaterThan(1800);
  const points = await proxy.get<MemoryPoint[]>('/api/sessions/1/memory');
  expect(points[1]?.memory_tokens).toBe(points[0]?.memory_tokens);
});
