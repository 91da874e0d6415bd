import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { character } from '../../support/characters.ts';
import { send } from '../../support/http.ts';
import { type InProcess, providers, serve } from '../../support/in-process.ts';
import { encodeEvents } from '../../support/sse.ts';
import {
  chat,
  chatStream,
  gzipped,
  json,
  pieces,
  sse,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';

let upstream: Upstream;
let proxy: InProcess;

beforeAll(async () => {
  upstream = await startUpstream();
  proxy = await serve({
    config: `${providers({ up: upstream.url, bare: upstream.url }, { bare: 'include_usage = false' })}
[models."fast"]
provider = "up"
model = "qwen3:32b"
`,
  });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});
beforeEach(() => upstream.always(chat()));

const last = () => {
  const request = upstream.requests.at(-1);
  if (request === undefined) throw new Error('nothing came up');
  return request;
};
const post = (
  body: string | Buffer | object,
  headers: Record<string, string | string[]> = {},
  path = '/v1/chat/completions',
) => send(`${proxy.url}${path}`, { body, headers });

describe('a request’s body', () => {
  it('arrives byte for byte, however it is written', async () => {
    const body =
      '{ "model":"bare/m" ,\n\t"messages" : [ {"role":"user","content":"h\\u00e9 😀 \\/ "} ], "temperature":1.0, "seed":1e2, "unknown":{"a":[null,-0.0]}, "stream":true}';
    await post(body);
    expect(last().text()).toBe(body.replace('"bare/m"', '"m"'));
    expect(last().path).toBe('/v1/chat/completions');
  });

  it('has the model’s name replaced where the route maps it, and nothing else', async () => {
    const body = '{"messages":[{"role":"user","content":"\\"model\\":\\"fast\\""}],"model":"fast","x":  1}';
    await post(body);
    expect(last().text()).toBe(body.replace(',"model":"fast"', ',"model":"qwen3:32b"'));
  });

  it('arrives unchanged for any JSON that a client may send', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: character }), fc.jsonValue(), { maxKeys: 5 }),
        fc.constantFrom(undefined, 2),
        async (extra, space) => {
          const body = JSON.stringify(
            { ...extra, messages: [], stream: false, model: 'bare/m' },
            null,
            space,
          );
          await post(body);
          expect(last().text()).toBe(
            JSON.stringify({ ...extra, messages: [], stream: false, model: 'm' }, null, space),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['announced', {}],
    ['sent in chunks', { 'transfer-encoding': 'chunked' }],
  ])('of several megabytes, %s, arrives whole', async (_name, headers) => {
    const body = JSON.stringify({
      messages: [{ role: 'user', content: 'é"\\'.repeat(1_000_000) }],
      model: 'bare/m',
    });
    await post(body, headers);
    expect(last().text()).toBe(body.replace('"bare/m"', '"m"'));
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('compressed with %s is decoded before it goes up', async (encoding, compress) => {
    const body = '{"model":"bare/m","messages":[]}';
    const answer = await post(compress(Buffer.from(body)), { 'content-encoding': encoding });
    expect(answer.status).toBe(200);
    expect(last().text()).toBe('{"model":"m","messages":[]}');
    expect(last().headers['content-encoding']).toBeUndefined();
  });

  it('asks for usage where a stream’s client did not, and not where the provider cannot', async () => {
    const body = { model: 'up/m', messages: [], stream: true };
    await post(body);
    expect(last().json().stream_options).toEqual({ include_usage: true });
    await post({ ...body, model: 'bare/m' });
    expect(last().json().stream_options).toBeUndefined();
    await post({ ...body, stream: false });
    expect(last().json().stream_options).toBeUndefined();
    await post({ ...body, prompt: 'x' }, {}, '/v1/fim/completions');
    expect(last().json().stream_options).toBeUndefined();
  });

  it('is sent once more without the question for usage, where that is refused by name, and never again with it', async () => {
    const url = upstream.url;
    const own = await serve({ config: providers({ strict: url }) });
    try {
      upstream.script([
        json(422, { detail: [{ loc: ['body', 'stream_options'], msg: 'extra fields not permitted' }] }),
        chatStream({ chunks: ['ok'], usage: 'never' }),
      ]);
      const body = { model: 'strict/m', messages: [{ role: 'user', content: 'hi' }], stream: true };
      const answer = await send(`${own.url}/v1/chat/completions`, { body });
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('ok');
      expect(last().json().stream_options).toBeUndefined();
      const view = await own.exchange(answer.headers['x-kimi-proxy-exchange']);
      expect(view.warnings.map((warning) => warning.code)).toContain('no_stream_usage');
      await send(`${own.url}/v1/chat/completions`, { body });
      expect(last().json().stream_options).toBeUndefined();
    } finally {
      await own.stop();
    }
  });

  it('refused for another reason is not sent again, and the refusal is passed on as it was', async () => {
    const before = upstream.requests.length;
    const refusal = { error: { message: 'temperature is too high', type: 'invalid_request_error' } };
    upstream.next(json(422, refusal));
    const answer = await post({ model: 'up/m', messages: [], stream: true });
    expect(upstream.requests.length).toBe(before + 1);
    expect(answer.status).toBe(422);
    expect(answer.json()).toEqual(refusal);
  });
});

describe('an answer', () => {
  it('comes down byte for byte with its status', async () => {
    for (const status of [200, 201, 400, 402, 403, 404, 409, 418, 422]) {
      const body = Buffer.from(`{ "odd" :  "bytes \u00ff ${status}" }\n`);
      upstream.next(
        pieces([body.subarray(0, 3), body.subarray(3)], { 'content-type': 'application/json' }, status),
      );
      const answer = await post({ model: 'up/m', messages: [] });
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual(body);
      expect(answer.headers['x-kimi-proxy-exchange']).toMatch(/^[0-9a-z]{26}$/);
    }
  });

  it('that is no JSON at all comes down as it is', async () => {
    upstream.next(pieces(['<html>busy</html>'], { 'content-type': 'text/html' }, 200));
    const answer = await post({ model: 'up/m', messages: [] });
    expect(answer.text).toBe('<html>busy</html>');
    expect(answer.headers['content-type']).toBe('text/html');
  });

  const events = [
    '{"choices":[{"delta":{"content":"é"}}]}',
    ': a comment',
    '{"choices":[{"delta":{}}]}',
    '[DONE]',
  ];
  it.each([
    ['LF', { separator: '\n' as const }],
    ['CRLF', { separator: '\r\n' as const }],
    ['LF, a byte at a time', { separator: '\n' as const, splitEvery: 1 }],
    ['CRLF, three bytes at a time', { separator: '\r\n' as const, splitEvery: 3 }],
    ['no blank line at its end', { separator: '\n' as const, lastWithoutBlankLine: true, splitEvery: 5 }],
  ])('streamed with %s comes down as it came', async (_name, options) => {
    const body = '{"model":"bare/m","messages":[],"stream":true}';
    upstream.next(sse(events, options));
    const answer = await post(body);
    expect(answer.text).toBe(Buffer.concat(encodeEvents(events, options)).toString());
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
  });

  it('has the usage chunk that we asked for taken out again, and our books have it', async () => {
    for (const splitEvery of [1, 17, 100_000]) {
      upstream.next(chatStream({ chunks: ['Hel', 'lo'], usage: 'asked', splitEvery }));
      const answer = await post({ model: 'up/m', messages: [{ role: 'user', content: 'hi' }], stream: true });
      expect(answer.text).not.toContain('prompt_tokens');
      expect(answer.text).toContain('Hel');
      expect(answer.text.trimEnd()).toMatch(/data: \[DONE\]$/);
      const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
      expect(view.usage).toMatchObject({ input: 20, output: 6 });
      expect(view.tokens.source).toBe('provider');
    }
  });

  it('keeps the usage chunk that the client asked for', async () => {
    upstream.next(chatStream({ chunks: ['Hello'], usage: 'asked' }));
    const answer = await post({
      model: 'up/m',
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(answer.text).toContain('"prompt_tokens":20');
  });

  it('keeps usage that stands beside a choice, and usage in every chunk', async () => {
    for (const usage of ['with-finish', 'in-choice'] as const) {
      upstream.next(chatStream({ chunks: ['Hello'], usage }));
      const answer = await post({ model: 'up/m', messages: [], stream: true });
      expect(answer.text).toContain('prompt_tokens');
      expect((await proxy.exchange(answer.headers['x-kimi-proxy-exchange'])).usage).toMatchObject({
        input: 20,
      });
    }
  });

  it('compressed by the upstream comes down compressed, and is understood', async () => {
    upstream.next(gzipped(200, { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }));
    const answer = await post({ model: 'up/m', messages: [] }, { 'accept-encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toContain('prompt_tokens');
    expect((await proxy.exchange(answer.headers['x-kimi-proxy-exchange'])).usage).toMatchObject({
      input: 5,
      output: 2,
    });
  });

  it('compressed by the upstream is kept readable, without a key that it repeats', async () => {
    upstream.next(gzipped(200, { choices: [], echo: 'Bearer key-of-up', text: 'plain to read' }));
    const answer = await post({ model: 'up/m', messages: [] }, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(answer.body).toString()).toContain('key-of-up');
    const { id } = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    const kept = JSON.stringify(await proxy.get(`/api/exchanges/${id}`));
    expect(kept).toContain('plain to read');
    expect(kept).not.toContain('key-of-up');
  });

  it('streamed and compressed comes down as it came where nothing is taken out', async () => {
    upstream.next(chatStream({ chunks: ['Hello'], gzip: true, usage: 'asked' }));
    const answer = await post(
      { model: 'up/m', messages: [], stream: true, stream_options: { include_usage: true } },
      { 'accept-encoding': 'gzip, deflate, br, zstd' },
    );
    expect(last().headers['accept-encoding']).toBe('gzip, deflate, br');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toContain('Hello');
    expect((await proxy.exchange(answer.headers['x-kimi-proxy-exchange'])).usage).toMatchObject({
      input: 20,
    });
  });

  it('streamed and compressed against our wish is decoded, so that our chunk can be taken out', async () => {
    upstream.next(chatStream({ chunks: ['Hello'], gzip: true, usage: 'asked' }));
    const answer = await post({ model: 'up/m', messages: [], stream: true }, { 'accept-encoding': 'gzip' });
    expect(last().headers['accept-encoding']).toBe('identity');
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.text).toContain('Hello');
    expect(answer.text).not.toContain('prompt_tokens');
  });
});

describe('headers', () => {
  it('go up as the client sent them, less what is the connection’s, ours, or a credential', async () => {
    await post(
      { model: 'up/m', messages: [] },
      {
        'user-agent': 'my-tool/1.0',
        'x-custom': 'kept',
        'x-stainless-lang': 'js',
        cookie: 'session=secret',
        authorization: 'Bearer client-secret',
        'x-api-key': 'client-secret',
        connection: 'x-hop, keep-alive',
        'x-hop': 'dropped',
        'keep-alive': 'timeout=5',
        te: 'trailers',
        'proxy-authorization': 'Basic xxx',
        'x-kimi-proxy-session': 'a session',
      },
    );
    const { headers } = last();
    expect(headers).toMatchObject({
      'user-agent': 'my-tool/1.0',
      'x-custom': 'kept',
      'x-stainless-lang': 'js',
      authorization: 'Bearer key-of-up',
    });
    for (const name of [
      'cookie',
      'x-api-key',
      'x-hop',
      'te',
      'proxy-authorization',
      'x-kimi-proxy-session',
      'keep-alive',
    ]) {
      expect(headers[name], name).toBeUndefined();
    }
    expect(headers.host).toBe(`127.0.0.1:${upstream.port}`);
    expect(JSON.stringify(last().rawHeaders)).not.toContain('client-secret');
  });

  it('come down less cookies and what is the connection’s', async () => {
    upstream.next(
      json(
        200,
        { choices: [] },
        {
          'set-cookie': ['a=1', 'b=2'],
          'x-ratelimit-remaining-requests': '7',
          'x-request-id': 'abc',
          connection: 'x-private',
          'x-private': 'no',
          'alt-svc': 'h3=":443"',
          'access-control-allow-origin': '*',
          'strict-transport-security': 'max-age=1',
        },
      ),
    );
    const { headers } = await post({ model: 'up/m', messages: [] });
    expect(headers).toMatchObject({ 'x-ratelimit-remaining-requests': '7', 'x-request-id': 'abc' });
    for (const name of [
      'set-cookie',
      'x-private',
      'alt-svc',
      'access-control-allow-origin',
      'strict-transport-security',
    ]) {
      expect(headers[name], name).toBeUndefined();
    }
  });

  it('of the provider’s configuration are added', async () => {
    const own = await serve({
      config: providers({ up: upstream.url }, { up: 'headers = { "X-Title" = "me" }' }),
    });
    try {
      await send(`${own.url}/v1/chat/completions`, {
        body: { model: 'up/m', messages: [] },
        headers: { 'x-title': 'theirs' },
      });
      expect(last().headers['x-title']).toBe('me');
    } finally {
      await own.stop();
    }
  });
});

describe('paths', () => {
  it.each([
    ['/chat/completions', '/v1/chat/completions'],
    ['/s/mine/v1/chat/completions?beta=true', '/v1/chat/completions?beta=true'],
    ['/v1/completions', '/v1/completions'],
    ['/v1/embeddings', '/v1/embeddings'],
  ])('%s goes up as %s', async (path, above) => {
    const answer = await post({ model: 'up/m', messages: [], prompt: 'x', input: 'x' }, {}, path);
    expect(answer.status).toBe(200);
    expect(last().path).toBe(above);
  });

  it('that are not known below /v1 go where the client says', async () => {
    const boundary = Buffer.from('--x\r\nnot json\xff\r\n--x--', 'latin1');
    upstream.next(pieces(['ok'], { 'content-type': 'text/plain' }));
    const answer = await send(`${proxy.url}/v1/audio/transcriptions?provider=up&language=fr`, {
      body: boundary,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(answer.text).toBe('ok');
    expect(last().path).toBe('/v1/audio/transcriptions?language=fr');
    expect(last().body).toEqual(boundary);
    expect(last().headers['content-type']).toBe('multipart/form-data; boundary=x');
    upstream.next(json(200, { deleted: true }));
    await send(`${proxy.url}/v1/files/abc`, { method: 'DELETE', headers: { 'x-kimi-proxy-provider': 'up' } });
    expect(last()).toMatchObject({ method: 'DELETE', path: '/v1/files/abc' });
    await send(`${proxy.url}/v1/rerank`, { body: { model: 'up/m', query: 'x' } });
    expect(last().json()).toEqual({ model: 'm', query: 'x' });
  });

  it('that are not known and name no provider are refused with what to do', async () => {
    const answer = await send(`${proxy.url}/v1/files`, { method: 'GET' });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('x-kimi-proxy-provider');
  });

  it('cannot climb out of the base URL', async () => {
    for (const path of ['/v1/../secret', '/v1/%2e%2e/secret', '/v1/a/..%2f..%2fsecret', '/v1/..%5csecret']) {
      const count = upstream.requests.length;
      const answer = await send(`${proxy.url}${path}?provider=up`, { method: 'GET' });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(upstream.requests.length, path).toBe(count);
    }
  });
});
