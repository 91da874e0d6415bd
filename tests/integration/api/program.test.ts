import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadConfig } from '../../../src/config/index.ts';
import { healthSchema, modelSchema, providerSchema, statsSchema } from '../../../src/contract/index.ts';
import { StoreError } from '../../../src/storage/index.ts';
import { errorOf, start, stored, write } from './support.ts';

describe('health', () => {
  it('is opérationnel where every part works', async () => {
    const { get } = await start();
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    const health = healthSchema.parse(await answer.json());
    expect(health).toMatchObject({ status: 'opérationnel', version: '1.2.3', down: [], running: 0 });
    expect(health.message).not.toBe('');
    expect(health.providers.some(({ name }) => name === 'kimi')).toBe(true);
  });

  it.each([
    [
      'storage',
      {
        recorder: { flush: async () => undefined, settleCounts: async () => undefined, healthy: () => false },
      },
    ],
    ['tokens', { tokensHealthy: () => false }],
  ])('is dégradé and names %s where that is down', async (part, deps) => {
    const { get } = await start({ deps });
    const answer = await get('/health');
    expect(answer.status).toBe(503);
    const health = healthSchema.parse(await answer.json());
    expect(health).toMatchObject({ status: 'dégradé', down: [part], parts: { [part]: 'down' } });
    expect(health.message).toContain('down');
  });

  it('is dégradé where the database is gone', async () => {
    const server = await start();
    await server.store.close();
    const health = healthSchema.parse(await (await server.get('/health')).json());
    expect(health.down).toEqual(['storage']);
  });

  it('lists a provider that is down, and stays opérationnel', async () => {
    const { get } = await start({ deps: { breakerState: (name) => (name === 'kimi' ? 'open' : 'closed') } });
    const answer = await get('/health');
    const health = healthSchema.parse(await answer.json());
    expect(answer.status).toBe(200);
    expect(health.providers.find(({ name }) => name === 'kimi')).toMatchObject({ on: true, breaker: 'open' });
  });
});

describe('providers and models', () => {
  it('are told without a key', async () => {
    const { get } = await start();
    const answer = await get('/api/providers');
    const text = await answer.text();
    expect(text).not.toContain('sk-kimi-secret');
    const providers = z.array(z.strictObject(providerSchema.shape)).parse(JSON.parse(text));
    expect(providers.find(({ name }) => name === 'kimi')).toMatchObject({
      on: true,
      key_set: true,
      breaker: 'closed',
    });
    expect(providers.find(({ name }) => name === 'mistral')).toMatchObject({ on: false, key_set: false });
  });

  it('show no credentials that stand in an address', async () => {
    const { providers } = loadConfig({ env: {}, cwd: '/nowhere', home: '/nowhere' });
    const [provider] = providers;
    if (provider === undefined) throw new Error('there is always a provider');
    const baseUrl = 'https://user:pass-word@llm.example/v1?token=in-the-query';
    const { get } = await start({ config: { providers: [{ ...provider, baseUrl }] } });
    const text = await (await get('/api/providers')).text();
    expect(text).toContain('https://llm.example/v1');
    expect(text).not.toMatch(/pass-word|in-the-query/);
  });

  it('list every model that a client may ask for', async () => {
    const { get } = await start();
    expect(z.array(modelSchema).parse(await (await get('/api/models')).json())).toEqual([
      {
        id: 'test-model',
        provider: 'test',
        provider_model: 'test-model',
        display: null,
        on: true,
        origin: 'preset',
        window: 4096,
        prices: null,
        vocabulary: { name: 'o200k_base', exact: false, wants: null },
      },
    ]);
  });
});

