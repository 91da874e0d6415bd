import { describe, expect, it } from 'vitest';
import { testBed } from '../../support/bed.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import {
  chat,
  chatStream,
  cut,
  garbage,
  json,
  lie,
  refusingUrl,
  reset,
  stall,
  status,
} from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

const ask = (
  proxy: InProcess,
  body: string | Buffer | object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> => send(`${proxy.url}/v1/chat/completions`, { body, headers });

function errorOf(answer: RawAnswer): Record<string, unknown> {
  return answer.json().error as Record<string, unknown>;
}

const HELLO = { model: 'up/m', messages: [{ role: 'user', content: 'hello' }] };

describe('what a client does wrong', () => {
  it('is said in its protocol, with a stable code and a row of its own', async () => {
    const proxy = await proxyOf('body_limit_mb = 1\n[providers.kimi]\n');
    const cases: [string, string | Buffer | object, Record<string, string>, number, string, RegExp][] = [
      ['bad JSON', '{"model":"m",', {}, 400, 'bad_json', /position 13/],
      ['no model', { messages: [] }, {}, 400, 'invalid_request', /model/],
      ['no messages', { model: 'test-model' }, {}, 400, 'invalid_request', /messages/],
      ['a list', '[]', {}, 400, 'invalid_request', /object/],
      ['an unknown model', { model: 'tset-model', messages: [] }, {}, 404, 'model_not_found', /test-model/],
      [
        'a provider without key',
        { model: 'kimi/k2', messages: [] },
        {},
        401,
        'provider_key_missing',
        /KIMI_API_KEY/,
      ],
      ['too large a body', `{"x":"${'y'.repeat(1_100_000)}"}`, {}, 413, 'body_too_large', /1 MB/],
      ['an unknown encoding', HELLO, { 'content-encoding': 'zstd' }, 415, 'unsupported_encoding', /zstd/],
      ['a broken encoding', HELLO, { 'content-encoding': 'gzip' }, 400, 'invalid_request', /gzip/],
      [
        'a session that is no name',
        HELLO,
        { 'x-kimi-proxy-session': 'x'.repeat(201) },
        400,
        'invalid_request',
        /x-kimi-proxy-session/,
      ],
    ];
    for (const [name, body, headers, code, errorCode, message] of cases) {
      const answer = await ask(proxy, body, headers);
      expect(answer.status, name).toBe(code);
      expect(errorOf(answer).code, name).toBe(errorCode);
      expect(answer.text, name).toMatch(message);
      const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
      expect(view, name).toMatchObject({ status: 'error', http_status: code, error: { code: errorCode } });
    }
    expect(await proxy.exchanges()).toHaveLength(cases.length);
  });

  it('is found in a body whose announced size is over the limit before it is read', async () => {
    const proxy = await proxyOf('body_limit_mb = 1\n');
    const answer = await ask(proxy, Buffer.alloc(3_000_000));
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
  });

  it('is found in a small compressed body that would be a large one', async () => {
    const { gzipSync } = await import('node:zlib');
    const proxy = await proxyOf('body_limit_mb = 1\n');
    const answer = await ask(proxy, gzipSync(Buffer.alloc(20_000_000, 'x')), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
  });
});

describe('a provider that fails', () => {
  it('is tried again, twice, and then its own answer is passed on as it was', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const body = { error: { message: 'overloaded', type: 'server_error' } };
    upstream.always(json(503, body));
    const answer = await ask(proxy, HELLO);
    expect(upstream.requests).toHaveLength(3);
    expect(answer.status).toBe(503);
    expect(answer.json()).toEqual(body);
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'error', http_status: 503, error: { code: 'upstream_error' } });
    expect(view.error?.message).toContain('overloaded');
    expect(view.attempts.map((attempt) => attempt.http_status)).toEqual([503, 503, 503]);
    expect(view.attempts[0]?.next).toMatch(/retry 1 of 2/);
    expect(view.attempts[2]?.next).toMatch(/tried 3 times/);
  });

  it('and then works has its answer passed on', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    upstream.script([status(429, { retryAfter: 0 }), reset(0), chat({ text: 'fine' })]);
    const answer = await ask(proxy, HELLO);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('fine');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view.status).toBe('ok');
    expect(view.attempts.map((attempt) => attempt.error?.code ?? null)).toEqual([
      'upstream_error',
      'upstream_reset',
      null,
    ]);
  });

  it.each([400, 401, 402, 403, 404, 409, 413, 422, 501])('with %i is answered at once', async (code) => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(
      `${providers({ up: upstream.url, spare: upstream.url })}[models.m]\nprovider = "up"\nfallbacks = ["spare/m"]\n`,
    );
    upstream.always(json(code, { error: { message: 'no' } }));
    const answer = await ask(proxy, { ...HELLO, model: 'm' });
    expect(answer.status).toBe(code);
    expect(upstream.requests).toHaveLength(code === 501 ? 2 : 1);
  });

  it('asking for a long wait is not waited for: the answer and its Retry-After are passed on', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    upstream.always(status(429, { retryAfter: 3600 }));
    const answer = await ask(proxy, HELLO);
    expect(upstream.requests).toHaveLength(1);
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('3600');
  });

  it('that cannot be reached is said so, with what to check', async () => {
    const proxy = await proxyOf(providers({ up: `${await refusingUrl()}` }));
    const answer = await ask(proxy, HELLO);
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream_unreachable' });
    expect(String(errorOf(answer).message)).toContain('providers.up.base_url');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view.attempts).toHaveLength(3);
  });

  it('that does not speak HTTP is said so', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    upstream.always(garbage());
    const answer = await ask(proxy, HELLO);
    expect(answer.status).toBe(502);
    expect(errorOf(answer).code).toBe('upstream_invalid');
  });

  it('that promises more than it sends has its answer broken off, and recorded as cut with what arrived', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    upstream.always(lie({ contentLength: 10_000 }, chat({ text: 'half' })));
    const answer = await ask(proxy, HELLO);
    expect(answer.broken).toBe(true);
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'cut', http_status: 200, error: { code: 'upstream_reset' } });
    const bodies = await proxy.get<{ answer: { content: string } }>(`/api/exchanges/${view.id}`);
    expect(JSON.stringify(bodies)).toContain('half');
  });

  it('that never answers runs into the time-out that is named', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'timeouts = { first_byte_s = 0.2 }' }));
    upstream.always(stall('headers'));
    const answer = await ask(proxy, HELLO);
    expect(answer.status).toBe(504);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream_timeout', details: { phase: 'first_byte' } });
    expect(upstream.requests).toHaveLength(1);
  });

  it('that takes longer than the limit over all is cut, tries and all', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'timeouts = { total_s = 0.3 }' }));
    upstream.always(stall('headers'));
    const answer = await ask(proxy, HELLO);
    expect(answer.status).toBe(504);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream_timeout', details: { phase: 'total' } });
    const request = await upstream.request(0);
    await request.closed;
  });

  it('that stops in the middle of an answer runs into the idle limit', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'timeouts = { idle_s = 0.3 }' }));
    upstream.always(stall('body', undefined, chatStream({ chunks: ['one', 'two'] })));
    const answer = await ask(proxy, { ...HELLO, stream: true });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"code":"upstream_timeout"');
    expect(answer.text).not.toContain('[DONE]');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'cut', error: { code: 'upstream_timeout' } });
  });
});

