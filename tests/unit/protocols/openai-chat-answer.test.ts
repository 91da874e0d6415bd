import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extraUsage, readAnswer, readStreamTail } from '../../../src/protocols/openai-chat/answer.ts';
import { encodeEvents, type SseEvent, type SseFormat } from '../../support/sse.ts';

const USAGE = { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 };
const READ = { input: 20, output: 6, total: 26 };

const whole = (body: unknown) => readAnswer(Buffer.from(JSON.stringify(body)), false);
const bytes = (events: readonly SseEvent[], format: SseFormat = {}) =>
  Buffer.concat(encodeEvents(events, format));
const delta = (part: object, more: object = {}) => ({
  id: 'c1',
  choices: [{ index: 0, delta: part }],
  ...more,
});
const last = { id: 'c1', choices: [], usage: USAGE };

describe('a whole answer', () => {
  it('is read for its text, usage and id', () => {
    const answer = whole({
      id: 'chatcmpl-9',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
      usage: USAGE,
    });
    expect(answer).toMatchObject({
      text: 'Hello',
      usage: READ,
      error: null,
      finished: true,
      responseId: 'chatcmpl-9',
    });
  });

  it('counts all that the model wrote: parts, reasoning, refusals, tool calls, every choice', () => {
    const { text } = whole({
      choices: [
        {
          message: {
            content: [{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }],
            reasoning_content: 'c',
            refusal: 'd',
            tool_calls: [{ function: { name: 'e', arguments: '{"f":1}' } }, { function: null }, null],
          },
        },
        { message: { content: null, reasoning: 'g' } },
        { text: 'h' },
      ],
    });
    expect(text).toBe('abcde{"f":1}gh');
  });

  it.each([
    ['an object', { error: { message: 'no', type: 'invalid_request_error', code: 'bad' } }, 'bad', 'no'],
    [
      'an object without a code',
      { error: { message: 'no', type: 'overloaded', code: null } },
      'overloaded',
      'no',
    ],
    ['an object with a number as its code', { error: { message: 'no', code: 429 } }, 'upstream_error', 'no'],
    ['text', { error: 'out of luck' }, 'upstream_error', 'out of luck'],
    ['a detail (FastAPI)', { detail: 'Not Found' }, 'upstream_error', 'Not Found'],
    ['a message (Mistral)', { object: 'error', message: 'Unauthorized' }, 'upstream_error', 'Unauthorized'],
    ['something else', { error: { reason: 1 } }, 'upstream_error', 'the provider reported an error'],
    ['a number', { error: 5 }, 'upstream_error', 'the provider reported an error'],
  ])('that is an error is read as one: %s', (_shape, body, code, message) => {
    expect(whole(body).error).toEqual({ code, message });
  });

  it.each([
    ['null beside choices', { error: null, choices: [] }],
    ['a message beside choices', { message: 'fine', choices: [] }],
    ['nothing of the kind', { detail: [{ loc: [] }] }],
    ['a list', []],
    ['a text', 'error'],
  ])('is no error where there is %s', (_shape, body) => {
    expect(whole(body).error).toBeNull();
  });

  it.each(['', '{"choices": [', 'Bad gateway', '<html>'])('that is not JSON is not finished: %j', (text) => {
    expect(readAnswer(Buffer.from(text), false)).toEqual({
      usage: null,
      text: '',
      error: null,
      finished: false,
      responseId: null,
    });
  });
});

