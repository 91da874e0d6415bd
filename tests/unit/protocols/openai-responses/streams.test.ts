import fc from 'fast-check';
import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator';
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import type { AnswerEvent } from '../../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import { answer as anyAnswer, anyStep } from './arbitraries.ts';
import {
  answerOf,
  collected,
  eventsIn,
  itemsIn,
  neutral,
  sseOf,
  stepsOf,
  stepsOfBodies,
  streamed,
  streamText,
  target,
  whole,
} from './support.ts';

/** What the official SDK makes of a stream; throws where it would. */
function accumulated(events: Fields[]): Response {
  let response: Response | undefined;
  for (const event of events)
    response = accumulateResponse(event as unknown as ResponseStreamEvent, response);
  if (response === undefined) throw new Error('no events');
  return response;
}

const typesOf = (events: Fields[]) => events.map(({ type }) => String(type).replace('response.', ''));
const start: AnswerEvent = { type: 'start', id: 'x', model: 'm', created: 1 };
const call = (index: number, id: string): AnswerEvent => ({
  type: 'part_start',
  index,
  part: { type: 'tool_call', id, name: 'read' },
});
const delta = (index: number, text: string): AnswerEvent => ({ type: 'delta', index, text });

describe('a stream for a client', () => {
  it('has every event in OpenAI’s order', () => {
    const parts: Part[] = [
      { type: 'reasoning', text: 'plan', summary: true },
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'hi' },
      { type: 'refusal', text: 'no' },
      { type: 'tool_call', id: 'a', name: 'read', input: '{}' },
      { type: 'tool_call', id: 'b', name: 'patch', input: '***', custom: true },
    ];
    const events = streamed(answerOf(parts));
    const item = (...between: string[]) => ['output_item.added', ...between, 'output_item.done'];
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      ...item(
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
      ),
      ...item(
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
      ),
      ...item('content_part.added', 'output_text.delta', 'output_text.done', 'content_part.done'),
      ...item('content_part.added', 'refusal.delta', 'refusal.done', 'content_part.done'),
      ...item('function_call_arguments.delta', 'function_call_arguments.done'),
      ...item('custom_tool_call_input.delta', 'custom_tool_call_input.done'),
      'completed',
    ]);
    expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, i) => i));
    for (const { type, item_id: id, output_index: place } of events.filter((one) => 'item_id' in one))
      expect(String(id), String(type)).toMatch(new RegExp(`_${place}$`));
    expect(sseOf(streamText(eventsOf(answerOf(parts)))).map(({ event }) => event)).toEqual(
      events.map(({ type }) => type),
    );
  });

  it('gives each delta at once', () => {
    const writer = conversion.streamWriter(target());
    const ordered = new Ordered();
    const give = (event: AnswerEvent) =>
      eventsIn(
        ordered
          .push([event])
          .map((step) => writer.write(step))
          .join(''),
      );
    give(start);
    give(call(0, 'a'));
    expect(give(delta(0, '{"pa'))).toMatchObject([
      { type: 'response.function_call_arguments.delta', delta: '{"pa' },
    ]);
    give({ type: 'part_start', index: 1, part: { type: 'text' } });
    expect(give(delta(1, 'He'))).toMatchObject([{ type: 'response.output_text.delta', delta: 'He' }]);
    expect(give(delta(0, 'th"'))).toMatchObject([{ output_index: 0, delta: 'th"' }]);
  });

  it('may have several items open at once', () => {
    const steps = [
      start,
      call(0, 'a'),
      call(1, 'b'),
      delta(1, '{"b"'),
      delta(0, '{"a"'),
      delta(1, ':1}'),
      delta(0, ':2}'),
    ];
    const text = streamText([...steps, { type: 'end' }]);
    const response = accumulated(eventsIn(text));
    expect(response.output).toMatchObject([
      { call_id: 'a', arguments: '{"a":2}' },
      { call_id: 'b', arguments: '{"b":1}' },
    ]);
    expect(collected(stepsOf(sseOf(text))).answer.parts).toMatchObject([
      { id: 'a', input: '{"a":2}' },
      { id: 'b', input: '{"b":1}' },
    ]);
  });

  it('says at its end what the whole answer says', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const {
          completed_at: _,
          output_text: __,
          ...last
        } = accumulated(streamed(answer)) as unknown as Fields;
        const { output, ...rest } = whole(answer);
        expect({ ...last, output: [] }).toEqual({ ...rest, output: [] });
        expect(itemsIn(streamed(answer))).toEqual(last.output);
        // The id that a seal was made for is known at the end alone.
        const blind = (items: unknown) =>
          (items as Fields[]).map((item) =>
            item.type === 'reasoning' ? { ...item, id: 0, encrypted_content: 0 } : item,
          );
        expect(blind(last.output)).toEqual(blind(output));
      }),
    );
  });

  it('that is cut at any step ends well-formed', () => {
    const steps = [
      ...eventsOf(
        answerOf([
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'hi' },
        ]),
      ),
    ];
    for (let cut = 0; cut < steps.length - 2; cut++) {
      const events = eventsIn(streamText(steps.slice(0, cut)));
      expect(accumulated(events)).toMatchObject({ status: 'failed', error: { code: 'upstream_reset' } });
      expect(typesOf(events).slice(-2)).toEqual(['error', 'failed']);
      expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, i) => i));
    }
  });

  it('of lying steps is one that the SDK takes', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const events = eventsIn(streamText(steps));
        const response = accumulated(events);
        expect(['completed', 'incomplete', 'failed']).toContain(response.status);
        const added = typesOf(events).filter((type) => type === 'output_item.added').length;
        const done = typesOf(events).filter((type) => type === 'output_item.done').length;
        if (response.status !== 'failed') expect(done).toBe(added);
      }),
    );
  });

  it('can be read by Codex: items that are done, usage in whole numbers', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const given = {
          ...answer,
          usage: {
            input: 1,
            cache_read: null,
            cache_write: null,
            output: null,
            reasoning: null,
            total: null,
          },
        };
        const events = streamed(given);
        for (const item of itemsIn(events)) {
          if (item.type === 'message') expect(Array.isArray(item.content)).toBe(true);
          if (item.type === 'reasoning') expect(Array.isArray(item.summary)).toBe(true);
          if (item.type === 'function_call')
            for (const field of ['name', 'arguments', 'call_id']) expect(typeof item[field]).toBe('string');
          if (item.type === 'custom_tool_call')
            for (const field of ['name', 'input', 'call_id']) expect(typeof item[field]).toBe('string');
        }
        const { response } = events.at(-1) as { response: { id: string; usage: Fields } };
        const { id, usage } = response;
        expect(id).toMatch(/^resp_/);
        for (const key of ['input_tokens', 'output_tokens', 'total_tokens'])
          expect(Number.isInteger(usage[key])).toBe(true);
      }),
    );
  });
});

