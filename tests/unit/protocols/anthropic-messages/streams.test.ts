import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import { character } from '../../../support/characters.ts';
import { answers } from './generated.ts';
import { eventsIn, readStream, target, writeStream } from './support.ts';

const ERROR = { status: 502, code: 'upstream_reset', message: 'cut' };
const BODY = { type: 'error', error: { type: 'api_error', message: 'cut' } };

/** The rules of a Messages stream, by the events' own documentation. */
function check(text: string): void {
  const open = new Set<number>();
  let next = 0;
  let stage: 'before' | 'content' | 'concluded' | 'over' = 'before';
  for (const { event, json } of eventsIn(text)) {
    expect(event).toBe(json.type);
    expect(stage).not.toBe('over');
    const index = json.index as number;
    switch (json.type) {
      case 'message_start':
        expect(stage).toBe('before');
        stage = 'content';
        break;
      case 'content_block_start':
        expect([stage, index]).toEqual(['content', next++]);
        open.add(index);
        break;
      case 'content_block_delta':
        expect([stage, open.has(index)]).toEqual(['content', true]);
        break;
      case 'content_block_stop':
        expect([stage, open.delete(index)]).toEqual(['content', true]);
        break;
      case 'message_delta':
        expect([stage, open.size]).toEqual(['content', 0]);
        expect((json.delta as Fields).stop_reason).toEqual(expect.any(String));
        stage = 'concluded';
        break;
      case 'message_stop':
        expect(stage).toBe('concluded');
        stage = 'over';
        break;
      default:
        expect(json.type).toBe('error');
        stage = 'over';
    }
  }
  if (text !== '') expect(stage).toBe('over');
}

/** What the pipeline does with a provider's steps: in order, and ended in the protocol's way where they are not. */
function relay(steps: AnswerEvent[][]): string {
  const ordered = new Ordered();
  const writer = conversion.streamWriter(target());
  let text = '';
  for (const events of steps) for (const event of ordered.push(events)) text += writer.write(event);
  for (const event of ordered.close()) text += writer.write(event);
  return ordered.ended ? text : text + writer.fail(ERROR, BODY);
}

function collected(text: string): NeutralAnswer {
  return collect(new Ordered().push(readStream(...eventsIn(text).map(({ json }) => json)))).answer;
}

/** JSON of calls is compared by what it means. */
function meant(answer: NeutralAnswer): NeutralAnswer {
  const parts = answer.parts.map((part) =>
    part.type === 'tool_call' ? { ...part, input: JSON.stringify(JSON.parse(part.input)) } : part,
  );
  return { ...answer, parts };
}

describe('an answer', () => {
  it('is read back as it was written, whole', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(conversion.readAnswer(conversion.writeAnswer(answer, target()))).toEqual(meant(answer));
      }),
    );
  });

  it('is read back as it was written, streamed, by a well-formed stream', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const text = writeStream(new Ordered().push(eventsOf(answer)));
        check(text);
        const { finish, ...rest } = meant(collected(text));
        const { finish: expected, ...same } = meant(answer);
        expect(rest).toEqual(same);
        // Calls make `stop` a `tool_calls`.
        const calls = answer.parts.some(({ type }) => type === 'tool_call');
        expect(finish.reason).toBe(calls && expected.reason === 'stop' ? 'tool_calls' : expected.reason);
      }),
    );
  });

  it('is the same streamed and whole', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const whole = conversion.readAnswer(conversion.writeAnswer(answer, target()));
        const text = writeStream(eventsOf(answer));
        const streamed = collect(readStream(...eventsIn(text).map(({ json }) => json)));
        expect(streamed).toEqual({ answer: whole, error: null, ended: true });
      }),
    );
  });
});

