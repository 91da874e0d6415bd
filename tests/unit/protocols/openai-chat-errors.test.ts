import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { errorBody, errorEvent } from '../../../src/protocols/openai-chat/errors.ts';
import { readEvents } from '../../support/sse.ts';

const ID = '01m81ptq6yyd0nccm96z7gc8ky';

describe('an error in the words of chat completions', () => {
  it.each([
    ['bad_json', 'invalid_request_error'],
    ['body_too_large', 'invalid_request_error'],
    ['unauthorized', 'authentication_error'],
    ['forbidden_host', 'authentication_error'],
    ['model_not_found', 'not_found_error'],
    ['rate_limited', 'rate_limit_error'],
    ['upstream_unreachable', 'server_error'],
    ['upstream_timeout', 'server_error'],
    ['internal_error', 'server_error'],
  ] as const)('has our code and OpenAI’s type: %s is a %s', (code, type) => {
    expect(errorBody(new ProxyError(code, 'what happened'), ID)).toEqual({
      error: { message: 'what happened', type, param: null, code, exchange_id: ID },
    });
  });

  it('says what to do within the message, where tools show it, and by itself', () => {
    const error = new ProxyError('model_not_found', 'no model is called x', { hint: 'did you mean y?' });
    expect(errorBody(error, ID)).toMatchObject({
      error: { message: 'no model is called x (did you mean y?)', hint: 'did you mean y?' },
    });
  });

  it('names the field that is wrong as its parameter', () => {
    const error = new ProxyError('invalid_request', 'bad', { details: { field: 'messages', at: 3 } });
    expect(errorBody(error, ID)).toMatchObject({
      error: { param: 'messages', details: { field: 'messages', at: 3 } },
    });
    const odd = new ProxyError('invalid_request', 'bad', { details: { field: 7 } });
    expect(errorBody(odd, ID)).toMatchObject({ error: { param: null } });
  });

  it('keeps its cause to itself', () => {
    const error = new ProxyError('upstream_reset', 'gone', {
      cause: new Error('authorization: Bearer secret'),
    });
    expect(JSON.stringify(errorBody(error, ID))).not.toContain('secret');
  });

  it('is understood by the official SDK', () => {
    const body = errorBody(new ProxyError('model_not_found', 'no such model'), ID) as { error: object };
    const error = OpenAI.APIError.generate(404, body, undefined, new Headers());
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', type: 'not_found_error', param: null });
  });
});

describe('an error within a stream', () => {
  it('is one event that holds the same, whatever its text holds', () => {
    const error = new ProxyError('upstream_reset', 'line one\nline two\r\n\r\ndata: [DONE]');
    const { events, rest } = readEvents(errorEvent(error, ID));
    expect(rest).toBe('');
    expect(events.map(({ data }) => JSON.parse(data))).toEqual([errorBody(error, ID)]);
  });
});
