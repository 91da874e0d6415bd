import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';
import {
  chat,
  chatCompletion,
  chatStream,
  createGate,
  cut,
  json,
  refusingUrl,
  stall,
  startUpstream,
  status,
  type Upstream,
} from '../support/upstream/index.ts';

/** How soon the upstream's request must be gone after the client's (ms). */
const GONE_WITHIN_MS = 1000;

let upstream: Upstream;
let program: RunningProgram;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.always(chat());
  const provider = (name: string, url: string, more = '') =>
    `[providers.${name}]\ntype = "openai-compatible"\nbase_url = "${url}"\napi_key = "key-of-${name}"\n${more}\n`;
  program = await startProgram({
    config: [
      provider('up', upstream.url),
      provider('once', upstream.url, 'retries = 0'),
      provider('gone', await refusingUrl(), 'retries = 0'),
      '[providers.kimi]\n',
    ].join(''),
  });
  client = new OpenAI({ baseURL: `${program.url}/v1`, apiKey: 'the-clients-own', maxRetries: 0 });
});
afterAll(async () => {
  await program.stop();
  await upstream.close();
});

const messages = (content = 'Hello') => [{ role: 'user' as const, content }];
const request = (model = 'up/m') => ({ model, messages: messages() });
const tool = (name: string) => ({
  type: 'function' as const,
  function: {
    name,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
});
const CALLS = [
  { id: 'call_1', name: 'get_weather', arguments: '{"city":"Zürich"}' },
  { id: 'call_2', name: 'get_time', arguments: '{"city":"N\\"ice"}' },
];

async function exchangeOf(id: string | null | undefined): Promise<Record<string, unknown>> {
  for (let reads = 0; reads < 200; reads++) {
    const view = (await send(`${program.url}/api/exchanges/${id}`, { method: 'GET' })).json();
    if (view.status !== 'running') return view;
  }
  throw new Error(`exchange ${id} does not end`);
}

/** The error that a call ends with; fails where it does not. */
async function failure(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

describe('the official SDK', () => {
  it('reads a whole answer, its usage, and the id of its exchange', async () => {
    upstream.next(chatCompletion({ text: 'Grüezi 🏔' }));
    const { data, response } = await client.chat.completions.create(request()).withResponse();
    expect(data.choices[0]?.message.content).toBe('Grüezi 🏔');
    expect(data.usage).toEqual({ prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 });
    const id = response.headers.get('x-kimi-proxy-exchange');
    expect(await exchangeOf(id)).toMatchObject({
      status: 'ok',
      streamed: false,
      tokens: { input: 20, output: 6, source: 'provider' },
    });
  });

  it('is seen upstream as what it is, but with the provider’s key', async () => {
    await client.chat.completions.create(request());
    const seen = upstream.requests.at(-1);
    expect(seen?.headers['user-agent']).toMatch(/^OpenAI\/JS/);
    expect(seen?.headers['x-stainless-lang']).toBe('js');
    expect(seen?.headers.authorization).toBe('Bearer key-of-up');
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain('the-clients-own');
  });

  it('reads a raw stream, chunk by chunk, without the usage that it did not ask for', async () => {
    upstream.next(chatStream({ chunks: ['Hel', 'lo', ' 🚀'], splitEvery: 7 }));
    const stream = await client.chat.completions.create({ ...request(), stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Hello 🚀');
    expect(chunks.every((chunk) => chunk.choices.length > 0 && !chunk.usage)).toBe(true);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(upstream.requests.at(-1)?.json().stream_options).toEqual({ include_usage: true });
  });

  it('is given the usage that it asked for', async () => {
    const stream = await client.chat.completions.create({
      ...request(),
      stream: true,
      stream_options: { include_usage: true },
    });
    let usage = null;
    for await (const chunk of stream) usage = chunk.usage ?? usage;
    expect(usage).toMatchObject({ total_tokens: 26 });
  });

  it('is given each part of a stream when it comes, not at its end', async () => {
    const gate = upstream.gate();
    upstream.next(chatStream({ chunks: ['first', 'second'], gates: { 2: gate } }));
    const stream = client.chat.completions.stream(request());
    const parts: string[] = [];
    stream.on('content', (part) => {
      parts.push(part);
      if (part === 'first') gate.open();
    });
    const final = await stream.finalChatCompletion();
    expect(parts).toEqual(['first', 'second']);
    expect(final.choices[0]?.message.content).toBe('firstsecond');
  });

  it('reads a stream that the upstream compressed', async () => {
    upstream.next(chatStream({ chunks: ['un', 'packed'], gzip: true }));
    const final = await client.chat.completions.stream(request()).finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe('unpacked');
  });
});

describe('tools', () => {
  it('called in parallel arrive whole', async () => {
    upstream.next(chatCompletion({ toolCalls: CALLS }));
    const answer = await client.chat.completions.create({
      ...request(),
      tools: [tool('get_weather'), tool('get_time')],
    });
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
    expect(answer.choices[0]?.message.tool_calls).toEqual(
      CALLS.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      })),
    );
  });

  it('whose arguments are streamed in pieces are put together again', async () => {
    upstream.next(chatStream({ toolCalls: CALLS, splitEvery: 11 }));
    const final = await client.chat.completions
      .stream({ ...request(), tools: [tool('get_weather'), tool('get_time')] })
      .finalChatCompletion();
    const calls = final.choices[0]?.message.tool_calls ?? [];
    expect(
      calls.map((call) => call.type === 'function' && [call.id, call.function.name, call.function.arguments]),
    ).toEqual(CALLS.map(({ id, name, arguments: args }) => [id, name, args]));
  });

  it('are run by the SDK, whose second request goes up with their results', async () => {
    const [weather] = CALLS;
    if (weather === undefined) throw new Error('no call');
    upstream.script([chatStream({ toolCalls: [weather] }), chatStream({ chunks: ['It rains.'] })]);
    const asked: unknown[] = [];
    const runner = client.chat.completions.runTools({
      ...request(),
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Tells the weather.',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            function: (args: { city: string }) => {
              asked.push(args);
              return 'rain';
            },
            parse: (text: string) => JSON.parse(text) as { city: string },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('It rains.');
    expect(asked).toEqual([{ city: 'Zürich' }]);
    expect(upstream.requests.at(-1)?.json().messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ]);
  });
});

describe('a client that gives up', () => {
  it('in the middle of a stream takes the upstream’s request with it', async () => {
    const index = upstream.requests.length;
    upstream.next(chatStream({ chunks: ['one', 'two'], gates: { 2: createGate() } }));
    const { data: stream, response } = await client.chat.completions
      .create({ ...request(), stream: true })
      .withResponse();
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'one') break;
    const gaveUpAt = performance.now();
    const seen = await upstream.request(index);
    await seen.closed;
    expect(performance.now() - gaveUpAt).toBeLessThan(GONE_WITHIN_MS);
    expect(seen.aborted).toBe(true);
    const view = await exchangeOf(response.headers.get('x-kimi-proxy-exchange'));
    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'client_closed' } });
  });

  it('before the answer does so, too', async () => {
    const index = upstream.requests.length;
    upstream.next(stall('headers'));
    const controller = new AbortController();
    const call = client.chat.completions.create(request(), { signal: controller.signal });
    const rejected = failure(call);
    const seen = await upstream.request(index);
    const gaveUpAt = performance.now();
    controller.abort();
    expect(await rejected).toBeInstanceOf(APIUserAbortError);
    await seen.closed;
    expect(performance.now() - gaveUpAt).toBeLessThan(GONE_WITHIN_MS);
  });
});

