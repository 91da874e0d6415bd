import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExchangeEvent, ExchangeView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { type Dashboard, dashboardOf } from '../../support/dashboard.ts';
import { type RawAnswer, type Sending, send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { createGate, json, refusingUrl } from '../../support/upstream/index.ts';

const { proxyOf, upstreamOf } = testBed();

const TOKEN = 'the-right-token-of-this-test';
const WRONG = 'sk-wrong-token-of-this-test';
const HELLO = { model: 'test-model', messages: [{ role: 'user', content: 'hello' }] };
const AGENT = { 'user-agent': 'opencode/1.2.3' };

type Summary = ExchangeEvent['exchange'];

/** The event of the exchange that an answer names, once it has ended. */
async function told(dashboard: Dashboard, id: unknown): Promise<Summary> {
  const event = await dashboard.sees(
    (message) =>
      message.type === 'exchange' && message.phase === 'finished' && (message.exchange as Summary).id === id,
  );
  return event.exchange as Summary;
}

/** What is left of a refused request: its event, and its row. */
async function traces(proxy: InProcess, dashboard: Dashboard, answer: RawAnswer, headers = {}) {
  const id = String(answer.headers['x-kimi-proxy-exchange']);
  const event = await told(dashboard, id);
  const row = (await send(`${proxy.url}/api/exchanges/${id}`, { method: 'GET', headers })).json();
  return { event, row: row as unknown as ExchangeView };
}

/** What a refusal must leave alone. */
async function untouched(proxy: InProcess, dashboard: Dashboard, headers = {}) {
  const sessions = await send(`${proxy.url}/api/sessions`, { method: 'GET', headers });
  expect(sessions.json()).toEqual([]);
  expect(dashboard.received.filter(({ type }) => type === 'metric' || type === 'session')).toEqual([]);
}

describe('a request that is refused', () => {
  const cases: [string, string, Sending, number, string][] = [
    ['bad JSON', '/v1/chat/completions', { body: '{"model":' }, 400, 'bad_json'],
    ['no model', '/v1/chat/completions', { body: { messages: [] } }, 400, 'invalid_request'],
    [
      'an unknown model',
      '/v1/chat/completions',
      { body: { ...HELLO, model: 'nix' } },
      404,
      'model_not_found',
    ],
    [
      'a body too large',
      '/v1/chat/completions',
      { body: `"${'x'.repeat(1_100_000)}"` },
      413,
      'body_too_large',
    ],
    [
      'an unknown encoding',
      '/v1/messages',
      { body: HELLO, headers: { 'content-encoding': 'zstd' } },
      415,
      'unsupported_encoding',
    ],
    [
      'a provider without key',
      '/v1/chat/completions',
      { body: { ...HELLO, model: 'kimi/k2' } },
      401,
      'provider_key_missing',
    ],
    [
      'a foreign host',
      '/v1/chat/completions',
      { body: HELLO, headers: { host: 'evil.example' } },
      403,
      'forbidden_host',
    ],
    [
      'a foreign origin',
      '/v1/messages',
      { body: HELLO, headers: { origin: 'https://evil.example' } },
      403,
      'forbidden_origin',
    ],
    [
      'a foreign host at a wrong path',
      '/v2/chat/completions',
      { body: HELLO, headers: { host: 'evil.example' } },
      403,
      'forbidden_host',
    ],
  ];

  it.each(cases)('for %s is seen at once, and has a row', async (_, path, sending, status, code) => {
    const proxy = await proxyOf('body_limit_mb = 1\n[providers.kimi]\n');
    const dashboard = await dashboardOf(proxy.url);
    const answer = await send(proxy.url + path, { ...sending, headers: { ...AGENT, ...sending.headers } });
    expect(answer.status).toBe(status);
    const { event, row } = await traces(proxy, dashboard, answer);
    const said = { status: 'error', http_status: status, error: { code }, session_id: null };
    expect(event).toMatchObject({ ...said, client: 'opencode' });
    expect(row).toMatchObject({ ...said, path, client: { name: 'opencode' } });
    await untouched(proxy, dashboard);
  });

  it('for its token is seen without it', async () => {
    const proxy = await proxyOf(`auth_token = "${TOKEN}"`);
    const headers = { 'x-kimi-proxy-token': TOKEN };
    const dashboard = await dashboardOf(proxy.url, headers);
    for (const [path, brought] of [
      ['/v1/chat/completions', { authorization: `Bearer ${WRONG}` }],
      ['/v1/messages', { 'x-api-key': WRONG }],
      [`/v1beta/models/m:generateContent?key=${WRONG}`, {}],
      [`/openai/v1/chat/completions?key=${WRONG}`, {}],
      ['/v1/chat/completions', {}],
    ] as [string, Record<string, string>][]) {
      const answer = await send(proxy.url + path, { body: HELLO, headers: { ...AGENT, ...brought } });
      expect([path, answer.status]).toEqual([path, 401]);
      const { event, row } = await traces(proxy, dashboard, answer, headers);
      expect(event).toMatchObject({ status: 'error', http_status: 401, error: { code: 'unauthorized' } });
      expect(row).toMatchObject({ path: path.split('?')[0], http_status: 401, client: { name: 'opencode' } });
      expect(JSON.stringify([event, row])).not.toContain(WRONG);
    }
    await untouched(proxy, dashboard, headers);
  });

  it('by an open breaker makes no session', async () => {
    const proxy = await proxyOf(providers({ up: await refusingUrl() }, { up: 'retries = 0' }));
    for (let n = 0; n < 5; n++)
      await send(`${proxy.url}/v1/chat/completions`, { body: { ...HELLO, model: 'up/m' } });
    await proxy.program.idle();
    const before = await proxy.get<unknown[]>('/api/sessions');
    const dashboard = await dashboardOf(proxy.url);
    const body = { ...HELLO, model: 'up/m', messages: [{ role: 'user', content: 'something else' }] };
    const answer = await send(`${proxy.url}/v1/chat/completions`, { body });
    expect(answer.status).toBe(503);
    const { event, row } = await traces(proxy, dashboard, answer);
    expect(event).toMatchObject({
      status: 'error',
      http_status: 503,
      error: { code: 'provider_unavailable' },
    });
    expect(row.session_id).toBeNull();
    expect(await proxy.get<unknown[]>('/api/sessions')).toHaveLength(before.length);
    expect(dashboard.received.filter(({ type }) => type === 'metric')).toEqual([]);
  });

  it('by itself, gone before its body was whole, is seen', async () => {
    const proxy = await proxyOf('');
    const dashboard = await dashboardOf(proxy.url);
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    socket.write(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"model":',
      () => socket.destroy(),
    );
    const { exchange } = await dashboard.sees(
      (message) => message.type === 'exchange' && message.phase === 'finished',
    );
    expect(exchange).toMatchObject({ status: 'cancelled', error: { code: 'client_closed' } });
    expect((await proxy.exchanges())[0]).toMatchObject({ status: 'cancelled', session_id: null });
    await untouched(proxy, dashboard);
  });

  it('because the program ends has a row, too', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-refusals-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const gate = createGate();
    const upstream = await upstreamOf();
    upstream.always(async (call) => {
      await call.wait(gate);
      await json(200, { choices: [] })(call);
    });
    const proxy = await proxyOf(providers({ up: `${upstream.url}/v1` }), { dataDir });
    const running = send(`${proxy.url}/v1/chat/completions`, { body: { ...HELLO, model: 'up/m' } });
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    const chunks: string[] = [];
    const heard = () => new Promise((resolve) => socket.once('data', resolve));
    socket.setEncoding('utf8').on('data', (text: string) => void chunks.push(text));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    // The connection is taken in use before the program ends, and asks again afterwards.
    const late = 'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n';
    socket.write(late);
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    while (proxy.program.running() < 2) await new Promise((resolve) => setImmediate(resolve));
    const drained = proxy.program.drain();
    const answered = heard();
    socket.write(`{}${late}{}`);
    await answered;
    await closed;
    gate.open();
    await Promise.all([running, drained]);
    expect(chunks.join('')).toContain('shutting_down');
    const after = await proxyOf('', { dataDir });
    expect(new Set((await after.exchanges()).map(({ error }) => error?.code ?? null))).toEqual(
      new Set(['invalid_request', 'shutting_down', null]),
    );
  });
});

