import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { errorBody, errorEvent } from '../../../../src/protocols/gemini/errors.ts';
import { readEvents } from '../../../support/sse.ts';
import { conversion } from './kit.ts';

const ID = '01m81ptq6yyd0nccm96z7gc8ky';

describe('errors', () => {
  it.each([
    ['bad_json', 400, 'INVALID_ARGUMENT'],
    ['unauthorized', 401, 'UNAUTHENTICATED'],
    ['forbidden_host', 403, 'PERMISSION_DENIED'],
    ['model_not_found', 404, 'NOT_FOUND'],
    ['body_too_large', 413, 'INVALID_ARGUMENT'],
    ['rate_limited', 429, 'RESOURCE_EXHAUSTED'],
    ['client_closed', 499, 'CANCELLED'],
    ['internal_error', 500, 'INTERNAL'],
    ['upstream_reset', 502, 'UNAVAILABLE'],
    ['provider_unavailable', 503, 'UNAVAILABLE'],
    ['upstream_timeout', 504, 'DEADLINE_EXCEEDED'],
  ] as const)('errors: %s is %i %s', (code, status, name) => {
    expect(errorBody(new ProxyError(code, 'what happened'), ID)).toEqual({
      error: {
        code: status,
        message: 'what happened',
        status: name,
        reason: code,
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: code,
            domain: 'kimi-proxy',
            metadata: { exchange_id: ID },
          },
        ],
        exchange_id: ID,
      },
    });
  });

  it('says what to do, which field is wrong, and when to come again', () => {
    const error = new ProxyError('rate_limited', 'too many', {
      hint: 'wait',
      details: { field: 'contents[0].role' },
      retryAfter: 30,
    });
    expect(errorBody(error, ID)).toMatchObject({
      error: {
        message: 'too many (wait)',
        hint: 'wait',
        details: [
          {},
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'contents[0].role', description: 'too many' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '30s' },
        ],
      },
    });
  });

  it('is an event of its own behind one that was cut', () => {
    const error = new ProxyError('upstream_reset', 'gone');
    for (const before of [
      '',
      'data: {"a":1}\r\n\r\n',
      'data: {"a":',
      'data: {"a":1}\r\n',
      'data: {"a":1}\n\n',
      'da',
    ]) {
      const { events, rest } = readEvents(before + errorEvent(error, ID));
      expect(JSON.parse(events.at(-1)?.data ?? '')).toEqual(errorBody(error, ID));
      expect(rest).toBe('');
    }
  });
});

describe('a provider’s error', () => {
  it.each([
    [
      429,
      { error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED' } },
      { status: 429, code: 'RESOURCE_EXHAUSTED', message: 'quota' },
    ],
    [
      400,
      [{ error: { code: 400, message: 'bad', status: 'INVALID_ARGUMENT' } }],
      { status: 400, code: 'INVALID_ARGUMENT', message: 'bad' },
    ],
    [
      403,
      { error: { message: 'no', details: [{}, { reason: 'API_KEY_INVALID' }] } },
      { status: 403, code: 'API_KEY_INVALID', message: 'no' },
    ],
    [500, { error: 'broken' }, { status: 500, code: 'upstream_error', message: 'broken' }],
    [500, { error: {} }, { status: 500, code: 'upstream_error', message: 'the provider reported an error' }],
    [500, { message: 'x' }, null],
    [500, null, null],
    [500, 'text', null],
    [500, { error: null }, null],
  ])('errors: %i with %j', (status, body, wanted) => {
    expect(conversion.readError(status, body)).toEqual(wanted);
  });
});
