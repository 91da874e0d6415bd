import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderConfig } from '../../../src/config/index.ts';
import { ProxyError } from '../../../src/exchange/index.ts';
import {
  bringsCredential,
  credentialFor,
  type HeadersUp,
  headersDown,
  headersUp,
} from '../../../src/pipeline/headers.ts';
import { providerAt } from '../upstream/support.ts';

const TOKEN = 'our-own-token-123456';
const provider = (over: Partial<ProviderConfig> = {}): ProviderConfig => ({
  ...providerAt('https://up.example/v1'),
  ...over,
});
const PLAIN: HeadersUp = {
  credential: {},
  identity: false,
  authToken: null,
  demanded: {},
  converted: null,
  otherProtocol: false,
};
const up = (headers: IncomingHttpHeaders, over: Partial<ProviderConfig> = {}, identity = false) =>
  headersUp(headers, provider(over), { ...PLAIN, identity });
const down = (headers: Record<string, string | string[] | undefined>) => headersDown({ headers }, 'the-id');

describe('headers that go up', () => {
  it('are those that the provider’s protocol demands, where the client has none', () => {
    const demanded = { 'anthropic-version': '2023-06-01' };
    expect(headersUp({}, provider(), { ...PLAIN, demanded })).toEqual(demanded);
    const own = { 'anthropic-version': '2024-01-01' };
    expect(headersUp(own, provider(), { ...PLAIN, demanded })).toEqual(own);
  });

  it('are, of a converted request, those that its new protocol wants and none of its old one', () => {
    const sent = {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a',
      'x-stainless-lang': 'js',
      'content-type': 'application/json; charset=utf-16',
      'user-agent': 'tool/1.0',
      'x-mine': '1',
    };
    const converted = { 'x-wanted': 'yes' };
    expect(headersUp(sent, provider(), { ...PLAIN, converted, otherProtocol: true })).toEqual({
      'content-type': 'application/json',
      'user-agent': 'tool/1.0',
      'x-mine': '1',
      'x-wanted': 'yes',
    });
  });

  it('are all of the client’s where a request was converted within its own protocol', () => {
    const sent = {
      'anthropic-beta': 'oauth-2025-04-20,context-management-2025-06-27',
      'x-claude-code-x': '1',
    };
    expect(
      headersUp(sent, provider(), { ...PLAIN, converted: { 'anthropic-version': '2023-06-01' } }),
    ).toEqual({ ...sent, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' });
  });

  it('are the client’s, known or not, with all their values', () => {
    expect(
      up({
        'user-agent': 'tool/1.0',
        accept: 'text/event-stream',
        'content-type': 'application/json',
        'x-stainless-lang': 'js',
        'openai-organization': 'org',
        'x-many': ['a', 'b'] as unknown as string,
      }),
    ).toEqual({
      'user-agent': 'tool/1.0',
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'x-stainless-lang': 'js',
      'openai-organization': 'org',
      'x-many': ['a', 'b'],
    });
  });

  it.each([
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'host',
    'content-length',
    'content-encoding',
    'expect',
    'cookie',
    'cookie2',
    'origin',
    'referer',
    'authorization',
    'x-api-key',
    'api-key',
    'x-goog-api-key',
    'x-kimi-proxy-token',
    'x-kimi-proxy-session',
    'x-kimi-proxy-provider',
    'x-kimi-proxy-anything',
  ])('are without %s', (name) => {
    expect(up({ [name]: 'value', 'x-other': 'stays' })).toEqual({ 'x-other': 'stays' });
  });

  it('are without what the connection header names', () => {
    expect(up({ connection: 'Close, X-Hop ,x-other', 'x-hop': '1', 'x-other': '2', 'x-stays': '3' })).toEqual(
      { 'x-stays': '3' },
    );
    expect(up({ connection: 'keep-alive', 'x-stays': '3' })).toEqual({ 'x-stays': '3' });
  });

  it.each([
    ['gzip, deflate, br', 'gzip, deflate, br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'gzip, deflate, br'],
    ['zstd, gzip;q=0.5', 'gzip;q=0.5'],
    ['GZIP, zstd', 'GZIP'],
    ['zstd', 'identity'],
    ['*', 'identity'],
    ['identity', 'identity'],
  ])('offer only encodings that can be read here: %s becomes %s', (offered, expected) => {
    expect(up({ 'accept-encoding': offered })).toEqual({ 'accept-encoding': expected });
  });

  it('ask for a plain answer where it must be read on its way', () => {
    expect(up({ 'accept-encoding': 'gzip' }, {}, true)).toEqual({ 'accept-encoding': 'identity' });
    expect(up({}, {}, true)).toEqual({ 'accept-encoding': 'identity' });
    expect(up({})).toEqual({});
  });

  it('are the provider’s where both have one, and the credential’s before both', () => {
    const headers = headersUp(
      { 'x-title': 'the client', 'x-more': '1' },
      provider({ headers: { 'X-Title': 'the configuration', Authorization: 'from the configuration' } }),
      { ...PLAIN, credential: { authorization: 'Bearer key' } },
    );
    expect(headers).toEqual({ 'x-title': 'the configuration', 'x-more': '1', authorization: 'Bearer key' });
  });
});

describe('headers that come down', () => {
  it('are the upstream’s, with the exchange’s id', () => {
    expect(
      down({
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'retry-after': '3',
        'x-ratelimit': ['1', '2'],
      }),
    ).toEqual({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'retry-after': '3',
      'x-ratelimit': ['1', '2'],
      'x-kimi-proxy-exchange': 'the-id',
    });
  });

  it.each([
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'set-cookie',
    'set-cookie2',
    'alt-svc',
    'strict-transport-security',
    'access-control-allow-origin',
    'access-control-allow-credentials',
    'access-control-expose-headers',
    'content-security-policy',
    'clear-site-data',
  ])('are without %s', (name) => {
    expect(down({ [name]: 'value' })).toEqual({ 'x-kimi-proxy-exchange': 'the-id' });
  });

  it('are without what the connection header names', () => {
    expect(down({ connection: 'close, x-hop', 'x-hop': '1', 'x-stays': '2' })).toEqual({
      'x-stays': '2',
      'x-kimi-proxy-exchange': 'the-id',
    });
  });

  it('cannot give the exchange another id', () => {
    expect(down({ 'x-kimi-proxy-exchange': 'forged' })).toEqual({ 'x-kimi-proxy-exchange': 'the-id' });
  });
});

describe('the credential that goes up', () => {
  const keyed = (key: string) => ({ authorization: `Bearer ${key}` });
  const credential = (over: Partial<ProviderConfig>, headers: IncomingHttpHeaders = {}) =>
    credentialFor(provider(over), headers, TOKEN, keyed);
  const KIMI = /^sk-kimi-/;

  it('is the provider’s own key, in the provider’s own header', () => {
    expect(credential({ auth: 'key', apiKey: 'the-key' })).toEqual({ authorization: 'Bearer the-key' });
    expect(
      credentialFor(provider({ auth: 'key', apiKey: 'k' }), {}, null, (key) => ({ 'x-api-key': key })),
    ).toEqual({ 'x-api-key': 'k' });
  });

  it('is never the client’s where the provider has a key', () => {
    expect(
      credential(
        { auth: 'key', apiKey: 'the-key' },
        { authorization: 'Bearer client', 'x-api-key': 'client' },
      ),
    ).toEqual({ authorization: 'Bearer the-key' });
  });

  it('is none where the provider wants none', () => {
    expect(credential({ auth: 'none', apiKey: 'unused' }, { authorization: 'Bearer client' })).toEqual({});
  });

  it.each(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])(
    'is the client’s own, in the header %s that it came in, where the provider says so',
    (header) => {
      expect(credential({ auth: 'client' }, { [header]: 'Bearer mine' })).toEqual({
        [header]: 'Bearer mine',
      });
    },
  );

  it('of a client goes up only in the provider’s known shape', () => {
    const of = (value: string) => () =>
      credential({ auth: 'client', credentialShape: KIMI }, { authorization: `Bearer ${value}` });
    expect(of('sk-kimi-123')()).toEqual({ authorization: 'Bearer sk-kimi-123' });
    expect(of('sk-ant-123')).toThrow(ProxyError);
    expect(of('')).toThrow(ProxyError);
  });

  it('is never our own token, but what comes beside it', () => {
    expect(() => credential({ auth: 'client' }, { authorization: `Bearer ${TOKEN}` })).toThrow(ProxyError);
    expect(() => credential({ auth: 'client' }, { authorization: TOKEN })).toThrow(ProxyError);
    expect(credential({ auth: 'client' }, { authorization: `bearer ${TOKEN}`, 'x-api-key': 'mine' })).toEqual(
      { 'x-api-key': 'mine' },
    );
  });

  it('that is missing is told with the variable to set', () => {
    const refused = (over: Partial<ProviderConfig>): ProxyError => {
      try {
        credential(over);
      } catch (error) {
        return error as ProxyError;
      }
      throw new Error('not refused');
    };
    expect(refused({ auth: 'key', keyVariable: 'UP_API_KEY' })).toMatchObject({
      code: 'provider_key_missing',
      status: 401,
      details: { provider: 'up', variable: 'UP_API_KEY' },
      hint: expect.stringContaining('UP_API_KEY'),
    });
    expect(refused({ auth: 'client' })).toMatchObject({
      code: 'provider_key_missing',
      details: { provider: 'up' },
      hint: 'set providers.up.api_key',
    });
  });

  it('never is our own token, whatever the client sends', () => {
    const bare = fc.constantFrom(TOKEN, ` ${TOKEN} `, `Bearer ${TOKEN}`, '', 'other');
    const bearer = fc.constantFrom(
      TOKEN,
      `Bearer ${TOKEN}`,
      `bearer  ${TOKEN} `,
      '',
      'Bearer ',
      'Bearer other',
    );
    const headers = fc.record(
      { authorization: bearer, 'x-api-key': bare, 'api-key': bare },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(headers, (sent) => {
        let given: Record<string, string> = {};
        try {
          given = credential({ auth: 'client' }, sent);
        } catch (error) {
          expect(error).toBeInstanceOf(ProxyError);
        }
        expect(JSON.stringify(given)).not.toContain(TOKEN);
      }),
    );
  });

  it('and our own token go up in no header of any name', () => {
    const sent = {
      'x-extra': TOKEN,
      'x-list': ['a', `b ${TOKEN}`],
      'x-text': `Token ${TOKEN}`,
      'x-kept': 'other',
    };
    expect(headersUp(sent, provider(), { ...PLAIN, authToken: TOKEN })).toEqual({ 'x-kept': 'other' });
    expect(
      headersUp({ 'x-a': 'abc', 'x-b': 'Bearer ab' }, provider(), { ...PLAIN, authToken: 'ab' }),
    ).toEqual({
      'x-a': 'abc',
    });
  });

  it('is known beforehand to be there or not', () => {
    const client = provider({ auth: 'client', credentialShape: KIMI });
    expect(bringsCredential(client, { authorization: 'Bearer sk-kimi-1' }, TOKEN)).toBe(true);
    expect(bringsCredential(client, { authorization: 'Bearer sk-other' }, TOKEN)).toBe(false);
    expect(bringsCredential(client, {}, TOKEN)).toBe(false);
    expect(bringsCredential(provider(), { authorization: `Bearer ${TOKEN}` }, TOKEN)).toBe(false);
    expect(bringsCredential(provider(), { authorization: `Bearer ${TOKEN}` }, null)).toBe(true);
  });
});