describe('a path that a tool got wrong', () => {
  const cases: [string, string, number, string, string][] = [
    ['POST', '/v1/chat/completion', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '/chat/completion', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '/api/v1/chat/completions', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '/openai/v1/chat/completions', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '/v2/chat/completions', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '//v1/chat/completions', 404, 'not_found', '/v1/chat/completions'],
    ['POST', '/anthropic/v1/message', 404, 'not_found', '/v1/messages'],
    ['POST', '/s/work/v3/responses', 404, 'not_found', '/v1/responses'],
    ['GET', '/openai/v1/models', 404, 'not_found', '/v1/models'],
    ['GET', '/api/tags', 404, 'not_found', 'base'],
    ['GET', '/v1/chat/completions', 405, 'method_not_allowed', 'POST'],
    ['POST', '/v1/models', 405, 'method_not_allowed', 'GET'],
    ['PUT', '/whatever', 404, 'not_found', ''],
  ];

  it('is answered with the right one, and has a row', async () => {
    const proxy = await proxyOf('');
    const dashboard = await dashboardOf(proxy.url);
    for (const [method, path, status, code, hint] of cases) {
      const body = method === 'GET' ? null : HELLO;
      const answer = await send(`${proxy.url}${path}?key=${WRONG}`, { method, body, headers: AGENT });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(answer.text).toContain(hint);
      expect(answer.headers.allow).toBe(
        status === 405 ? (method === 'GET' ? 'POST' : 'GET, HEAD') : undefined,
      );
      const { event, row } = await traces(proxy, dashboard, answer);
      const said = { kind: 'other', status: 'error', http_status: status, error: { code }, session_id: null };
      expect(event).toMatchObject({ ...said, client: 'opencode' });
      expect(row).toMatchObject({ ...said, path });
      expect(JSON.stringify([event, row, answer.text])).not.toContain(WRONG);
    }
    await untouched(proxy, dashboard);
  });

  it('with a key in it is kept without the key', async () => {
    const proxy = await proxyOf('');
    const dashboard = await dashboardOf(proxy.url);
    const answer = await send(`${proxy.url}/x/${WRONG}/chat/completions`, { body: HELLO });
    const { row } = await traces(proxy, dashboard, answer);
    expect(row.path).toBe('/x/***/chat/completions');
    expect(answer.text).not.toContain(WRONG);
  });

  it('is read whatever its body is: large, compressed, or no JSON', async () => {
    const proxy = await proxyOf('');
    const dashboard = await dashboardOf(proxy.url);
    for (const body of ['{', 'x'.repeat(3_000_000)]) {
      const answer = await send(`${proxy.url}/v2/chat/completions`, { body });
      expect(answer.status).toBe(404);
      expect((await traces(proxy, dashboard, answer)).row.http_status).toBe(404);
    }
  });

  it('goes to a provider where the request names one', async () => {
    const proxy = await proxyOf('');
    const answer = await send(`${proxy.url}/v1/chat/completion?provider=nix`, { body: HELLO });
    expect(answer.text).toContain('There is no provider');
  });
});

