import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderType } from '../../../src/config/index.ts';
import { ownWire, pathBelowVersion as path, providerKind, wireFor } from '../../../src/providers/index.ts';
import { provider } from './fixtures.ts';

const BEARER = { authorization: 'Bearer sk-1' };

describe('how a provider is spoken to', () => {
  it.each<[ProviderType, string, Record<string, string>]>([
    ['kimi', 'openai-chat', BEARER],
    ['openai-compatible', 'openai-chat', BEARER],
    ['openai-responses', 'openai-responses', BEARER],
    ['anthropic', 'anthropic-messages', { 'x-api-key': 'sk-1' }],
    ['gemini', 'gemini', { 'x-goog-api-key': 'sk-1' }],
  ])('%s: in %s, with its key where that is looked for', (type, protocol, headers) => {
    const wire = ownWire(provider({ type, baseUrl: 'https://up.example/v1' }));
    expect([wire.protocol, wire.baseUrl]).toEqual([protocol, 'https://up.example/v1']);
    expect(wire.credentialHeaders('sk-1')).toEqual(headers);
    expect(providerKind({ type }).builtIn).toBe(false);
  });

  it('test is answered in this process', () => {
    expect(providerKind({ type: 'test' })).toEqual({ protocol: 'openai-chat', builtIn: true });
  });

  it('another language is spoken at the address that is given for it', () => {
    const kimi = provider({
      type: 'kimi',
      baseUrl: 'https://up.example/v1',
      endpoints: { 'anthropic-messages': 'https://up.example/anthropic/v1' },
    });
    const wire = wireFor(kimi, 'anthropic-messages');
    expect([wire.protocol, wire.baseUrl]).toEqual(['anthropic-messages', 'https://up.example/anthropic/v1']);
    expect(wire.credentialHeaders('sk-1')).toEqual({ ...BEARER, 'x-api-key': 'sk-1' });
    expect(wire.headers).toEqual({ 'anthropic-version': '2023-06-01' });
  });

  it('a language that it does not speak is answered in its own', () => {
    expect(wireFor(provider({ type: 'anthropic', baseUrl: 'https://a.example/v1' }), 'gemini')).toMatchObject(
      {
        protocol: 'anthropic-messages',
        baseUrl: 'https://a.example/v1',
      },
    );
  });

  it('a log-in token of Anthropic is a bearer’s', () => {
    const wire = ownWire(provider({ type: 'anthropic' }));
    expect(wire.credentialHeaders('sk-ant-oat01-x')).toEqual({ authorization: 'Bearer sk-ant-oat01-x' });
  });
});

describe('the path below a base URL that holds the version', () => {
  it.each([
    ['/v1/chat/completions', '/chat/completions'],
    ['/chat/completions', '/chat/completions'],
    ['/v1/fim/completions', '/fim/completions'],
    ['/v1/models/a%2Fb', '/models/a%2Fb'],
    ['/v1/models?limit=2&after=x', '/models?limit=2&after=x'],
    ['/v1', '/'],
    ['/v1?a=1', '/?a=1'],
    ['/v1beta/models', '/models'],
    ['/v1beta/models/m:generateContent?alt=sse', '/models/m:generateContent?alt=sse'],
    ['/v10/models', '/v10/models'],
    ['/v1/v1/x', '/v1/x'],
    ['/v1/files/..a/b..', '/files/..a/b..'],
    ['/v1/x?', '/x'],
    ['/v1/x?q=../y', '/x?q=../y'],
  ])('%s is %s', (clientPath, below) => {
    expect(path(clientPath)).toBe(below);
  });

  it('leaves out what the query says to this program', () => {
    expect(path('/v1/audio?provider=kimi&model=a&key=secret')).toBe('/audio?model=a');
    expect(path('/v1/audio?provider=kimi')).toBe('/audio');
    expect(path('/v1/audio?KEY=secret&keys=1&a=b=c')).toBe('/audio?keys=1&a=b=c');
  });

  it.each([
    '/v1/../admin',
    '/v1/./x',
    '/v1/a/%2e%2e/b',
    '/v1/%2E./x',
    '/v1/a/..',
    '/v1/a%2F..%2F..%2Fb',
    '/v1/..%2fb',
    '/v1/a\\..\\b',
    '/v1/a%5C..',
    '/v1/a%0d%0ahost: x',
    '/v1/a b',
    '/v1/a\r\nx',
    '/v1/a#b',
    '/v1/%zz',
    'http://elsewhere/v1/x',
    '',
  ])('%j is refused: it could lead out of the API', (clientPath) => {
    expect(() => path(clientPath)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { field: 'path' } }),
    );
  });

  it('is the same with and without /v1, and stays below the base URL', () => {
    const segments = fc.array(fc.stringMatching(/^[\w.~%-]{1,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(segments, (parts) => {
        const plain = `/${parts.join('/')}`;
        fc.pre(!/^\/v1(?:beta|alpha)?(?:\/|$)/.test(plain));
        let below: string;
        try {
          below = path(plain);
        } catch {
          return;
        }
        expect(path(`/v1${plain}`)).toBe(below);
        expect(new URL(`https://host.example/api/v1${below}`).pathname.startsWith('/api/v1/')).toBe(true);
      }),
    );
  });
});