describe('a provider’s stream', () => {
  it('amounts to what its whole answer is read as', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const text = streamText(eventsOf(answer));
        const last = eventsIn(text).at(-1)?.response;
        const { answer: read, ended, error } = collected(stepsOf(sseOf(text)));
        expect(ended).toBe(true);
        expect(error).toBeNull();
        expect(read).toEqual(conversion.readAnswer(last));
      }),
    );
  });

  it('without deltas is read by its items, and without items by its end', () => {
    const answer = answerOf([
      { type: 'reasoning', text: 'plan', summary: true },
      { type: 'text', text: 'hi' },
      { type: 'tool_call', id: 'a', name: 'read', input: '{}' },
    ]);
    const all = streamed(answer);
    const bare = all.filter(({ type }) => /(?:created|done|completed)$/.test(String(type)));
    const end = all.filter(({ type }) => /(?:created|completed)$/.test(String(type)));
    for (const events of [all, bare, end]) {
      const { answer: read } = collected(stepsOfBodies(...events));
      expect(read.parts).toEqual(answer.parts);
      expect(read.finish).toEqual({ reason: 'tool_calls' });
    }
  });

  it('whose events name no places, or the same for all, is told apart by ids', () => {
    const answer = answerOf([
      { type: 'text', text: 'hi' },
      { type: 'tool_call', id: 'a', name: 'read', input: '{"a":1}' },
      { type: 'tool_call', id: 'b', name: 'read', input: '{"b":1}' },
    ]);
    const all = streamed(answer);
    const without = all.map(({ output_index: _, ...event }) => event);
    const same = all.map((event) => ('output_index' in event ? { ...event, output_index: 0 } : event));
    for (const events of [without, same])
      expect(collected(stepsOfBodies(...events)).answer.parts).toEqual(answer.parts);
  });

  it('joins the paragraphs of a summary', () => {
    const part = (n: number, text: string) => [
      { type: 'response.reasoning_summary_part.added', output_index: 0, summary_index: n },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: n, delta: text },
    ];
    const item = {
      type: 'reasoning',
      id: 'rs_1',
      summary: ['a', 'b'].map((text) => ({ type: 'summary_text', text })),
      encrypted_content: 'gAAA',
    };
    const done = { type: 'response.output_item.done', output_index: 0, item };
    const end = { type: 'response.completed', response: { output: [item] } };
    const { answer } = collected(stepsOfBodies(...part(0, 'a'), ...part(1, 'b'), done, end));
    expect(answer.parts).toEqual(conversion.readAnswer({ output: [item] })?.parts);
    expect(answer.parts).toMatchObject([{ text: 'a\n\nb', seal: { id: 'rs_1' } }]);
  });

  it('that was cut says nothing of an end', () => {
    const events = sseOf(streamText(eventsOf(answerOf([{ type: 'text', text: 'hi' }]))));
    for (let cut = 0; cut < events.length; cut++)
      expect(collected(stepsOf(events.slice(0, cut))).ended).toBe(false);
  });

  it('of anything is read without throwing, and amounts to a well-formed one', () => {
    const type = fc.constantFrom(
      'response.created',
      'response.output_item.added',
      'response.output_item.done',
      'response.content_part.added',
      'response.content_part.done',
      'response.output_text.delta',
      'response.output_text.annotation.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_text.delta',
      'response.function_call_arguments.delta',
      'response.custom_tool_call_input.delta',
      'response.completed',
      'response.failed',
      'error',
    );
    const item = fc.record(
      {
        type: fc.constantFrom(
          'message',
          'reasoning',
          'function_call',
          'shell_call',
          'image_generation_call',
          'odd',
        ),
        id: fc.constantFrom('a', 'b'),
        content: fc.jsonValue(),
        summary: fc.jsonValue(),
        arguments: fc.jsonValue(),
        action: fc.jsonValue(),
        result: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const event = fc.record(
      {
        type,
        output_index: fc.constantFrom(0, 1, -1, 1e9, 'x'),
        content_index: fc.constantFrom(0, 1, null),
        item_id: fc.constantFrom('a', 'b', 7),
        delta: fc.oneof(fc.string(), fc.jsonValue()),
        item: fc.oneof(item, fc.jsonValue()),
        part: fc.oneof(fc.constant({ type: 'output_text', text: 'x' }), fc.jsonValue()),
        response: fc.oneof(fc.record({ output: fc.array(fc.oneof(item, fc.jsonValue())) }), fc.jsonValue()),
        annotation: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const steps = stepsOf(events.map((one) => ({ event: null, data: JSON.stringify(one) })));
        accumulated(eventsIn(streamText(steps, target({ request: neutral() }))));
      }),
      { numRuns: 150 },
    );
  });
});