describe('what no tool asks', () => {
  it('leaves no trace', async () => {
    const proxy = await proxyOf('');
    const dashboard = await dashboardOf(proxy.url);
    for (const [method, path] of [
      ['GET', '/favicon.ico'],
      ['GET', '/robots.txt'],
      ['GET', '/.well-known/appspecific/com.chrome.devtools.json'],
      ['GET', '/apple-touch-icon-precomposed.png'],
      ['GET', '/assets/models/app.js.map'],
      ['GET', '/nothing'],
      ['GET', '/'],
      ['POST', '/health'],
      ['POST', '/api/session'],
      ['GET', '/api/models/nix'],
      ['POST', '/mcp/nix/nix/nix'],
    ])
      await send(proxy.url + path, { method: method ?? 'GET' });
    await send(`${proxy.url}/v1/models`, { method: 'GET' });
    await dashboard.sees((message) => message.phase === 'finished');
    expect((await proxy.exchanges()).map((row) => row.path)).toEqual(['/v1/models']);
  });
});

describe('a flood of refusals', () => {
  it('is recorded up to sixty of a kind a minute, and answered all the same', async () => {
    const proxy = await proxyOf('');
    for (let n = 0; n < 70; n++) {
      const answer = await send(`${proxy.url}/v2/chat/completions`, { body: HELLO });
      expect(answer.status).toBe(404);
    }
    await send(`${proxy.url}/v1/chat/completions`, { body: HELLO, headers: { host: 'evil.example' } });
    await proxy.program.idle();
    const { items } = await proxy.get<{ items: ExchangeView[] }>('/api/exchanges?limit=500');
    expect(items.filter(({ error }) => error?.code === 'not_found')).toHaveLength(60);
    expect(items.filter(({ error }) => error?.code === 'forbidden_host')).toHaveLength(1);
  });
});