describe('errors', () => {
  it.each([
    [400, OpenAI.BadRequestError],
    [401, OpenAI.AuthenticationError],
    [403, OpenAI.PermissionDeniedError],
    [404, OpenAI.NotFoundError],
    [409, OpenAI.ConflictError],
    [422, OpenAI.UnprocessableEntityError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
  ])('of the upstream with %i come as they were', async (code, expected) => {
    upstream.next(status(code, { message: `The upstream says ${code}` }));
    const error = await failure(client.chat.completions.create(request('once/m')));
    expect(error).toBeInstanceOf(expected);
    expect(error.status).toBe(code);
    expect(error.message).toContain(`The upstream says ${code}`);
    const id = error.headers?.get('x-kimi-proxy-exchange');
    expect(await exchangeOf(id)).toMatchObject({ status: 'error', http_status: code });
  });

  it('of our own have a code, and say what to do', async () => {
    const unknown = await failure(client.chat.completions.create(request('test-modle')));
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    expect(unknown).toMatchObject({ status: 404, code: 'model_not_found' });
    expect(unknown.message).toContain('test-model');

    const keyless = await failure(client.chat.completions.create(request('kimi/k2')));
    expect(keyless).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(keyless).toMatchObject({ code: 'provider_key_missing' });
    expect(keyless.message).toContain('KIMI_API_KEY');

    const unreachable = await failure(client.chat.completions.create(request('gone/m')));
    expect(unreachable).toBeInstanceOf(OpenAI.InternalServerError);
    expect(unreachable).toMatchObject({ status: 502, code: 'upstream_unreachable' });

    const incomplete = await failure(
      client.chat.completions.create({ model: 'up/m' } as Parameters<
        typeof client.chat.completions.create
      >[0]),
    );
    expect(incomplete).toBeInstanceOf(OpenAI.BadRequestError);
    expect(incomplete).toMatchObject({ code: 'invalid_request', param: 'messages' });
  });

  it('in the middle of a stream are thrown after what had come', async () => {
    upstream.next(cut(400, chatStream({ chunks: ['some', 'thing', 'more'] })));
    let text = '';
    const error = await failure(
      (async () => {
        const stream = await client.chat.completions.create({ ...request(), stream: true });
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      })(),
    );
    expect(error).toMatchObject({ code: 'upstream_reset' });
    expect(text).toBe('some');
  });

  it('of a program that is not there are told as connection errors', async () => {
    const lost = new OpenAI({ baseURL: await refusingUrl(), apiKey: 'none', maxRetries: 0 });
    expect(await failure(lost.chat.completions.create(request()))).toBeInstanceOf(APIConnectionError);
  });
});

describe('retries', () => {
  it('of the SDK work through the proxy, which passes on how long to wait', async () => {
    const before = upstream.requests.length;
    const soon = { 'retry-after-ms': '1' };
    upstream.script([
      status(429, { headers: soon }),
      status(503, { headers: soon }),
      chat({ text: 'at last' }),
    ]);
    const answer = await client.chat.completions.create(request('once/m'), { maxRetries: 2 });
    expect(answer.choices[0]?.message.content).toBe('at last');
    expect(upstream.requests.length - before).toBe(3);
    expect(upstream.requests.at(-1)?.headers['x-stainless-retry-count']).toBe('2');
  });

  it('of the proxy are not seen by the SDK', async () => {
    const before = upstream.requests.length;
    upstream.script([status(503, { retryAfter: 0 }), chat({ text: 'second try' })]);
    const { data, response } = await client.chat.completions.create(request()).withResponse();
    expect(data.choices[0]?.message.content).toBe('second try');
    expect(upstream.requests.length - before).toBe(2);
    const view = await exchangeOf(response.headers.get('x-kimi-proxy-exchange'));
    expect(view.attempts).toMatchObject([{ http_status: 503 }, { http_status: 200 }]);
  });
});

describe('the other calls', () => {
  it('list the models and find one', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain('test-model');
    expect((await client.models.retrieve('test-model')).id).toBe('test-model');
    expect(await failure(client.models.retrieve('nothing-like-it'))).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('make embeddings, packed as the SDK asks for them', async () => {
    const vector = [0.5, -0.25, 1];
    const packed = Buffer.from(Float32Array.from(vector).buffer).toString('base64');
    upstream.next(
      json(200, {
        object: 'list',
        model: 'e',
        data: [{ object: 'embedding', index: 0, embedding: packed }],
        usage: { prompt_tokens: 3, total_tokens: 3 },
      }),
    );
    const { data, response } = await client.embeddings
      .create({ model: 'up/e', input: 'three little words' })
      .withResponse();
    expect(Array.from(data.data[0]?.embedding ?? [])).toEqual(vector);
    expect(upstream.requests.at(-1)).toMatchObject({ path: '/v1/embeddings' });
    const view = await exchangeOf(response.headers.get('x-kimi-proxy-exchange'));
    expect(view).toMatchObject({ kind: 'embedding', status: 'ok', usage: { input: 3, total: 3 } });
  });

  it('complete a text in the old way', async () => {
    upstream.next(json(200, { object: 'text_completion', choices: [{ text: ' world', index: 0 }] }));
    const answer = await client.completions.create({ model: 'up/m', prompt: 'Hello' });
    expect(answer.choices[0]?.text).toBe(' world');
    expect(upstream.requests.at(-1)).toMatchObject({ path: '/v1/completions' });
  });

  it('that the proxy does not know go to the provider that the client names', async () => {
    upstream.next(json(200, { id: 'mod-1', results: [] }));
    const answer = await client.moderations.create(
      { model: 'm', input: 'text' },
      { headers: { 'x-kimi-proxy-provider': 'up' } },
    );
    expect(answer.id).toBe('mod-1');
    expect(upstream.requests.at(-1)).toMatchObject({ path: '/v1/moderations' });
    expect(upstream.requests.at(-1)?.headers['x-kimi-proxy-provider']).toBeUndefined();
  });
});
