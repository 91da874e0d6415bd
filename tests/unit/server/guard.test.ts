import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/index.ts';
import { type GuardedRequest, guard, guardRules } from '../../../src/server/index.ts';
import { cookieName, cookieValue } from '../../../src/server/plugins/credentials.ts';
import { hostName } from '../../../src/server/plugins/guard.ts';

const TOKEN = 'correct horse battery staple'.replaceAll(' ', '-');

function rules(over: Partial<Config['server']> = {}) {
  return guardRules({
    host: '127.0.0.1',
    port: 8000,
    authToken: null,
    allowedHosts: [],
    allowedOrigins: [],
    bodyLimit: 1,
    ...over,
  });
}

/** A request as Node hands it over: the first of several headers of a name wins, all are in rawHeaders. */
function request(headers: [string, string][], target: Partial<GuardedRequest> = {}): GuardedRequest {
  const parsed: Record<string, string> = {};
  for (const [name, value] of headers) parsed[name.toLowerCase()] ??= value;
  return { method: 'GET', url: '/api/sessions', headers: parsed, rawHeaders: headers.flat(), ...target };
}

const refusal = (headers: [string, string][], over: Partial<Config['server']> = {}, target = {}) =>
  guard(request(headers, target), rules(over))?.code ?? 'passes';

describe('the Host', () => {
  it.each([
    '127.0.0.1:8000',
    '127.0.0.1',
    '192.168.1.20:8000',
    '[::1]:8000',
    '[::1]',
    '[2001:db8::7]:80',
    'localhost',
    'LOCALHOST:3000',
    'localhost.:8000',
    'host.docker.internal:8000',
  ])('%s passes', (host) => {
    expect(refusal([['Host', host]])).toBe('passes');
  });

  it.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io:8000',
    '127.1',
    '0x7f000001',
    '2130706433',
    '::1',
    '[::1',
    '[::1]evil.example',
    '[evil.example]',
    '[127.0.0.1]',
    'localhost:8000:80',
    'localhost:port',
    'localhost/',
    'localhost evil.example',
    '.',
    '',
  ])('%j is refused', (host) => {
    expect(refusal([['Host', host]])).toBe('forbidden_host');
  });

  it('passes where allowed_hosts names it, whatever its port and case', () => {
    const over = { allowedHosts: ['Proxy.Example.com', 'other.example:9000'] };
    expect(refusal([['Host', 'proxy.example.com:8000']], over)).toBe('passes');
    expect(refusal([['Host', 'PROXY.example.com']], over)).toBe('passes');
    expect(refusal([['Host', 'other.example:1']], over)).toBe('passes');
    expect(refusal([['Host', 'sub.proxy.example.com']], over)).toBe('forbidden_host');
  });

  it('must be there, and only once', () => {
    expect(refusal([])).toBe('forbidden_host');
    const twice: [string, string][] = [
      ['Host', 'localhost'],
      ['host', 'evil.example'],
    ];
    expect(refusal(twice)).toBe('forbidden_host');
    expect(
      refusal([
        ['Host', 'localhost'],
        ['HOST', 'localhost'],
      ]),
    ).toBe('forbidden_host');
  });

  it('names the key that would allow it', () => {
    const error = guard(request([['Host', 'nas.lan:8000']]), rules());
    expect(error?.status).toBe(403);
    expect(error?.hint).toContain('allowed_hosts');
    expect(error?.hint).toContain('"nas.lan"');
    expect(error?.details).toEqual({ key: 'server.allowed_hosts' });
  });

  it('is read without port, brackets and closing dot', () => {
    expect(['A.b:1', '[::1]:2', 'x.', 'a b', '[1]'].map(hostName)).toEqual(['a.b', '::1', 'x', null, null]);
  });
});

describe('the Origin', () => {
  const from = (origin: string, host = '127.0.0.1:8000', over: Partial<Config['server']> = {}) =>
    refusal(
      [
        ['Host', host],
        ['Origin', origin],
      ],
      over,
    );

  it('may be absent', () => {
    expect(refusal([['Host', 'localhost']])).toBe('passes');
  });

  it.each([
    ['http://127.0.0.1:8000', '127.0.0.1:8000'],
    ['http://localhost:8000', 'LOCALHOST:8000'],
    ['http://localhost', 'localhost:80'],
    ['http://localhost:80', 'localhost'],
    ['https://localhost', 'localhost:443'],
    ['http://[::1]:8000', '[::1]:8000'],
  ])('%s is our own at %s', (origin, host) => {
    expect(from(origin, host)).toBe('passes');
  });

  it.each([
    'https://evil.example',
    'http://127.0.0.1:3000',
    'http://localhost:8000',
    'http://127.0.0.1:8000.evil.example',
    'http://127.0.0.1:8000@evil.example',
    'http://evil.example/http://127.0.0.1:8000',
    'chrome-extension://abcdef',
    'file://127.0.0.1:8000',
    '127.0.0.1:8000',
    'null',
    '',
  ])('%j is foreign to http://127.0.0.1:8000', (origin) => {
    expect(from(origin)).toBe('forbidden_origin');
  });

  it('passes where allowed_origins names it exactly', () => {
    const over = { allowedOrigins: ['https://App.example/', 'chrome-extension://abcdef'] };
    expect(from('https://app.example', undefined, over)).toBe('passes');
    expect(from('chrome-extension://abcdef', undefined, over)).toBe('passes');
    expect(from('http://app.example', undefined, over)).toBe('forbidden_origin');
    expect(from('https://app.example:8443', undefined, over)).toBe('forbidden_origin');
  });

  it('null cannot be allowed', () => {
    expect(from('null', undefined, { allowedOrigins: ['null'] })).toBe('forbidden_origin');
  });

  it('must be there at most once', () => {
    const twice: [string, string][] = [
      ['Host', 'localhost'],
      ['Origin', 'http://localhost'],
      ['origin', 'https://evil.example'],
    ];
    expect(refusal(twice)).toBe('forbidden_origin');
  });

  it('is checked with a valid token, too', () => {
    const headers: [string, string][] = [
      ['Host', 'localhost'],
      ['Origin', 'https://evil.example'],
      ['Authorization', `Bearer ${TOKEN}`],
    ];
    expect(refusal(headers, { authToken: TOKEN })).toBe('forbidden_origin');
  });

  it('names the key that would allow it', () => {
    const error = guard(
      request([
        ['Host', 'localhost'],
        ['Origin', 'https://a.example'],
      ]),
      rules(),
    );
    expect([error?.status, error?.details]).toEqual([403, { key: 'server.allowed_origins' }]);
    expect(error?.hint).toContain('allowed_origins');
  });
});