describe('stats', () => {
  it('add up by a key, in a range', async () => {
    const { get, store } = await start();
    const old = Date.parse('2026-01-01T12:00:00Z');
    await write(store, [
      stored({ startedAt: old }),
      stored({ provider: 'kimi', model: 'k' }),
      stored({
        provider: 'kimi',
        model: 'k',
        status: 'error',
        tokens: { ...stored().tokens, input: null, output: null },
      }),
    ]);
    const stats = statsSchema.parse(await (await get('/api/stats?by=provider')).json());
    expect(stats.stored).toMatchObject({ exchanges: 3 });
    expect(stats.totals).toContainEqual(
      expect.objectContaining({
        key: 'kimi',
        exchanges: 2,
        input: 700,
        output: 50,
        errors: 1,
        cost_usd: null,
      }),
    );
    const recent = statsSchema.parse(
      await (await get('/api/stats?by=provider&from=2026-02-01T00:00:00Z')).json(),
    );
    expect(recent.totals.map(({ key }) => key)).toEqual(['kimi']);
  });

  it('are by model where nothing else is asked for, and say when there are more', async () => {
    const { get, store } = await start();
    await write(store, [stored({ model: 'a' }), stored({ model: 'b' }), stored({ model: 'b' })]);
    const all = statsSchema.parse(await (await get('/api/stats')).json());
    expect(all).toMatchObject({ by: 'model', more: false, totals: [{ key: 'b' }, { key: 'a' }] });
    const first = statsSchema.parse(await (await get('/api/stats?limit=1')).json());
    expect(first).toMatchObject({ more: true, totals: [{ key: 'b', exchanges: 2, unpriced: 2 }] });
  });

  it.each([
    ['/api/stats?from=yesterday', 'from', 'such as 2026-'],
    ['/api/sessions/1/what-if?model=', 'model', 'up to 200 characters'],
    ['/api/calibrations?provider=kimi', 'provider', ''],
  ])('refuse %s by the name of the field, and say what it takes', async (path, field, says) => {
    const { get } = await start();
    const answer = await get(path);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.message).toContain(field);
    expect(error.message).toContain(says);
  });

  it('have the days of the time zone that is asked for', async () => {
    const { get, store } = await start();
    await write(store, [stored({ startedAt: Date.parse('2026-11-20T23:30:00Z') })]);
    const day = async (more: string) =>
      statsSchema.parse(await (await get(`/api/stats?by=day${more}`)).json()).totals[0]?.key;
    expect(await day('')).toBe('2026-11-20');
    expect(await day('&tz=Europe/Paris')).toBe('2026-11-21');
  });

  it.each([
    ['by', 'by=moon'],
    ['from', 'from=yesterday'],
    ['to', 'to=1'],
    ['session_id', 'session_id=x'],
    ['tz', 'by=day&tz=Mars/Base'],
    ['tz', 'tz=%00'],
    ['limit', 'limit=0'],
    ['limit', 'limit=99999'],
    ['to', 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['sum', 'sum=1'],
  ])('name the field %s that is wrong in ?%s', async (field, query) => {
    const { get } = await start();
    const answer = await get(`/api/stats?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await errorOf(answer))).toContain(field);
  });
});

describe('metrics', () => {
  it('are in the format of Prometheus', async () => {
    const { get } = await start();
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('kimi_proxy_info{version="1.2.3"} 1');
  });
});

describe('the page', () => {
  it('is at /, in the language of ?lang=, else of the cookie, else of the browser', async () => {
    const { get } = await start();
    const page = await get('/', { 'accept-language': 'fr-FR,fr;q=0.9' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<html lang="fr" data-theme="system">');
    const chosen = await get('/', {
      'accept-language': 'fr',
      cookie: 'kimi_proxy_lang=en; kimi_proxy_theme=dark',
    });
    expect(await chosen.text()).toContain('<html lang="en" data-theme="dark">');
    const asked = await get('/?lang=en', { 'accept-language': 'fr' });
    expect(await asked.text()).toContain('<html lang="en"');
    expect(asked.headers.get('set-cookie')).toMatch(/^kimi_proxy_lang=en; .*SameSite=Strict$/);
  });

  it('sends its files as small as the browser takes them, to be kept', async () => {
    const { get } = await start();
    const file = (path: string, accepted: string) => get(path, { 'accept-encoding': accepted });
    const plain = await file('/assets/index-1.js', 'identity');
    expect(await plain.text()).toBe('plain code');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(plain.headers.get('cache-control')).toContain('immutable');
    expect(plain.headers.get('content-encoding')).toBeNull();
    // What is not there in a coding comes as it is.
    const style = await file('/assets/style-1.css', 'br');
    expect([style.headers.get('content-encoding'), await style.text()]).toEqual([null, 'plain style']);
  });

  it.each(['/assets/..%2findex.html', '/assets/nothing.js', '/assets/index-1.js.map', '/assets/%00'])(
    'has no file %s',
    async (path) => {
      const { get } = await start();
      expect((await get(path)).status).toBe(404);
    },
  );

  it('says what is missing where it was not built', async () => {
    const { get } = await start({ deps: { web: { index: () => null, asset: () => null } } });
    const answer = await get('/?lang=fr');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build');
  });

  it('answers HEAD, as agents probe', async () => {
    const { url } = await start();
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it.each(['/s/mine', '/s/mine/'])('%s is probed like /, and leads a browser there', async (path) => {
    const { url } = await start();
    const probed = await fetch(url + path, { method: 'HEAD' });
    expect([probed.status, await probed.text()]).toEqual([200, '']);
    const led = await fetch(url + path, { redirect: 'manual' });
    expect([led.status, led.headers.get('location')]).toEqual([302, '/']);
  });
});

describe('what is not there', () => {
  it('is 404 with a hint', async () => {
    const { get } = await start();
    const api = await errorOf(await get('/api/nothing'));
    expect(api).toMatchObject({ code: 'not_found', hint: expect.stringContaining('/openapi.json') });
    const other = await get('/v2/chat');
    expect(other.status).toBe(404);
    expect((await errorOf(other)).hint).toContain('/v1');
  });

  it.each([
    ['PUT', '/api/sessions', 'GET, HEAD, POST'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['POST', '/api/sessions/1', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/auth', 'POST'],
    ['GET', '/v1/chat/completions', 'POST'],
  ])('for %s at %s says which methods are', async (method, target, allow) => {
    const { send } = await start();
    const answer = await send(method, target);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect((await errorOf(answer)).code).toBe('method_not_allowed');
  });

  it('is 400 with a hint where it cannot be decoded, as guarded as any other', async () => {
    const { get } = await start();
    const answer = await get('/api/%');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await errorOf(answer)).toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining('%25'),
    });
  });

  it('takes a slash at the end for none', async () => {
    const { get } = await start();
    expect((await get('/health/')).status).toBe(200);
  });
});

describe('trouble of our own', () => {
  it('is told without its cause, and logged without content', async () => {
    const { get, logged } = await start({
      deps: {
        models: () => {
          throw new Error('secret detail');
        },
      },
    });
    const answer = await get('/api/models');
    expect(answer.status).toBe(500);
    const error = await errorOf(answer);
    expect(error.code).toBe('internal_error');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(logged.join('')).toContain('a call failed');
    expect(logged.join('')).not.toContain('secret detail');
  });

  it('with the database is 503, and says that requests go on', async () => {
    const server = await start({
      deps: { bodies: () => Promise.reject(new StoreError('full', 'no space on /home/someone')) },
    });
    const row = stored();
    await write(server.store, [row]);
    const answer = await server.get(`/api/exchanges/${row.id}`);
    expect(answer.status).toBe(503);
    const error = await errorOf(answer);
    expect(error).toMatchObject({ code: 'internal_error', details: { part: 'storage', reason: 'full' } });
    expect(error.hint).toContain('go on');
    expect(JSON.stringify(error)).not.toContain('/home/someone');
  });
});

describe('the server', () => {
  it('refuses a port that is taken', async () => {
    const first = await start();
    const second = await start();
    await expect(second.server.listen('127.0.0.1', first.port)).rejects.toMatchObject({
      code: expect.any(String),
    });
  });

  it('takes nothing new while it drains, and lets what runs end', async () => {
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let arrived: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await start({
      deps: {
        llm: {
          match: (_method, url) => (url.startsWith('/v1/') ? {} : null),
          stray: () => null,
          handle: async (_request, response) => {
            arrived();
            await held;
            response.end('whole');
          },
          refuse: (_request, response, _match, error) => void response.writeHead(error.status).end(),
        },
      },
    });
    const answer = server.send('POST', '/v1/chat/completions', {});
    await running;
    server.server.drain();
    await expect(server.get('/health')).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe('whole');
  });

  it('answers 503 to what still comes over an open connection while it drains', async () => {
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let arrived: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await start({
      deps: {
        llm: {
          match: (_method, url) => (url.startsWith('/v1/') ? {} : null),
          stray: () => null,
          handle: async (_request, response) => {
            arrived();
            await held;
            response.end('whole');
          },
          refuse: (_request, response, _match, error) => {
            response.writeHead(error.status).end(error.code);
            finish();
          },
        },
      },
    });
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const request = 'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';
    socket.write(request);
    await running;
    server.server.drain();
    socket.write(request);
    await closed;
    expect(text).toContain('whole');
    expect(text).toMatch(/HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*shutting_down/i);
  });

  it('logs and closes where a request of the pipeline is lost', async () => {
    const server = await start({
      deps: {
        llm: {
          match: (_method, url) => (url.startsWith('/v1/') ? {} : null),
          stray: () => null,
          handle: () => Promise.reject(new Error('secret prompt')),
          refuse: () => undefined,
        },
      },
    });
    await expect(server.send('POST', '/v1/chat/completions', {})).rejects.toThrow();
    expect(server.logged.join('')).toContain('a request was lost');
    expect(server.logged.join('')).not.toContain('secret prompt');
    expect((await server.get('/health')).status).toBe(200);
  });
});
