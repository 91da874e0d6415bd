import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { cancelledError, timeoutError, translateError } from '../../../src/upstream/errors.ts';

const LIMITS = { connectMs: 10_000, firstByteMs: 300_000, idleMs: 1500 };
const translate = (error: unknown) => translateError(error, 'up', LIMITS);
const coded = (code: string, message = 'authorization: Bearer secret') =>
  Object.assign(new Error(message), { code });

describe('what the network layer reports', () => {
  it.each([
    ['ECONNREFUSED', 'upstream_unreachable', /connection refused/],
    ['ENOTFOUND', 'upstream_unreachable', /name cannot be resolved/],
    ['EAI_AGAIN', 'upstream_unreachable', /name cannot be resolved/],
    ['EHOSTUNREACH', 'upstream_unreachable', /no route/],
    ['ENETUNREACH', 'upstream_unreachable', /no route/],
    ['EADDRNOTAVAIL', 'upstream_unreachable', /EADDRNOTAVAIL/],
    ['CERT_HAS_EXPIRED', 'upstream_unreachable', /certificate was refused \(CERT_HAS_EXPIRED\)/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'upstream_unreachable', /certificate was refused/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'upstream_unreachable', /certificate was refused/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'upstream_unreachable', /certificate was refused/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'upstream_unreachable', /certificate was refused/],
    ['ECONNRESET', 'upstream_reset', /closed the connection/],
    ['EPIPE', 'upstream_reset', /closed the connection/],
    ['UND_ERR_SOCKET', 'upstream_reset', /closed the connection/],
    ['SOMETHING_NEW', 'upstream_reset', /closed the connection/],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'upstream_invalid', /cannot be read/],
    ['UND_ERR_HEADERS_OVERFLOW', 'upstream_invalid', /headers are too large/],
  ])('%s is %s', (code, expected, message) => {
    const error = translate(coded(code));
    expect(error.code).toBe(expected);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('up');
    expect(error.details).toMatchObject({ provider: 'up' });
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'connect', 10],
    ['ETIMEDOUT', 'connect', 10],
    ['UND_ERR_HEADERS_TIMEOUT', 'first_byte', 300],
    ['UND_ERR_BODY_TIMEOUT', 'idle', 1.5],
  ])('%s is the time-out %s', (code, phase, limit) => {
    expect(translate(coded(code))).toMatchObject({
      code: 'upstream_timeout',
      details: { phase, limit_s: limit, provider: 'up' },
      hint: expect.stringContaining(`providers.up.timeouts.${phase}_s`),
    });
  });

  it('that is no HTTP is invalid by the name of the error, which has no code', () => {
    const error = Object.assign(new Error('Response does not match the HTTP/1.1 protocol'), {
      name: 'HTTPParserError',
    });
    expect(translate(error)).toMatchObject({ code: 'upstream_invalid' });
  });

  it.each([
    [new Error('x')],
    ['text'],
    [null],
    [undefined],
    [{ code: 7 }],
    [Object.assign(new Error('x'), { code: 5 })],
  ])('without a code is a reset', (error) => {
    expect(translate(error)).toMatchObject({
      code: 'upstream_reset',
      details: { reason: 'the connection failed' },
    });
  });

  it('keeps its cause for the log, and tells the client nothing of its message', () => {
    for (const code of [
      'ECONNREFUSED',
      'ECONNRESET',
      'UND_ERR_HEADERS_OVERFLOW',
      'UND_ERR_BODY_TIMEOUT',
      'CERT_X',
    ]) {
      const cause = coded(code);
      const error = translate(cause);
      expect(error.cause).toBe(cause);
      expect(JSON.stringify(error.toBody())).not.toContain('secret');
    }
  });

  it('that is ours already stays as it is', () => {
    const own = new ProxyError('client_closed', 'gone');
    expect(translate(own)).toBe(own);
  });
});

describe('a time-out', () => {
  it.each([
    ['connect', 10_000, /could not be connected to within 10 s/],
    ['first_byte', 200, /did not begin to answer within 0.2 s/],
    ['idle', 1500, /sent nothing for 1.5 s/],
    ['total', 900_000, /did not answer in full within 900 s/],
  ] as const)('of %s says how long was waited, and how to wait longer', (phase, ms, message) => {
    const error = timeoutError('kimi', phase, ms);
    expect(error).toMatchObject({ code: 'upstream_timeout', status: 504 });
    expect(error.message).toMatch(message);
    expect(error.hint).toContain(`providers.kimi.timeouts.${phase}_s`);
  });
});

describe('giving up', () => {
  it('is told as the client’s doing', () => {
    expect(cancelledError()).toMatchObject({ code: 'client_closed', status: 499 });
  });
});
