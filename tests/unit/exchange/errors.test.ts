import { describe, expect, it } from 'vitest';
import { ERROR_CODES, errorBodySchema } from '../../../src/contract/index.ts';
import { ProxyError, statusOf } from '../../../src/exchange/index.ts';

describe('the catalogue of errors', () => {
  it.each(ERROR_CODES)('knows a status for %s, and it is an error’s', (code) => {
    expect(statusOf(code)).toBeGreaterThanOrEqual(400);
    expect(statusOf(code)).toBeLessThan(600);
    expect(new ProxyError(code, 'what happened').status).toBe(statusOf(code));
  });

  it.each([
    ['bad_json', 400],
    ['unsupported_encoding', 415],
    ['unauthorized', 401],
    ['provider_key_missing', 401],
    ['forbidden_host', 403],
    ['forbidden_origin', 403],
    ['model_not_found', 404],
    ['body_too_large', 413],
    ['rate_limited', 429],
    ['upstream_unreachable', 502],
    ['upstream_reset', 502],
    ['upstream_invalid', 502],
    ['provider_unavailable', 503],
    ['upstream_timeout', 504],
  ] as const)('answers %s with %i', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });
});

describe('an error', () => {
  it('takes another status where the upstream had one', () => {
    expect(new ProxyError('upstream_error', 'no', { status: 418 }).status).toBe(418);
  });

  it('carries what to do, its facts, how long to wait, and its cause', () => {
    const cause = new Error('below');
    const error = new ProxyError('provider_unavailable', 'up is resting', {
      hint: 'wait',
      details: { provider: 'up' },
      retryAfter: 12,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ProxyError', hint: 'wait', retryAfter: 12, cause });
  });

  it('has no cause where none is given', () => {
    expect('cause' in new ProxyError('internal_error', 'x')).toBe(false);
  });

  it('becomes a body of the dashboard API, without what it does not have and without its cause', () => {
    const bare = new ProxyError('not_found', 'no such thing', { cause: new Error('secret') });
    expect(bare.toBody()).toEqual({ error: { code: 'not_found', message: 'no such thing' } });
    const whole = new ProxyError('model_not_found', 'taken', {
      hint: 'another name',
      details: { field: 'name' },
    });
    expect(whole.toBody()).toEqual({
      error: { code: 'model_not_found', message: 'taken', hint: 'another name', details: { field: 'name' } },
    });
    for (const error of [bare, whole]) expect(errorBodySchema.parse(error.toBody())).toEqual(error.toBody());
  });
});
