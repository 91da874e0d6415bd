import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeView } from '../../../src/contract/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import { answer, startUpstream, type Upstream } from '../../support/upstream/index.ts';
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

const SAID = {
  'openai-chat': { max_completion_tokens: 321, max_tokens: 7 },
  'anthropic-messages': { max_tokens: 321 },
  'openai-responses': { max_output_tokens: 321 },
  gemini: { generationConfig: { maxOutputTokens: 321 } },
};

async function tokensOf(language: (typeof LANGUAGES)[number], more: object, text?: string) {
  const { path, body, headers } = ask(language, `${language}/m`, text === undefined ? {} : { text });
  upstream.next(answer({}));
  const answered = await send(`${proxy.url}${path}`, { body: { ...body, ...more }, headers });
  expect(answered.status, answered.text).toBe(200);
  const exchange: ExchangeView = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
  return exchange.tokens;
}

describe('what a request lets its answer have', () => {
  it.each(LANGUAGES)('is known of a client of %s', async (language) => {
    expect((await tokensOf(language, SAID[language])).answer_limit).toBe(321);
  });

  it('is known of a request that is long', async () => {
    const long = 'word '.repeat(4000);
    expect((await tokensOf('openai-chat', { max_tokens: 8192 }, long)).answer_limit).toBe(8192);
    const spelt = { generation_config: { max_output_tokens: 77 } };
    expect((await tokensOf('gemini', spelt, long)).answer_limit).toBe(77);
  });

  it.each([{}, { max_tokens: null }])('is not known where the client does not say: %j', async (more) => {
    expect((await tokensOf('openai-chat', more)).answer_limit).toBeUndefined();
  });
});
