import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAddress, maskHeaders } from '../../../src/pipeline/mask-headers.ts';

const maskedValue = (name: string, value: string, secrets: string[] = []): string | undefined =>
  maskHeaders([[name, value]], secrets).pairs[0]?.[1];

describe('headers that are recorded', () => {
  it.each([
    ['authorization', 'Bearer abc', 'Bearer ***'],
    ['Authorization', 'Basic dXNlcjpwYXNz', 'Basic ***'],
    ['authorization', 'my own words', '***'],
    ['proxy-authorization', 'Digest username="a"', 'Digest ***'],
    ['x-api-key', 'k', '***'],
    ['X-Goog-Api-Key', 'k', '***'],
    ['api-key', 'k', '***'],
    ['cookie', 'a=b; c=d', '***'],
    ['set-cookie', 'sid=1; Path=/', '***'],
    ['x-kimi-proxy-token', 'short', '***'],
    ['x-amz-security-token', 'abc', '***'],
    ['x-hub-signature-256', 'sha256=00', '***'],
    ['x-my-secret', 'abc', '***'],
    ['x-db-password', 'abc', '***'],
    ['x-other', 'Bearer abc', 'Bearer ***'],
    ['x-other', 'prefix sk-ant-api03-abcdefgh', '***'],
    ['x-other', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x', '***'],
    ['x-ratelimit-remaining-tokens', 'tok_abcdef', '***'],
  ])('have no secret: %s: %s', (name, value, masked) => {
    expect(maskedValue(name, value)).toBe(masked);
  });

  it.each([
    ['user-agent', 'claude-cli/2.0 (external, cli)'],
    ['anthropic-beta', 'oauth-2025-04-20,context-1m'],
    ['x-ratelimit-remaining-tokens', '149984'],
    ['anthropic-ratelimit-tokens-reset', '2026-11-27T10:00:00Z'],
    ['x-ratelimit-reset-tokens', '6m0s'],
    ['content-type', 'text/event-stream; charset=utf-8'],
    ['referer', 'https://example.org/a?b=c'],
  ])('are what came where there is none: %s: %s', (name, value) => {
    expect(maskedValue(name, value)).toBe(value);
  });

  it('lose a known secret wherever it stands, and however it is written', () => {
    const secret = 'top secret/1';
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const form of forms) expect(maskedValue('x-note', `see ${form}.`, [secret])).toBe('***');
    expect(maskHeaders([[`x-${'abcdefgh'}`, '1']], ['abcdefgh']).pairs).toEqual([['***', '1']]);
  });

  it('never hold a known secret, whatever the headers are', () => {
    const word = fc.string({ minLength: 4, maxLength: 12 });
    const text = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(word, text, text, text, (secret, name, before, behind) => {
        const kept = JSON.stringify(
          maskHeaders([[name, before + secret + behind]], [secret]).pairs.map(([, v]) => v),
        );
        fc.pre(!'***Bearer Basic'.includes(secret));
        expect(kept.includes(JSON.stringify(secret).slice(1, -1))).toBe(false);
      }),
    );
  });

  it('are bounded', () => {
    const long = maskHeaders([['x-long', 'a'.repeat(10_000)]], []);
    expect(long.pairs[0]?.[1]).toHaveLength(4096);
    expect(long.truncated).toBe(true);
    const many = maskHeaders(
      Array.from({ length: 1000 }, (_, i): [string, string] => [`x-${i}`, 'b'.repeat(100)]),
      [],
    );
    expect(JSON.stringify(many.pairs).length).toBeLessThan(24 * 1024);
    expect(many.truncated).toBe(true);
  });
});

describe('an address that is recorded', () => {
  it.each([
    [
      '/v1beta/models/m:streamGenerateContent?alt=sse&key=AIza',
      '/v1beta/models/m:streamGenerateContent?alt=sse&key=***',
    ],
    ['/v1/messages?beta=true', '/v1/messages?beta=true'],
    ['/a?x%2Dapi%2Dkey=1&b=2', '/a?x%2Dapi%2Dkey=***&b=2'],
    ['/a?access_token=1;sig=2', '/a?access_token=***;sig=***'],
    ['https://user:pass@example.org/a', 'https://***@example.org/a'],
    ['/a?q=%zz', '/a?q=%zz'],
  ])('%s', (address, masked) => {
    expect(maskAddress(address, [])).toBe(masked);
  });
});
