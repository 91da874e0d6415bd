import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { errorBody as chatErrorBody } from '../../../../src/protocols/openai-chat/errors.ts';
import { readAnswer, readStreamTail } from '../../../../src/protocols/openai-responses/answer.ts';
import { openaiResponses } from '../../../../src/protocols/openai-responses/index.ts';
import { normaliseUsage, writeUsage } from '../../../../src/protocols/openai-responses/usage.ts';
import { encodeEvents, type SseEvent, type SseFormat } from '../../../support/sse.ts';
import { EXCHANGE, eventsIn, RESPONSE } from './support.ts';

const USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 26,
};
const READ = { input: 20, cache_read: 8, cache_write: null, output: 6, reasoning: 3, total: 26 };
const OUTPUT = [
  { type: 'reasoning', summary: [{ type: 'summary_text', text: 'plan;' }] },
  {
    type: 'message',
    content: [
      { type: 'output_text', text: 'Hello' },
      { type: 'refusal', refusal: '!' },
    ],
  },
  { type: 'function_call', name: 'read', arguments: '{}' },
  { type: 'custom_tool_call', name: 'patch', input: '***' },
  { type: 'local_shell_call', action: { command: ['ls'] } },
];
const TEXT = 'plan;Hello!read{}patch***{"command":["ls"]}';
const response = (more: object = {}) => ({
  id: 'resp_1',
  status: 'completed',
  output: OUTPUT,
  usage: USAGE,
  ...more,
});
const whole = (body: unknown) => readAnswer(Buffer.from(JSON.stringify(body)), false);
const event = (type: string, more: object = {}): SseEvent => ({
  event: type,
  data: JSON.stringify({ type, ...more }),
});
const bytes = (events: readonly SseEvent[], format: SseFormat = {}) =>
  Buffer.concat(encodeEvents(events, format));
const STREAM = [
  event('response.created', { response: { id: 'resp_1', output: [], usage: null } }),
  event('response.output_text.delta', { delta: 'Hel' }),
  event('response.output_text.delta', { delta: 'lo' }),
  event('response.completed', { response: response() }),
];

describe('a whole answer', () => {
  it('is read for all that the model wrote, its usage and id', () => {
    expect(whole(response())).toEqual({
      usage: READ,
      text: TEXT,
      error: null,
      finished: true,
      responseId: 'resp_1',
    });
  });

  it('that is an error says so', () => {
    expect(whole({ error: { message: 'no', code: null, type: 'invalid_request_error' } }).error).toEqual({
      code: 'invalid_request_error',
      message: 'no',
    });
    expect(
      whole(response({ status: 'failed', error: { code: 'server_error', message: 'x' } })).error,
    ).toEqual({
      code: 'server_error',
      message: 'x',
    });
    expect(whole({ detail: 'Not Found' }).error).toMatchObject({ message: 'Not Found' });
    expect(readAnswer(Buffer.from('<html>'), false)).toMatchObject({ finished: false, error: null });
  });
});

describe('a stream', () => {
  it('is read by its last event', () => {
    expect(readAnswer(bytes(STREAM), true)).toEqual({
      usage: READ,
      text: TEXT,
      error: null,
      finished: true,
      responseId: 'resp_1',
    });
    for (const type of ['response.incomplete', 'response.failed'])
      expect(readAnswer(bytes([event(type, { response: response() })]), true)).toMatchObject({
        usage: READ,
        finished: true,
      });
  });

  it('that was cut is read as far as it came', () => {
    expect(readAnswer(bytes(STREAM.slice(0, 3)), true)).toMatchObject({
      text: 'Hello',
      usage: null,
      finished: false,
    });
  });

  it('that fails says why', () => {
    const error = { code: 'server_error', message: 'x' };
    for (const last of [
      event('response.failed', { response: response({ error }) }),
      event('error', error),
      event('error', { error }),
    ])
      expect(readAnswer(bytes([...STREAM.slice(0, 2), last]), true).error).toEqual(error);
  });

  it('of any bytes is read without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.string(), (values, type) => {
        const events = values.map((value) => ({ data: JSON.stringify(value) }));
        const typed = values.map((value) => event(type, { response: value, error: value, delta: value }));
        expect(typeof readAnswer(bytes([...events, ...typed]), true).text).toBe('string');
        readStreamTail(bytes([...events, ...typed]));
      }),
    );
  });
});

describe('the end of a stream', () => {
  it('says what the whole says, however it is framed', () => {
    for (const format of [{}, { separator: '\r\n' }, { separator: '\r' }, { tight: true }] as SseFormat[]) {
      const all = bytes(STREAM, format);
      expect(readStreamTail(all)).toEqual(readAnswer(all, true));
      expect(readStreamTail(bytes([...STREAM, '[DONE]'], format))).toMatchObject({
        usage: READ,
        finished: true,
      });
    }
  });

  it('is unknown where the last event is longer than the bytes, or is another', () => {
    const all = bytes(STREAM);
    const start = all.lastIndexOf('data:');
    for (const from of [start + 1, start + 200, all.length - 5, all.length])
      expect(readStreamTail(all.subarray(from))).toBeNull();
    expect(readStreamTail(all.subarray(start))).toMatchObject({ usage: READ });
    expect(readStreamTail(bytes(STREAM.slice(0, 3)))).toBeNull();
  });

  it('is not taken for one by what a text holds', () => {
    const fake = 'data: {"type":"response.completed","response":{"usage":{"input_tokens":1}}}';
    const urls = 'data:image/png;base64,'.repeat(500);
    const odd = event('response.output_text.delta', { delta: `${fake}\n${urls}` });
    expect(readStreamTail(bytes([odd]))).toBeNull();
    const last = event('response.completed', { response: response({ instructions: fake + urls }) });
    expect(readStreamTail(bytes([odd, last]))).toMatchObject({ usage: READ });
  });
});

describe('usage', () => {
  it('is unknown, never 0, where a provider does not say', () => {
    expect(normaliseUsage({ input_tokens: 3 })).toEqual({
      input: 3,
      cache_read: null,
      cache_write: null,
      output: null,
      reasoning: null,
      total: null,
    });
    for (const odd of [
      null,
      5,
      'x',
      [],
      {},
      { input_tokens: -1 },
      { input_tokens: 1.5 },
      { input_tokens: '3' },
    ])
      expect(normaliseUsage(odd)).toBeNull();
  });

  it('is written with every field that Codex must have', () => {
    expect(
      writeUsage({
        input: 3,
        cache_read: null,
        cache_write: null,
        output: null,
        reasoning: null,
        total: null,
      }),
    ).toEqual({
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 3,
    });
  });
});

describe('an error', () => {
  const error = new ProxyError('upstream_reset', 'line one\nline two\r\n\r\ndata: x', { hint: 'try again' });

  it('has OpenAI’s shape with our code', () => {
    expect(openaiResponses.errorBody(error, EXCHANGE)).toEqual(chatErrorBody(error, EXCHANGE));
  });

  it('within a stream is one event for SDKs and one for Codex, whatever its text holds', () => {
    const events = eventsIn(openaiResponses.errorEvent(error, EXCHANGE));
    expect(events).toMatchObject([
      {
        type: 'error',
        code: 'upstream_reset',
        param: null,
        error: { code: 'upstream_reset', exchange_id: EXCHANGE },
      },
      {
        type: 'response.failed',
        response: { id: RESPONSE, status: 'failed', output: [], error: { code: 'upstream_reset' } },
      },
    ]);
    expect(events[0]?.message).toBe('line one\nline two\r\n\r\ndata: x (try again)');
  });
});
