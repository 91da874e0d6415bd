import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, readStreamTail } from '../../../../src/protocols/anthropic-messages/answer.ts';
import { encodeEvents, type SseEvent, type SseFormat } from '../../../support/sse.ts';

const bytes = (events: object[], format: SseFormat = {}) =>
  Buffer.concat(
    encodeEvents(
      events.map(
        (event): SseEvent => ({ event: (event as { type: string }).type, data: JSON.stringify(event) }),
      ),
      format,
    ),
  );
const whole = (body: unknown) => readAnswer(Buffer.from(JSON.stringify(body)), false);

const USAGE = {
  input_tokens: 3,
  cache_read_input_tokens: 10,
  cache_creation_input_tokens: 0,
  output_tokens: 7,
};
const READ = { input: 13, cache_read: 10, cache_write: 0, output: 7, total: 20 };

const start = { type: 'message_start', message: { id: 'msg_1', usage: { ...USAGE, output_tokens: 1 } } };
const delta = (index: number, more: object) => ({ type: 'content_block_delta', index, delta: more });
const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: USAGE };
const stop = { type: 'message_stop' };

const STREAM = [
  start,
  { type: 'ping' },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
  delta(0, { type: 'thinking_delta', thinking: 'hm ' }),
  delta(0, { type: 'signature_delta', signature: 'c2ln' }),
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  delta(1, { type: 'text_delta', text: 'Hé' }),
  {
    type: 'content_block_start',
    index: 2,
    content_block: { type: 'tool_use', id: 't', name: ' f', input: {} },
  },
  delta(2, { type: 'input_json_delta', partial_json: '{"a"' }),
  delta(2, { type: 'input_json_delta', partial_json: ':1}' }),
  end,
  stop,
];

describe('a whole message', () => {
  it('is read for its text, usage and id', () => {
    const content = [
      { type: 'thinking', thinking: 'a', signature: 'x' },
      { type: 'text', text: 'b' },
      { type: 'tool_use', id: 't', name: 'c', input: { d: 1 } },
      null,
    ];
    expect(whole({ id: 'msg_1', content, usage: USAGE })).toMatchObject({
      text: 'abc{"d":1}',
      usage: READ,
      error: null,
      finished: true,
      responseId: 'msg_1',
    });
  });

  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, 'overloaded_error', 'busy'],
    [{ error: { message: 'no' } }, 'upstream_error', 'no'],
    [{ message: 'Not found' }, 'upstream_error', 'Not found'],
    [{ type: 'error' }, 'upstream_error', 'the provider reported an error'],
  ])('that is an error is read as one: %j', (body, code, message) => {
    expect(whole(body).error).toEqual({ code, message });
  });

  it('is no error where it only counts tokens', () => {
    expect(whole({ input_tokens: 5 })).toMatchObject({ error: null, usage: null, finished: true });
  });

  it('that is not JSON is not finished', () => {
    expect(readAnswer(Buffer.from('<html>'), false)).toMatchObject({ finished: false, error: null });
  });
});

describe('a streamed message', () => {
  it.each<[string, SseFormat]>([
    ['as usual', {}],
    ['with CRLF', { separator: '\r\n' }],
    ['with CR', { separator: '\r' }],
    ['with comments between', { comments: true }],
    ['without its last blank line', { lastWithoutBlankLine: true }],
    ['without blanks after the colon', { tight: true }],
  ])('is put together, and its usage not added: %s', (_name, format) => {
    expect(readAnswer(bytes(STREAM, format), true)).toMatchObject({
      text: 'hm Hé f{"a":1}',
      usage: READ,
      error: null,
      finished: true,
      responseId: 'msg_1',
    });
  });

  it('that was cut is not finished', () => {
    expect(readAnswer(bytes(STREAM.slice(0, -2)), true)).toMatchObject({
      finished: false,
      usage: { input: 13, output: null },
    });
  });

  it('whose provider fails half-way says so', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'busy' } };
    expect(readAnswer(bytes([start, error]), true)).toMatchObject({
      error: { code: 'overloaded_error', message: 'busy' },
      finished: false,
    });
  });

  it('of any bytes is read without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.boolean(), (values, streamed) => {
        const text = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
        expect(typeof readAnswer(Buffer.from(text), streamed).text).toBe('string');
      }),
    );
  });
});

describe('the usage at the end of a stream', () => {
  it('is found where the last events say all of it', () => {
    for (const separator of ['\n', '\r\n', '\r'] as const)
      expect(readStreamTail(bytes(STREAM, { separator }))?.usage).toMatchObject(READ);
  });

  it.each<[string, object[]]>([
    ['only the output is told', [start, { ...end, usage: { output_tokens: 7 } }, stop]],
    ['the input is 0, which may be a lie', [start, { ...end, usage: { ...USAGE, input_tokens: 0 } }, stop]],
    ['no end mark came', [start, end]],
    ['there is none', [start, stop]],
    ['it is only spoken of', [delta(0, { text: `data: ${JSON.stringify(end)}` }), stop]],
  ])('is unknown where %s', (_name, events) => {
    expect(readStreamTail(bytes(events))).toBeNull();
  });

  it('agrees with reading the whole, or is unknown', () => {
    const event = fc.oneof(
      fc.constantFrom<object>(end, stop, { type: 'ping' }),
      fc.record({ a: fc.nat(9), o: fc.nat(99) }).map(({ a, o }) => ({
        ...end,
        usage: { ...USAGE, input_tokens: a, output_tokens: o },
      })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), (events) => {
        const all = bytes([start, ...events]);
        const quick = readStreamTail(all);
        if (quick !== null && events.at(-1) === stop) {
          const { usage } = readAnswer(all, true);
          expect({ ...quick.usage, reasoning: null }).toEqual({ ...usage, reasoning: null });
        }
      }),
    );
  });
});