describe('the access token', () => {
  const over = { authToken: TOKEN };
  const host: [string, string] = ['Host', 'localhost:8000'];

  it('is asked for where it is configured', () => {
    const error = guard(request([host]), rules(over));
    expect([error?.code, error?.status]).toEqual(['unauthorized', 401]);
    expect(error?.hint).toContain('x-api-key');
    expect(JSON.stringify(error?.toBody())).not.toContain(TOKEN);
  });

  it.each([
    ['Authorization', `Bearer ${TOKEN}`],
    ['authorization', `bearer   ${TOKEN}`],
    ['x-api-key', TOKEN],
    ['x-goog-api-key', TOKEN],
    ['x-kimi-proxy-token', TOKEN],
    ['Cookie', `a=b; ${cookieName(8000)}=${cookieValue(TOKEN)}; c=d`],
  ])('comes in %s', (name, value) => {
    expect(refusal([host, [name, value]], over)).toBe('passes');
  });

  it('comes in ?key=', () => {
    expect(refusal([host], over, { url: `/v1beta/models?alt=sse&key=${encodeURIComponent(TOKEN)}` })).toBe(
      'passes',
    );
    expect(refusal([host], over, { url: '/v1beta/models?key=wrong' })).toBe('unauthorized');
  });

  it.each([
    ['Authorization', 'Bearer wrong'],
    ['Authorization', `Basic ${TOKEN}`],
    ['Authorization', `Bearer ${TOKEN}x`],
    ['Authorization', `Bearer ${TOKEN.slice(0, -1)}`],
    ['Authorization', 'Bearer '],
    ['x-api-key', ''],
    ['Cookie', `${cookieName(8000)}=${TOKEN}`],
    ['Cookie', `${cookieName(8001)}=${cookieValue(TOKEN)}`],
    ['Cookie', `${cookieName(8000)}=${cookieValue('the token before')}`],
    ['Cookie', ''],
  ])('is not %s: %s', (name, value) => {
    expect(refusal([host, [name, value]], over)).toBe('unauthorized');
  });

  it('lets one good credential stand beside one for the provider', () => {
    const both: [string, string][] = [
      host,
      ['Authorization', 'Bearer sk-provider'],
      ['x-kimi-proxy-token', TOKEN],
    ];
    expect(refusal(both, over)).toBe('passes');
  });

  it('makes the Host not matter', () => {
    expect(
      refusal(
        [
          ['Host', 'proxy.example'],
          ['x-api-key', TOKEN],
        ],
        over,
      ),
    ).toBe('passes');
    expect(
      refusal(
        [
          ['Host', 'proxy.example'],
          ['x-api-key', 'wrong'],
        ],
        over,
      ),
    ).toBe('forbidden_host');
  });

  it('is not needed for the front door, whose Host matters all the same', () => {
    for (const [method, url] of [
      ['GET', '/'],
      ['GET', '/?lang=fr'],
      ['HEAD', '/'],
      ['POST', '/auth'],
    ]) {
      expect(refusal([host], over, { method, url })).toBe('passes');
      expect(refusal([['Host', 'evil.example']], over, { method, url })).toBe('forbidden_host');
    }
    for (const [method, url] of [
      ['POST', '/'],
      ['GET', '/auth'],
      ['GET', '/health'],
      ['GET', '//'],
      ['GET', '/ws'],
    ]) {
      expect(refusal([host], over, { method, url })).toBe('unauthorized');
    }
  });

  it('does nothing where none is configured', () => {
    expect(
      refusal([
        ['Host', 'evil.example'],
        ['x-api-key', ''],
      ]),
    ).toBe('forbidden_host');
    expect(
      refusal([
        ['Host', 'localhost'],
        ['x-api-key', 'anything'],
      ]),
    ).toBe('passes');
  });
});

describe('the request target', () => {
  it.each(['http://evil.example/', 'evil.example:443', ''])('%j, which is no path, is refused', (url) => {
    expect(refusal([['Host', 'localhost']], {}, { url })).toBe('invalid_request');
  });
});