describe('a streamed answer', () => {
  const events: SseEvent[] = [
    delta({ role: 'assistant', content: '' }),
    delta({ content: 'Hel' }),
    delta({ content: 'lo 🚀' }),
    delta({ reasoning_content: '!' }),
    delta({ tool_calls: [{ index: 0, id: 'x', function: { name: 'f', arguments: '' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
    last,
    '[DONE]',
  ];

  it.each<[string, SseFormat]>([
    ['as usual', {}],
    ['with CRLF', { separator: '\r\n' }],
    ['with CR', { separator: '\r' }],
    ['with comments between', { comments: true }],
    ['without its last blank line', { lastWithoutBlankLine: true }],
    ['without blanks after the colon', { tight: true }],
  ])('is put together: %s', (_name, format) => {
    expect(readAnswer(bytes(events, format), true)).toMatchObject({
      text: 'Hello 🚀!f{}',
      usage: READ,
      error: null,
      finished: true,
      responseId: 'c1',
    });
  });

  it('that has no end mark is not finished, and is read as far as it came', () => {
    const all = bytes(events);
    expect(readAnswer(all.subarray(0, all.indexOf('lo 🚀') + 3), true)).toMatchObject({
      text: 'Hel',
      usage: null,
      finished: false,
    });
  });

  it('whose every chunk reports usage is counted once, by the last', () => {
    const growing = [1, 2, 3].map((output) =>
      delta({ content: 'x' }, { usage: { prompt_tokens: 10, completion_tokens: output } }),
    );
    expect(readAnswer(bytes([...growing, '[DONE]']), true).usage).toMatchObject({
      input: 10,
      output: 3,
      total: 13,
    });
  });

  it('keeps its usage where later chunks have none', () => {
    expect(readAnswer(bytes([last, delta({}, { usage: null }), '[DONE]']), true).usage).toMatchObject(READ);
  });

  it('whose provider fails half-way says so', () => {
    const answer = readAnswer(
      bytes([delta({ content: 'a' }), { error: { message: 'overloaded', code: 'busy' } }]),
      true,
    );
    expect(answer).toMatchObject({
      text: 'a',
      error: { code: 'busy', message: 'overloaded' },
      finished: false,
    });
  });

  it('goes on behind events that make no sense', () => {
    const odd: SseEvent[] = ['{"choices"', 'null', '5', '[]', '', { choices: 'x' }, { choices: [null, 7] }];
    expect(readAnswer(bytes([...odd, delta({ content: 'ok' }), '[DONE]']), true)).toMatchObject({
      text: 'ok',
      finished: true,
    });
  });

  it('of any bytes is read without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (some, streamed) => {
        expect(readAnswer(Buffer.from(some), streamed).usage).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (values) => {
        const answer = readAnswer(bytes(values.map((value) => ({ data: JSON.stringify(value) }))), true);
        expect(typeof answer.text).toBe('string');
      }),
    );
  });
});

describe('the usage at the end of a stream', () => {
  it.each<[string, SseEvent[]]>([
    ['in a chunk of its own', [delta({ content: 'a' }), last, '[DONE]']],
    ['beside the last choice', [delta({}, { usage: USAGE }), '[DONE]']],
    ['within the last choice', [{ choices: [{ delta: {}, usage: USAGE }] }, '[DONE]']],
    ['a few events before the end', [last, delta({}), delta({}), '[DONE]']],
  ])('is found %s', (_name, events) => {
    for (const separator of ['\n', '\r\n', '\r'] as const)
      expect(readStreamTail(bytes(events, { separator }))?.usage).toMatchObject(READ);
  });

  it('is found where the first of the bytes are half an event', () => {
    const all = bytes([delta({ content: 'a long one' }), last, '[DONE]']);
    for (let from = 0; from < all.indexOf('data: {"id":"c1","choices":[],'); from++)
      expect(readStreamTail(all.subarray(from))?.usage, String(from)).toMatchObject(READ);
  });

  it('is the last one where every chunk has one', () => {
    const events = [1, 2].map((output) =>
      delta({}, { usage: { prompt_tokens: 1, completion_tokens: output } }),
    );
    expect(readStreamTail(bytes([...events, '[DONE]']))?.usage).toMatchObject({ output: 2 });
  });

  it.each<[string, SseEvent[]]>([
    ['there is none', [delta({ content: 'a' }), '[DONE]']],
    ['no end mark came', [delta({ content: 'a' }), last]],
    ['it is null', [delta({ content: 'a' }, { usage: null }), '[DONE]']],
    ['it is only spoken of', [delta({ content: '{"usage": {"prompt_tokens": 1}}' }), '[DONE]']],
    ['a text looks like an event', [delta({ content: 'data: {"usage":{"prompt_tokens":1}}' }), '[DONE]']],
    ['there is nothing at all', []],
  ])('is unknown where %s', (_name, events) => {
    expect(readStreamTail(bytes(events))).toBeNull();
  });

  it('agrees with reading the whole, or is unknown', () => {
    const event = fc.oneof(
      fc.constant(last),
      fc.constant<SseEvent>('[DONE]'),
      fc.string().map((content) => delta({ content })),
      fc.nat(99).map((output) => delta({}, { usage: { prompt_tokens: 1, completion_tokens: output } })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const all = bytes(events);
        const quick = readStreamTail(all);
        if (quick !== null) expect(quick.usage).toEqual(readAnswer(all, true).usage);
      }),
    );
  });
});

describe('the extra chunk of include_usage', () => {
  const event = (value: SseEvent, format: SseFormat = {}) => bytes([value], format);

  it('is told by its empty choices and its usage, however it is written', () => {
    for (const format of [{}, { separator: '\r\n' }, { tight: true }, { comments: true }] as SseFormat[])
      expect(extraUsage.is(event(last, format))).toBe(true);
    expect(extraUsage.is(event({ usage: USAGE, object: 'x', choices: [] }))).toBe(true);
    expect(extraUsage.is(event(JSON.stringify(last, null, 2)))).toBe(true);
    expect(extraUsage.is(event({ data: JSON.stringify(last), event: 'message', id: '7' }))).toBe(true);
  });

  it.each<[string, SseEvent]>([
    ['choices', delta({ content: 'a' }, { usage: USAGE })],
    ['no usage yet', { choices: [], usage: null }],
    ['no usage, but a prompt filter (Azure)', { choices: [], prompt_filter_results: [] }],
    ['no choices at all', { usage: USAGE }],
    ['choices that are none', { choices: null, usage: USAGE }],
    ['a text that speaks of both', delta({ content: '"choices":[],"usage":{}' })],
    ['the end mark', '[DONE]'],
    ['broken JSON', '{"choices":[],"usage":{"prompt_tokens":'],
    ['a list', '["choices","usage"]'],
  ])('is not a chunk with %s', (_name, value) => {
    expect(extraUsage.is(event(value))).toBe(false);
  });

  it('is not a comment', () => {
    expect(extraUsage.is(Buffer.from(': "choices":[],"usage":{}\n\n'))).toBe(false);
  });
});
