import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderType } from '../../../src/config/index.ts';
import { providerKind } from '../../../src/providers/index.ts';

const path = (clientPath: string) => providerKind({ name: 'kimi', type: 'kimi' }).upstreamPath(clientPath);

describe('the registry', () => {
  it.each<ProviderType>(['kimi', 'openai-compatible'])(
    '%s speaks chat completions with a bearer key',
    (type) => {
      const kind = providerKind({ name: 'p', type });
      expect([kind.protocol, kind.builtIn]).toEqual(['openai-chat', false]);
      expect(kind.credentialHeaders('sk-1')).toEqual({ authorization: 'Bearer sk-1' });
    },
  );

  it('test is answered in this process', () => {
    expect(providerKind({ name: 'test', type: 'test' })).toMatchObject({
      protocol: 'openai-chat',
      builtIn: true,
    });
  });

  it('a type that is not spoken is refused with those that are', () => {
    expect(() => providerKind({ name: 'p', type: 'unheard-of' as ProviderType })).toThrow(
      expect.objectContaining({
        code: 'unsupported_conversion',
        hint: 'Types that are: kimi, openai-compatible, test.',
      }),
    );
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
    ['/v1beta/models', '/v1beta/models'],
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
        fc.pre(!/^\/v1(\/|$)/.test(plain));
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