describe('a stream that is cut', () => {
  it('ends in an error event of its own, at whatever byte it was cut', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'include_usage = false' }));
    for (const bytes of [1, 30, 60, 150, 151, 152, 200]) {
      upstream.always(cut(bytes, chatStream({ chunks: ['aaaa', 'bbbb', 'cccc'] })));
      const answer = await ask(proxy, { ...HELLO, stream: true });
      expect(answer.broken).toBe(false);
      const data = answer.text.split('\n\n').filter((event) => event !== '');
      for (const event of data)
        expect(() => JSON.parse(event.replace(/^data: /, '')), `${bytes}: ${event}`).not.toThrow();
      expect(data.at(-1)).toContain('"code":"upstream_reset"');
      expect(data.filter((event) => event.includes('"error"'))).toHaveLength(1);
      const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
      expect(view).toMatchObject({ status: 'cut', error: { code: 'upstream_reset' } });
    }
    expect(upstream.requests).toHaveLength(7);
  });

  it('is not tried elsewhere once its bytes went to the client', async () => {
    const upstream = await upstreamOf();
    const spare = await upstreamOf();
    spare.always(chat());
    const proxy = await proxyOf(
      `${providers({ up: upstream.url, spare: spare.url })}[models.m]\nprovider = "up"\nfallbacks = ["spare/m"]\n`,
    );
    upstream.always(cut(150, chatStream({ chunks: ['aaaa', 'bbbb'] })));
    await ask(proxy, { ...HELLO, model: 'm', stream: true });
    expect(spare.requests).toHaveLength(0);
  });
});

