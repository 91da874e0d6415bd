import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { errorBody, errorEvent, readError } from '../../../../src/protocols/anthropic-messages/errors.ts';
import { readEvents } from '../../../support/sse.ts';

const ID = '01m81ptq6yyd0nccm96z7gc8ky';

describe('an error in the words of Messages', () => {
  it.each([
    ['bad_json', undefined, 'invalid_request_error'],
    ['unsupported_encoding', undefined, 'invalid_request_error'],
    ['unauthorized', undefined, 'authentication_error'],
    ['forbidden_host', undefined, 'permission_error'],
    ['model_not_found', undefined, 'not_found_error'],
    ['body_too_large', undefined, 'request_too_large'],
    ['rate_limited', undefined, 'rate_limit_error'],
    ['internal_error', undefined, 'api_error'],
    ['upstream_unreachable', undefined, 'api_error'],
    ['upstream_timeout', undefined, 'timeout_error'],
    ['upstream_error', 529, 'overloaded_error'],
    ['upstream_error', 402, 'billing_error'],
  ] as const)('has our code and Anthropic’s type: %s (%s) is a %s', (code, status, type) => {
    const error = new ProxyError(code, 'what happened', status === undefined ? {} : { status });
    expect(errorBody(error, ID)).toEqual({
      type: 'error',
      error: { type, message: 'what happened', code },
      request_id: ID,
    });
  });

  it('says what to do within the message, and by itself with the details', () => {
    const error = new ProxyError('invalid_request', 'no', {
      hint: 'do this',
      details: { field: 'tools[0]' },
    });
    expect(errorBody(error, ID)).toMatchObject({
      error: { message: 'no (do this)', hint: 'do this', details: { field: 'tools[0]' } },
    });
  });

  it.each([
    [400, Anthropic.BadRequestError],
    [401, Anthropic.AuthenticationError],
    [403, Anthropic.PermissionDeniedError],
    [404, Anthropic.NotFoundError],
    [429, Anthropic.RateLimitError],
    [502, Anthropic.InternalServerError],
    [529, Anthropic.InternalServerError],
  ] as const)('is the SDK’s own class by its status: %s', (status, expected) => {
    const body = errorBody(new ProxyError('upstream_error', 'no such thing', { status }), ID) as object;
    const error = Anthropic.APIError.generate(status, body, undefined, new Headers());
    expect(error).toBeInstanceOf(expected);
    expect(error.type).toBe((body as { error: { type: string } }).error.type);
    expect(error.message).toContain('no such thing');
  });

  it('keeps its cause to itself', () => {
    const error = new ProxyError('upstream_reset', 'gone', { cause: new Error('Bearer secret') });
    expect(JSON.stringify(errorBody(error, ID))).not.toContain('secret');
  });
});

describe('an error within a stream', () => {
  it('is one event of the kind that ends it, whatever its text holds', () => {
    const error = new ProxyError('upstream_reset', 'one\ntwo\r\n\r\nevent: message_stop');
    const { events, rest } = readEvents(errorEvent(error, ID));
    expect(rest).toBe('');
    expect(events.map(({ event, data }) => [event, JSON.parse(data)])).toEqual([
      ['error', errorBody(error, ID)],
    ]);
  });
});

describe('a provider’s error', () => {
  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, 'overloaded_error', 'busy'],
    [{ error: { message: 'no', code: 'bad' } }, 'bad', 'no'],
    [{ error: 'no' }, 'upstream_error', 'no'],
    [{ message: 'no' }, 'upstream_error', 'no'],
    [{ detail: 'no' }, 'upstream_error', 'no'],
  ])('%j is read', (body, code, message) => {
    expect(readError(503, body)).toEqual({ status: 503, code, message });
  });

  it.each([[null], ['no'], [[]], [{}], [{ error: {} }], [{ error: { type: 'x' } }]])(
    '%j says nothing',
    (body) => {
      expect(readError(500, body)).toBeNull();
    },
  );
});
