import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangeView } from '../../../src/contract/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import {
  answer,
  gzipped,
  json,
  type LanguageName,
  refuse,
  startUpstream,
  toolCall,
  type Upstream,
} from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach, streamText, textOf } from './conversion-support.ts';

let upstream: Upstream;
let proxy: InProcess;

beforeAll(async () => {
  upstream = await startUpstream();
  proxy = await serve({
    config: `${oneOfEach(upstream.url)}
[models."mapped"]
provider = "gemini"
model = "models/of the provider"
[models."two"]
provider = "anthropic-messages"
model = "first"
fallbacks = ["openai-chat/second"]
`,
  });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});
beforeEach(() => upstream.always(answer({}, { strict: true })));

const last = () => {
  const request = upstream.requests.at(-1);
  if (request === undefined) throw new Error('nothing came up');
  return request;
};
const post = ({ path, body, headers }: ReturnType<typeof ask>) =>
  send(`${proxy.url}${path}`, { body, headers });
const recorded = (answered: { headers: Record<string, unknown> }): Promise<ExchangeView> =>
  proxy.exchange(answered.headers['x-kimi-proxy-exchange'] as string);

const PAIRS = LANGUAGES.flatMap((client) => LANGUAGES.map((provider) => [client, provider] as const));

const CREDENTIAL: Record<LanguageName, string> = {
  'openai-chat': 'authorization',
  'anthropic-messages': 'x-api-key',
  'openai-responses': 'authorization',
  gemini: 'x-goog-api-key',
};

describe.each(PAIRS)('a client of %s with a provider of %s', (client, provider) => {
  const model = `${provider}/some-model`;

  it('gets a whole answer, and the exchange says what it took', async () => {
    const answered = await post(ask(client, model));
    expect(answered.status, answered.text).toBe(200);
    expect(textOf(client, answered.text)).toBe('Hello from upstream');
    expect(String(last().headers[CREDENTIAL[provider]])).toContain(`key-of-${provider}`);
    const exchange = await recorded(answered);
    expect(exchange).toMatchObject({
      status: 'ok',
      protocol: client,
      provider,
      usage: { input: 20, output: 6 },
      tokens: { source: 'provider', context: 20, output: 6 },
      warnings: [],
    });
  });

  it('gets a stream', async () => {
    const answered = await post(ask(client, model, { stream: true }));
    expect(answered.status, answered.text).toBe(200);
    expect(answered.headers['content-type']).toContain('text/event-stream');
    expect(streamText(client, answered.text).text).toBe('Hello from upstream');
    expect(await recorded(answered)).toMatchObject({ status: 'ok', streamed: true, usage: { output: 6 } });
  });

  it('gets an error of the provider with its status', async () => {
    upstream.always(refuse({ status: 429, message: 'slow down', retryAfter: 60 }));
    const answered = await post(ask(client, model));
    expect(answered.status).toBe(429);
    // Gemini says it in the body alone, which a client of Gemini gets as it is.
    if (client !== 'gemini' || provider !== 'gemini') expect(answered.headers['retry-after']).toBe('60');
    expect(JSON.parse(answered.text)).toMatchObject({
      error: { message: expect.stringContaining('slow down') },
    });
    expect(await recorded(answered)).toMatchObject({ status: 'error', http_status: 429 });
  });

  it('is told of a stream that is cut, in its own language', async () => {
    upstream.always(answer({}, { cutAt: 3 }));
    const answered = await post(ask(client, model, { stream: true }));
    const { last: end } = streamText(client, answered.text);
    expect(JSON.parse(end)).toMatchObject(
      client === 'openai-responses'
        ? { type: expect.stringMatching(/^(?:error|response\.failed)$/) }
        : { error: { message: expect.any(String) } },
    );
    expect(await recorded(answered)).toMatchObject({ status: 'cut', error: { code: 'upstream_reset' } });
  });
});

