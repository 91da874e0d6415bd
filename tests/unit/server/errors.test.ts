import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { notFound, toProxyError } from '../../../src/server/plugins/errors.ts';
import { StoreError } from '../../../src/storage/index.ts';

const framework = (statusCode: number, code: string): Error =>
  Object.assign(new Error('the framework quotes a body here'), { statusCode, code });

describe('any thrown value becomes an error of the catalogue', () => {
  it('which one of ours is already', () => {
    const error = new ProxyError('rate_limited', 'x');
    expect(toProxyError(error)).toBe(error);
  });

  it.each([
    [413, 'FST_ERR_CTP_BODY_TOO_LARGE', 'body_too_large', 413],
    [415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_encoding', 415],
    [400, 'FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'invalid_request', 400],
    [500, 'FST_ERR_SEND_INSIDE_ONERR', 'internal_error', 500],
  ])('from the framework: %i %s is %s', (status, frameworkCode, code, answered) => {
    const error = toProxyError(framework(status, frameworkCode));
    expect([error.code, error.status]).toEqual([code, answered]);
    expect(JSON.stringify(error.toBody())).not.toContain('quotes a body');
  });

  it.each(['full', 'locked', 'corrupt', 'failed'] as const)(
    'from a store that is %s: 503, with the reason',
    (code) => {
      const error = toProxyError(new StoreError(code, '/home/someone/kimi-proxy.db'));
      expect([error.code, error.status]).toEqual(['internal_error', 503]);
      expect(error.details).toEqual({ part: 'storage', reason: code });
      expect(JSON.stringify(error.toBody())).not.toContain('/home');
    },
  );

  it.each([new TypeError('secret'), 'secret', null, { message: 'secret' }])(
    'from %s: internal_error, which says nothing of it and keeps it for the log',
    (thrown) => {
      const error = toProxyError(thrown);
      expect([error.code, error.status]).toEqual(['internal_error', 500]);
      expect(JSON.stringify(error.toBody())).not.toContain('secret');
      expect(error.cause).toBe(thrown);
    },
  );
});

describe('what nothing answers', () => {
  it('is not_found, with a hint for a program or for a tool', () => {
    expect(notFound('GET', '/api/x', [])).toMatchObject({ code: 'not_found', status: 404 });
    expect(notFound('GET', '/api/x', []).hint).toContain('/openapi.json');
    expect(notFound('GET', '/chat', []).hint).toContain('/v1');
  });

  it('is method_not_allowed where another method is answered', () => {
    const error = notFound('PUT', '/api/sessions', ['GET', 'POST']);
    expect([error.code, error.status]).toEqual(['method_not_allowed', 405]);
    expect(error.hint).toBe('It answers GET, POST.');
  });
});