/** A provider's stream with everything in it. */
const STREAM: Fields[] = [
  {
    type: 'message_start',
    message: { id: 'msg_9', model: 'claude-x', usage: { input_tokens: 5, output_tokens: 1 } },
  },
  { type: 'ping' },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'redacted_thinking', data: 'cmVk' } },
  { type: 'content_block_stop', index: 1 },
  { type: 'content_block_start', index: 2, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'text_delta', text: 'Hello' } },
  {
    type: 'content_block_delta',
    index: 2,
    delta: {
      type: 'citations_delta',
      citation: { type: 'web_search_result_location', url: 'https://a', title: 'A' },
    },
  },
  { type: 'content_block_stop', index: 2 },
  {
    type: 'content_block_start',
    index: 3,
    content_block: { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
  },
  { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"query":' } },
  { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '"x"}' } },
  { type: 'content_block_stop', index: 3 },
  {
    type: 'content_block_start',
    index: 4,
    content_block: { type: 'tool_use', id: 't1', name: 'read', input: {} },
  },
  { type: 'content_block_delta', index: 4, delta: { type: 'input_json_delta', partial_json: '' } },
  { type: 'content_block_delta', index: 4, delta: { type: 'input_json_delta', partial_json: '{"path":' } },
  { type: 'content_block_delta', index: 4, delta: { type: 'input_json_delta', partial_json: '"a"}' } },
  { type: 'content_block_stop', index: 4 },
  {
    type: 'content_block_start',
    index: 5,
    content_block: { type: 'tool_use', id: 't2', name: 'now', input: {} },
  },
  { type: 'content_block_stop', index: 5 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'tool_use', stop_sequence: null },
    usage: { output_tokens: 9 },
  },
  { type: 'message_stop' },
];

const WHOLE = {
  id: 'msg_9',
  type: 'message',
  role: 'assistant',
  model: 'claude-x',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
    { type: 'redacted_thinking', data: 'cmVk' },
    {
      type: 'text',
      text: 'Hello',
      citations: [{ type: 'web_search_result_location', url: 'https://a', title: 'A' }],
    },
    { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } },
    { type: 'tool_use', id: 't1', name: 'read', input: { path: 'a' } },
    { type: 'tool_use', id: 't2', name: 'now', input: {} },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 5, output_tokens: 9 },
};