describe('what goes up to a provider of another protocol', () => {
  it('has a path, headers and a model of its own', async () => {
    const asked = ask('anthropic-messages', 'mapped');
    await post({
      ...asked,
      headers: { ...asked.headers, 'anthropic-beta': 'a', 'user-agent': 'tool/1', 'x-mine': '1' },
    });
    expect(last().path).toBe('/v1/models/of%20the%20provider:generateContent');
    expect(last().headers).toMatchObject({
      'user-agent': 'tool/1',
      'x-mine': '1',
      'content-type': 'application/json',
    });
    expect(Object.keys(last().headers).filter((name) => /anthropic|x-api-key/.test(name))).toEqual([]);
  });

  it('may be another language at each target: a fallback is asked in its own', async () => {
    upstream.next(refuse({ status: 500, message: 'down' }));
    const answered = await post(ask('gemini', 'two'));
    expect(textOf('gemini', answered.text)).toBe('Hello from upstream');
    expect(upstream.requests.slice(-2).map(({ path }) => path)).toEqual([
      '/v1/messages',
      '/v1/chat/completions',
    ]);
    expect(
      (await recorded(answered)).attempts.map(({ provider, http_status: status }) => [provider, status]),
    ).toEqual([
      ['anthropic-messages', 500],
      ['openai-chat', 200],
    ]);
  });

  it('is not sent where the client asks for what cannot be carried', async () => {
    const before = upstream.requests.length;
    const asked = ask('openai-chat', 'anthropic-messages/m');
    const answered = await post({ ...asked, body: { ...asked.body, n: 2 } });
    expect(answered.status).toBe(400);
    expect(answered.json()).toMatchObject({ error: { code: 'unsupported_conversion', param: 'n' } });
    expect(upstream.requests.length).toBe(before);
  });

  it('leaves out what the target does not know, and the exchange says so', async () => {
    const asked = ask('openai-chat', 'anthropic-messages/m');
    const answered = await post({ ...asked, body: { ...asked.body, seed: 7 } });
    expect(answered.status).toBe(200);
    expect(last().json()).not.toHaveProperty('seed');
    expect((await recorded(answered)).warnings).toEqual([
      { code: 'conversion_dropped', message: expect.stringContaining('seed') },
    ]);
  });

  it('is refused where it is nested too deeply, and nothing falls over', async () => {
    const deep = `${'[{"a":'.repeat(20_000)}1${'}]'.repeat(20_000)}`;
    const body = `{"model":"gemini/m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":${deep}}}}]}`;
    const answered = await send(`${proxy.url}/v1/chat/completions`, { body });
    expect([200, 400]).toContain(answered.status);
    expect((await post(ask('gemini', 'openai-chat/m'))).status).toBe(200);
  });

  it('is refused for a call that only its own protocol has', async () => {
    const answered = await send(`${proxy.url}/v1/embeddings`, { body: { model: 'gemini/m', input: 'a' } });
    expect(answered.status).toBe(400);
    expect(answered.json()).toMatchObject({
      error: { code: 'unsupported_conversion', message: expect.stringContaining('/embeddings') },
    });
  });
});

describe('a converted answer', () => {
  it('is kept as the client got it, and read in the provider’s language', async () => {
    const answered = await post(ask('anthropic-messages', 'openai-chat/m', { stream: true }));
    const { id } = await recorded(answered);
    const { answer: kept } = await proxy.get<{ answer: { content: string } }>(
      `/api/exchanges/${id}?bodies=all`,
    );
    expect(kept.content).toBe(answered.text);
  });

  it.each(LANGUAGES)('of %s that is none is an error, not an empty answer', async (provider) => {
    const client = provider === 'anthropic-messages' ? 'openai-chat' : 'anthropic-messages';
    for (const body of ['{"unheard":"of"}', 'no JSON', '[]', '']) {
      upstream.next(async (call) => {
        await call.head(200, { 'content-type': 'application/json' });
        await call.write(Buffer.from(body));
        await call.end();
      });
      const answered = await post(ask(client, `${provider}/m`));
      expect([answered.status, body]).toEqual([502, body]);
      expect(await recorded(answered)).toMatchObject({ error: { code: 'upstream_invalid' } });
    }
  });

  it('that comes whole, though a stream was asked for, is streamed', async () => {
    upstream.next(async (call) => {
      await call.head(200, { 'content-type': 'application/json' });
      await call.write(
        Buffer.from('{"id":"a","choices":[{"message":{"content":"all at once"},"finish_reason":"stop"}]}'),
      );
      await call.end();
    });
    const answered = await post(ask('anthropic-messages', 'openai-chat/m', { stream: true }));
    expect(streamText('anthropic-messages', answered.text).text).toBe('all at once');
    expect(answered.text).toContain('event: message_stop');
  });

  it.each(LANGUAGES)(
    'that comes as a stream of %s, though it was asked for whole, is whole',
    async (provider) => {
      const client = provider === 'anthropic-messages' ? 'openai-chat' : 'anthropic-messages';
      upstream.next(async (call) => {
        const asStream = {
          ...call,
          request: {
            ...call.request,
            path: call.request.path.replace(':generateContent', ':streamGenerateContent?alt=sse'),
            json: () => ({ ...call.request.json(), stream: true }),
          },
        };
        const parts = [toolCall('call_a', 'read', { path: 'a' })];
        await answer({ parts })(asStream as typeof call);
      });
      const answered = await post(ask(client, `${provider}/m`));
      expect(answered.status, answered.text).toBe(200);
      expect(answered.json()).toMatchObject(
        client === 'openai-chat'
          ? { choices: [{ finish_reason: 'tool_calls' }] }
          : { stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'read', input: { path: 'a' } }] },
      );
    },
  );

  it('carries the limits that the client’s SDK reads', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '7', 'x-request-id': 'req_1' };
    upstream.always(answer({ headers }));
    const answered = await post(ask('anthropic-messages', 'openai-chat/m'));
    expect(answered.headers).toMatchObject({
      'anthropic-ratelimit-requests-remaining': '7',
      'request-id': 'req_1',
    });
  });
});