describe('fallbacks', () => {
  it('are taken in their order, with their own model and key, and the exchange says why', async () => {
    const [first, second, third] = [await upstreamOf(), await upstreamOf(), await upstreamOf()];
    first.always(status(500, {}));
    second.always(stall('headers'));
    third.always(chat({ text: 'from the third' }));
    const proxy = await proxyOf(
      `${providers({ a: first.url, b: second.url, c: third.url }, { a: 'retries = 0', b: 'timeouts = { first_byte_s = 0.2 }' })}
[models.smart]
provider = "a"
model = "a-1"
fallbacks = ["b/b-1", "c/org/c-1"]
`,
    );
    const answer = await ask(proxy, { ...HELLO, model: 'smart' });
    expect(answer.text).toContain('from the third');
    expect(first.requests[0]?.json().model).toBe('a-1');
    expect(second.requests[0]?.json().model).toBe('b-1');
    expect(third.requests[0]?.json().model).toBe('org/c-1');
    expect(third.requests[0]?.headers.authorization).toBe('Bearer key-of-c');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'ok', model: 'smart', provider: 'c', provider_model: 'org/c-1' });
    expect(
      view.attempts.map(({ provider, http_status, error }) => [provider, http_status, error?.code ?? null]),
    ).toEqual([
      ['a', 500, 'upstream_error'],
      ['b', null, 'upstream_timeout'],
      ['c', 200, null],
    ]);
    expect(view.attempts[0]?.next).toContain('fallback to b/b-1');
  });

  it('that all fail end in the last one’s failure', async () => {
    const first = await upstreamOf();
    first.always(status(500, {}));
    const proxy = await proxyOf(
      `${providers({ a: first.url, b: await refusingUrl() }, { a: 'retries = 0', b: 'retries = 0' })}[models.m]\nprovider = "a"\nfallbacks = ["b/m"]\n`,
    );
    const answer = await ask(proxy, { ...HELLO, model: 'm' });
    expect(answer.status).toBe(502);
    expect(errorOf(answer).code).toBe('upstream_unreachable');
  });
});

describe('the circuit breaker', () => {
  it('opens after five failures in a row, refuses with a Retry-After, and leaves other providers alone', async () => {
    const upstream = await upstreamOf();
    const spare = await upstreamOf();
    spare.always(chat());
    upstream.always(status(500, {}));
    const proxy = await proxyOf(providers({ up: upstream.url, spare: spare.url }, { up: 'retries = 0' }));
    for (let n = 0; n < 5; n++) expect((await ask(proxy, HELLO)).status).toBe(500);
    const refused = await ask(proxy, HELLO);
    expect(refused.status).toBe(503);
    expect(errorOf(refused).code).toBe('provider_unavailable');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(20);
    expect(upstream.requests).toHaveLength(5);
    expect((await ask(proxy, { ...HELLO, model: 'spare/m' })).status).toBe(200);
    const health = await proxy.get<{ status: string; providers: { name: string; breaker: string }[] }>(
      '/health',
    );
    expect(health.status).toBe('opérationnel');
    expect(health.providers.find((provider) => provider.name === 'up')?.breaker).toBe('open');
  });

  it('does not count 4xx and 429', async () => {
    const upstream = await upstreamOf();
    upstream.always(status(429, { retryAfter: 100 }));
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'retries = 0' }));
    for (let n = 0; n < 8; n++) expect((await ask(proxy, HELLO)).status).toBe(429);
  });
});

describe('credentials', () => {
  it('never reach the database, the API, or another provider', async () => {
    const upstream = await upstreamOf();
    upstream.always(async (call) => json(200, { echo: call.request.headers, choices: [] })(call));
    const proxy = await proxyOf(providers({ up: upstream.url }, {}));
    const answer = await ask(proxy, HELLO, {
      authorization: 'Bearer sk-client-secret-1234',
      'x-api-key': 'sk-client-secret-1234',
    });
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer key-of-up');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    const shown = JSON.stringify([
      view,
      await proxy.get(`/api/exchanges/${view.id}`),
      await proxy.get('/api/providers'),
      await proxy.get('/api/exchanges'),
    ]);
    await proxy.program.abort();
    const { readdirSync, readFileSync } = await import('node:fs');
    const stored = readdirSync(proxy.dataDir)
      .map((name) => readFileSync(`${proxy.dataDir}/${name}`, 'latin1'))
      .join('');
    for (const secret of ['sk-client-secret-1234', 'key-of-up']) {
      expect(shown).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });

  it('of a client go up only where the provider says so, and our own token never', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(
      `auth_token = "our-own-token-123456"\n[providers.sub]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\nauth = "client"\n[providers.open]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\nauth = "none"\n`,
    );
    const token = { 'x-kimi-proxy-token': 'our-own-token-123456' };
    await ask(proxy, { ...HELLO, model: 'sub/m' }, { ...token, authorization: 'Bearer subscription' });
    expect(upstream.requests.at(-1)?.headers.authorization).toBe('Bearer subscription');
    expect(upstream.requests.at(-1)?.headers['x-kimi-proxy-token']).toBeUndefined();
    await ask(proxy, { ...HELLO, model: 'open/m' }, { ...token, authorization: 'Bearer subscription' });
    expect(upstream.requests.at(-1)?.headers.authorization).toBeUndefined();
    const count = upstream.requests.length;
    const answer = await ask(
      proxy,
      { ...HELLO, model: 'sub/m' },
      { authorization: 'Bearer our-own-token-123456' },
    );
    expect(answer.status).toBe(401);
    expect(errorOf(answer).code).toBe('provider_key_missing');
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(upstream.requests).toHaveLength(count);
  });
});