describe('a provider’s stream', () => {
  it('amounts to what the whole answer says', () => {
    expect(collect(readStream(...STREAM))).toEqual({
      answer: conversion.readAnswer(WHOLE),
      error: null,
      ended: true,
    });
  });

  it('gives each delta at once', () => {
    const reader = conversion.streamReader();
    for (const event of STREAM) {
      const steps = reader.push({ event: null, data: JSON.stringify(event) });
      const {
        text,
        thinking,
        partial_json: json,
      } = (event.delta ?? {}) as Record<string, string | undefined>;
      const piece = event.index === 3 ? undefined : (text ?? thinking ?? json);
      if (piece !== undefined && piece !== '')
        expect(steps).toEqual([{ type: 'delta', index: event.index, text: piece }]);
    }
  });

  it('cut behind any event ends well-formed for the client', () => {
    for (let n = 0; n <= STREAM.length; n++) {
      const reader = conversion.streamReader();
      const steps = STREAM.slice(0, n).map((event) =>
        reader.push({ event: null, data: JSON.stringify(event) }),
      );
      const text = relay([...steps, reader.end()]);
      check(text);
      expect(text.includes('message_stop')).toBe(n >= STREAM.length - 1);
    }
  });

  it('that lies ends well-formed for the client', () => {
    const index = fc.constantFrom<unknown>(0, 1, 2, -1, 1.5, 'x', null);
    const block = fc.oneof(
      fc.constantFrom<unknown>(
        { type: 'text', text: 'early' },
        { type: 'thinking', thinking: 'early', signature: 'c2ln' },
        { type: 'tool_use', id: '', name: 7, input: { early: 1 } },
        { type: 'redacted_thinking' },
        { type: '__proto__' },
        null,
      ),
      fc.jsonValue(),
    );
    const delta = fc.oneof(
      fc.record({ type: fc.constant('text_delta'), text: fc.string({ unit: character }) }),
      fc.record({ type: fc.constant('thinking_delta'), thinking: fc.string() }),
      fc.record({ type: fc.constant('input_json_delta'), partial_json: fc.string() }),
      fc.record({ type: fc.constant('signature_delta'), signature: fc.string() }),
      fc.record({ type: fc.constant('citations_delta'), citation: fc.jsonValue() }),
      fc.jsonValue(),
    );
    const event = fc.oneof(
      fc.record({ type: fc.constant('message_start'), message: fc.jsonValue() }),
      fc.record({ type: fc.constant('content_block_start'), index, content_block: block }),
      fc.record({ type: fc.constant('content_block_delta'), index, delta }),
      fc.record({ type: fc.constant('content_block_stop'), index }),
      fc.record({
        type: fc.constant('message_delta'),
        delta: fc.constantFrom<unknown>({ stop_reason: 'end_turn' }, {}, null),
        usage: fc.jsonValue(),
      }),
      fc.record({ type: fc.constantFrom('message_stop', 'ping', 'novel') }),
      fc.record({ type: fc.constant('error'), error: fc.jsonValue() }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 14 }), (events) => {
        const reader = conversion.streamReader();
        const steps = events.map((each) => reader.push({ event: null, data: JSON.stringify(each) }));
        check(relay([...steps, reader.end(), reader.push({ event: 'message_stop', data: 'no JSON' })]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a client’s stream', () => {
  const start: AnswerEvent = { type: 'start', id: 'c', model: null, created: null };
  const finish: AnswerEvent[] = [{ type: 'finish', finish: { reason: 'tool_calls' } }, { type: 'end' }];
  const call = (index: number): AnswerEvent => ({
    type: 'part_start',
    index,
    part: { type: 'tool_call', id: `c${index}`, name: 'f' },
  });
  const delta = (index: number, text: string): AnswerEvent => ({ type: 'delta', index, text });
  const kinds = (text: string) =>
    eventsIn(text).map(({ json }) => `${String(json.type)} ${String(json.index ?? '')}`.trim());

  it('has block after block where calls are over before the next begins', () => {
    const steps = [start, call(0), delta(0, '{"a":"}'), delta(0, '\\"{"}'), call(1), delta(1, '{}')];
    const text = writeStream([
      ...steps,
      { type: 'part_end', index: 0 },
      { type: 'part_end', index: 1 },
      ...finish,
    ]);
    check(text);
    expect(kinds(text)).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_delta 1',
      'content_block_stop 1',
      'message_delta',
      'message_stop',
    ]);
  });

  it('loses nothing of calls that come side by side', () => {
    const steps = [
      start,
      call(0),
      delta(0, '{"a"'),
      call(1),
      delta(1, '{"b":'),
      delta(0, ':1}'),
      delta(1, '2}'),
    ];
    const text = writeStream([
      ...steps,
      { type: 'part_end', index: 0 },
      { type: 'part_end', index: 1 },
      ...finish,
    ]);
    check(text);
    expect(collected(text).parts).toMatchObject([{ input: '{"a":1}' }, { input: '{"b":2}' }]);
  });

  it('goes on with a text in a new block where another part came between', () => {
    const text = writeStream([
      start,
      { type: 'part_start', index: 0, part: { type: 'reasoning' } },
      delta(0, 'hm'),
      { type: 'part_start', index: 1, part: { type: 'text' } },
      delta(1, 'a'),
      delta(0, 'later'),
      { type: 'seal', index: 0, seal: { protocol: 'gemini', kind: 'signature', value: 's' } },
      delta(1, 'b'),
      { type: 'part_end', index: 0 },
      { type: 'part_end', index: 1 },
      ...finish,
    ]);
    check(text);
    expect(collected(text).parts).toMatchObject([
      { text: 'hm' },
      { text: 'a' },
      { text: 'later', seal: { protocol: 'gemini', value: 's' } },
      { text: 'b' },
    ]);
  });

  it('writes the plain input of a custom tool as JSON', () => {
    const text = writeStream([
      start,
      { type: 'part_start', index: 0, part: { type: 'tool_call', id: 'c', name: 'patch', custom: true } },
      delta(0, 'say "hi"\n'),
      delta(0, '\ud83d'),
      delta(0, '\ude80'),
      { type: 'part_end', index: 0 },
      ...finish,
    ]);
    check(text);
    const [part] = collected(text).parts;
    expect(part?.type === 'tool_call' && JSON.parse(part.input)).toEqual({ input: 'say "hi"\n🚀' });
  });

  it('leaves empty blocks out', () => {
    const text = writeStream([
      start,
      { type: 'part_start', index: 0, part: { type: 'text' } },
      { type: 'part_end', index: 0 },
      ...finish,
    ]);
    expect(kinds(text)).toEqual(['message_start', 'message_delta', 'message_stop']);
  });
});