describe('tokens counted in a provider’s place', () => {
  it.each(['openai-chat', 'gemini', 'anthropic-messages'] as const)('%s', async (provider) => {
    if (provider === 'anthropic-messages') upstream.always(refuse({ status: 404, message: 'no such path' }));
    // A model that no other test has taught the program to count.
    const { body, headers } = ask('anthropic-messages', `${provider}/uncounted`);
    const answered = await post({ path: '/v1/messages/count_tokens', body, headers });
    expect(answered.status).toBe(200);
    // "say hello" is two tokens in every vocabulary here; seven stand around them.
    expect(answered.json()).toEqual({ input_tokens: 9 });
    expect(await recorded(answered)).toMatchObject({
      kind: 'count_tokens',
      status: 'ok',
      tokens: { context: 9 },
    });
  });
});

describe('what a provider counts itself', () => {
  const countFor = (provider: 'anthropic-messages' | 'gemini', more: Record<string, string> = {}) => {
    const { body, headers: own, path } = ask(provider, `${provider}/uncounted`);
    const headers = { ...own, ...more };
    const gemini = path.replace(/:\w+$/, ':countTokens');
    return post({ path: provider === 'gemini' ? gemini : '/v1/messages/count_tokens', body, headers });
  };

  it.each([
    ['anthropic-messages', 'identity', { input_tokens: 4321 }],
    ['anthropic-messages', 'gzip', { input_tokens: 4321 }],
    ['gemini', 'identity', { totalTokens: 4321, promptTokensDetails: [] }],
  ] as const)('is what the exchange says: %s, %s', async (provider, coding, counted) => {
    const isZipped = coding === 'gzip';
    upstream.always(isZipped ? gzipped(200, counted) : json(200, counted));
    const answered = await countFor(provider, isZipped ? { 'accept-encoding': coding } : {});
    expect(answered.headers['content-encoding']).toBe(isZipped ? coding : undefined);
    expect(JSON.parse(String(isZipped ? gunzipSync(answered.body) : answered.body))).toEqual(counted);
    const { tokens, usage, cost, warnings } = await recorded(answered);
    expect(tokens).toMatchObject({
      input: 4321,
      context: 4321,
      output: null,
      source: 'provider',
      error: null,
    });
    expect([usage, cost.usd, warnings]).toEqual([null, null, []]);
  });

  it.each([
    { input_tokens: 'many' },
    { input_tokens: 0 },
    { input_tokens: 2e9 },
    { input_tokens: 1e99 },
    [],
    'no JSON',
  ])('is not believed where it is no count: %j', async (counted) => {
    upstream.always(json(200, counted));
    const answered = await countFor('anthropic-messages');
    expect(answered.status).toBe(200);
    expect((await recorded(answered)).tokens).toMatchObject({ context: 9, source: 'estimate' });
  });
});

describe('an answer that goes on an earlier one', () => {
  const respond = (body: object) =>
    send(`${proxy.url}/v1/responses`, { body: { model: 'anthropic-messages/m', ...body } });

  it.each([false, true])('has all that was said before (streamed: %s)', async (stream) => {
    const first = await respond({ input: 'one', stream });
    const id = /"id":"(resp_\w+)"/.exec(first.text)?.[1];
    const second = await respond({ input: 'two', previous_response_id: id });
    expect(second.status, second.text).toBe(200);
    const { messages } = last().json() as { messages: { role: string; content: unknown }[] };
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(JSON.stringify(messages)).toContain('Hello from upstream');
    const [one, two] = [await recorded(first), await recorded(second)];
    expect([two.session_id, two.agent_id]).toEqual([one.session_id, one.agent_id]);
  });

  it('is refused where the earlier one is not known', async () => {
    for (const id of ['resp_other', 'resp_01kaaaaaaaaaaaaaaaaaaaaaaa']) {
      const answered = await respond({ input: 'two', previous_response_id: id });
      expect(answered.status).toBe(400);
      expect(answered.json()).toMatchObject({ error: { code: 'previous_response_not_found' } });
    }
  });
});
