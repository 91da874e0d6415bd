import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { errorOf, raw, start } from '../api/support.ts';

const request = (lines: string[], body = ''): string =>
  `${[...lines, 'Connection: close', '', body].join('\r\n')}`;
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** What a page re-bound to us by DNS would send: our address, its own name. */
const REBOUND = 'Host: attacker.example:8000';

describe('a page that DNS re-bound to this program', () => {
  it.each([
    ['the API', ['GET /api/sessions HTTP/1.1']],
    ['an export', ['GET /api/export/csv HTTP/1.1']],
    ['the page', ['GET / HTTP/1.1']],
    ['health', ['GET /health HTTP/1.1']],
    ['metrics', ['GET /metrics HTTP/1.1']],
    ['the LLM surface', ['POST /v1/chat/completions HTTP/1.1', 'Content-Length: 0']],
    ['a path that is not there', ['GET /nothing HTTP/1.1']],
    [
      'live events',
      [
        'GET /ws HTTP/1.1',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
      ],
    ],
  ])('is refused at %s', async (what, lines) => {
    const { port } = await start();
    const connection = what === 'live events' ? ['Connection: Upgrade'] : ['Connection: close'];
    const answer = await raw(port, `${[...lines, REBOUND, ...connection, '', ''].join('\r\n')}`);
    expect(statusOf(answer)).toBe(403);
    expect(answer).toContain('forbidden_host');
  });

  it('is answered on the LLM surface in its protocol', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      request(['POST /v1/chat/completions HTTP/1.1', REBOUND, 'Content-Length: 0']),
    );
    expect(answer).toContain('in the protocol');
  });
});

describe('the Host header on the wire', () => {
  it('cannot be given twice', async () => {
    const { port } = await start();
    for (const second of ['attacker.example', 'localhost']) {
      const answer = await raw(port, request(['GET /health HTTP/1.1', 'Host: localhost', `Host: ${second}`]));
      expect([400, 403]).toContain(statusOf(answer));
    }
  });

  it('cannot be left out', async () => {
    const { port } = await start();
    expect(statusOf(await raw(port, request(['GET /health HTTP/1.1'])))).toBe(400);
    expect(statusOf(await raw(port, request(['GET /health HTTP/1.0'])))).toBe(403);
  });

  it('cannot be gone round by a target that names another host', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      request(['GET http://attacker.example/health HTTP/1.1', 'Host: localhost']),
    );
    expect(statusOf(answer)).toBe(400);
  });

  it.each(['localhost', '127.0.0.1', '[::1]', '[::1]:9', 'host.docker.internal:8000'])(
    'may be %s',
    async (host) => {
      const { port } = await start();
      expect(statusOf(await raw(port, request(['GET /health HTTP/1.1', `Host: ${host}`])))).toBe(200);
    },
  );

  it('may be what allowed_hosts adds, from the moment it is added', async () => {
    const { port, reconfigure } = await start();
    const ask = async () =>
      statusOf(await raw(port, request(['GET /health HTTP/1.1', 'Host: nas.lan:8000'])));
    expect(await ask()).toBe(403);
    reconfigure({ allowedHosts: ['nas.lan'] });
    expect(await ask()).toBe(200);
  });
});

describe('a page of another origin', () => {
  it('may not read, change or stream anything', async () => {
    const { url } = await start();
    const headers = { origin: 'https://attacker.example' };
    for (const [method, target] of [
      ['GET', '/api/sessions'],
      ['POST', '/api/sessions'],
      ['DELETE', '/api/sessions/1'],
      ['POST', '/v1/chat/completions'],
      ['GET', '/'],
    ]) {
      const answer = await fetch(url + target, { method: method ?? 'GET', headers });
      expect([target, answer.status]).toEqual([target, 403]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    const preflight = await fetch(`${url}/api/sessions`, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'DELETE' },
    });
    expect(preflight.status).toBe(403);
  });

  it('cannot send a form of plain text to the API', async () => {
    const { send, store } = await start();
    const answer = await send('POST', '/api/sessions', '{"name":"x"}', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
    expect((await errorOf(answer)).code).toBe('unsupported_encoding');
    expect(await store.listSessions({ limit: 10 })).toEqual([]);
  });

  it('may, where allowed_origins names it, with CORS on every surface', async () => {
    const { url } = await start({ server: { allowedOrigins: ['https://app.example'] } });
    const headers = { origin: 'https://app.example' };
    for (const [method, target] of [
      ['GET', '/api/sessions'],
      ['POST', '/v1/chat/completions'],
      ['GET', '/nothing'],
    ]) {
      const answer = await fetch(url + target, { method: method ?? 'GET', headers });
      expect(answer.status).not.toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(answer.headers.get('vary')).toContain('Origin');
    }
    const exposed = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers });
    expect(exposed.headers.get('access-control-expose-headers')).toContain('x-kimi-proxy-exchange');
  });

  it('gets its preflight answered without the token that browsers leave out', async () => {
    const { url } = await start({
      server: { allowedOrigins: ['https://app.example'], authToken: 't0ken-t0ken' },
    });
    const preflight = await fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    const real = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { origin: 'https://app.example' },
    });
    expect(real.status).toBe(401);
    expect(real.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  it('may not listen to live events', async () => {
    const { port } = await start();
    const refused = (origin: string) =>
      new Promise<number>((resolve, reject) => {
        const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin });
        ws.on('open', () => reject(new Error('it was let in')));
        ws.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
      });
    expect(await refused('https://attacker.example')).toBe(403);
    expect(await refused('null')).toBe(403);
    expect(await refused(`http://127.0.0.1:${port + 1}`)).toBe(403);
  });
});

describe('an access token', () => {
  const TOKEN = 'a-token-of-some-length';
  const server = { authToken: TOKEN, port: 8000 };

  it('is asked for everywhere but at the front door', async () => {
    const { get, send, url } = await start({ server });
    for (const target of [
      '/health',
      '/api/sessions',
      '/api/export/csv',
      '/metrics',
      '/openapi.json',
      '/nothing',
    ]) {
      expect([target, (await get(target)).status]).toEqual([target, 401]);
    }
    expect((await send('POST', '/v1/chat/completions', {})).status).toBe(401);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    const door = await get('/');
    expect(door.status).toBe(401);
    expect(await door.text()).toContain('<form method="post" action="/auth');
  });

  it('opens everything, whatever the Host', async () => {
    const { port, get } = await start({ server });
    expect((await get('/health', { 'x-api-key': TOKEN })).status).toBe(200);
    expect((await get(`/health?key=${TOKEN}`)).status).toBe(200);
    const lines = ['GET /health HTTP/1.1', 'Host: proxy.example', `Authorization: Bearer ${TOKEN}`];
    expect(statusOf(await raw(port, request(lines)))).toBe(200);
  });

  it('opens live events, in the address for what cannot send headers', async () => {
    const { port } = await start({ server });
    const outcome = (query: string) =>
      new Promise<string>((resolve) => {
        const ws = new WebSocket(`ws://127.0.0.1:${port}/ws${query}`);
        ws.on('message', (data) => {
          resolve(JSON.parse(data.toString()).type);
          ws.close();
        });
        ws.on('unexpected-response', (_request, answer) => resolve(String(answer.statusCode)));
      });
    expect(await outcome('')).toBe('401');
    expect(await outcome('?key=wrong')).toBe('401');
    expect(await outcome(`?key=${TOKEN}`)).toBe('init');
  });

  it('is given to a browser once, as a cookie that scripts cannot read', async () => {
    const { send, get } = await start({ server });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const login = await send('POST', '/auth?lang=fr', `token=${TOKEN}`, form);
    expect([login.status, login.headers.get('location')]).toEqual([303, '/?lang=fr']);
    const cookie = login.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^kimi_proxy_8000=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const value = cookie.split(';')[0] ?? '';
    expect((await get('/', { cookie: value })).status).toBe(200);
    expect((await get('/api/sessions', { cookie: `other=1; ${value}` })).status).toBe(200);
    expect((await get('/api/sessions', { cookie: `${value}x` })).status).toBe(401);
  });

  it('no longer opens once it was changed, nor do cookies of before', async () => {
    const { send, get, reconfigure } = await start({ server });
    const login = await send('POST', '/auth', { token: TOKEN });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    reconfigure({ authToken: 'another-token' });
    expect((await get('/api/sessions', { cookie })).status).toBe(401);
    expect((await get('/api/sessions', { 'x-api-key': TOKEN })).status).toBe(401);
    expect((await get('/api/sessions', { 'x-api-key': 'another-token' })).status).toBe(200);
  });

  it('cannot be guessed at the login more than five times a minute', async () => {
    const { send } = await start({ server });
    for (let i = 0; i < 5; i++)
      expect((await send('POST', '/auth', { token: `guess ${i}` })).status).toBe(401);
    const sixth = await send('POST', '/auth', { token: TOKEN });
    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(sixth.headers.get('set-cookie')).toBeNull();
  });

  it('is never sent back, and never written to the log', async () => {
    const { get, send, logged } = await start({ server });
    await send('POST', '/auth', { token: TOKEN });
    const answers = await Promise.all(
      ['/', '/api/providers', '/health', '/openapi.json', '/metrics', '/nothing'].map((target) =>
        get(`${target}?key=${TOKEN}`).then((answer) => answer.text()),
      ),
    );
    for (const text of answers) expect(text).not.toContain(TOKEN);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toContain(TOKEN);
  });

  it('is nothing to log in with where none is configured', async () => {
    const { send } = await start();
    expect((await send('POST', '/auth', { token: 'x' })).status).toBe(404);
  });
});
