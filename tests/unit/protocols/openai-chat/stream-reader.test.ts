import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../../src/protocols/neutral/collect.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { chatConversion } from '../../../../src/protocols/openai-chat/conversion.ts';
import { answerOf, call, chunk, DONE, steps, streamed, text, wellFormed } from './support.ts';

const calls = (...deltas: Fields[]) => chunk({ tool_calls: deltas });
const inputs = (parts: Part[]) =>
  parts.map((part) => (part.type === 'tool_call' ? [part.id, part.name, part.input] : part.type));

describe('tool calls in a stream', () => {
  const one = [['a', 'read', '{"p":1}']];

  it.each<[string, Fields[], unknown[]]>([
    [
      'as OpenAI sends them',
      [
        { index: 0, id: 'a', type: 'function', function: { name: 'read', arguments: '' } },
        { index: 0, function: { arguments: '{"p"' } },
        { index: 0, function: { arguments: ':1}' } },
      ],
      one,
    ],
    [
      'with id and name repeated in each delta',
      [
        { index: 0, id: 'a', function: { name: 'read', arguments: '{"p"' } },
        { index: 0, id: 'a', function: { name: 'read', arguments: ':1}' } },
      ],
      one,
    ],
    [
      'with another id in each delta, and no name again',
      [
        { index: 0, id: 'a', function: { name: 'read', arguments: '{"p"' } },
        { index: 0, id: 'zz', function: { arguments: ':1}' } },
      ],
      one,
    ],
    ['whole in one chunk', [{ index: 0, id: 'a', function: { name: 'read', arguments: '{"p":1}' } }], one],
    [
      'with arguments as an object',
      [{ index: 0, id: 'a', function: { name: 'read', arguments: { p: 1 } } }],
      one,
    ],
    [
      'with the id in a later delta',
      [
        { index: 0, function: { name: 'read', arguments: '{"p"' } },
        { index: 0, id: 'a', function: { arguments: ':1}' } },
      ],
      one,
    ],
    [
      'with the name in a later delta',
      [
        { index: 0, id: 'a', function: { arguments: '{"p"' } },
        { index: 0, function: { name: 'read', arguments: ':1}' } },
      ],
      one,
    ],
    [
      'without an index',
      [
        { id: 'a', function: { name: 'read', arguments: '{"p"' } },
        { function: { arguments: ':1}' } },
        { id: 'b', function: { name: 'read', arguments: '{}' } },
      ],
      [...one, ['b', 'read', '{}']],
    ],
    [
      'all under the index 0',
      [
        { index: 0, id: 'a', function: { name: 'read', arguments: '{"p":1}' } },
        { index: 0, id: 'b', function: { name: 'write', arguments: '{}' } },
      ],
      [...one, ['b', 'write', '{}']],
    ],
    [
      'in turns',
      [
        { index: 0, id: 'a', function: { name: 'read', arguments: '' } },
        { index: 1, id: 'b', function: { name: 'read', arguments: '' } },
        { index: 0, function: { arguments: '{"p"' } },
        { index: 1, function: { arguments: '{"q"' } },
        { index: 0, function: { arguments: ':1}' } },
        { index: 1, function: { arguments: ':2}' } },
      ],
      [...one, ['b', 'read', '{"q":2}']],
    ],
  ])('%s', (_name, deltas, expected) => {
    const answer = streamed(...deltas.map((delta) => calls(delta)), chunk({}, 'tool_calls'), DONE);
    expect(inputs(answer.parts)).toEqual(expected);
    expect(answer.finish).toEqual({ reason: 'tool_calls' });
    const together = streamed(calls(...deltas), chunk({}, 'stop'), DONE);
    expect(inputs(together.parts)).toEqual(expected);
  });

  it('without any id get one', () => {
    const { parts } = streamed(
      calls({ function: { name: 'read', arguments: '{}' } }),
      chunk({}, 'stop'),
      DONE,
    );
    expect(parts).toMatchObject([
      { id: expect.stringMatching(/^call_[0-9a-f]{24}$/), name: 'read', input: '{}' },
    ]);
  });

  it('in the old form', () => {
    const { parts, finish } = streamed(
      chunk({ function_call: { name: 'read', arguments: '{"p"' } }),
      chunk({ function_call: { arguments: ':1}' } }),
      chunk({}, 'function_call'),
      DONE,
    );
    expect(parts).toMatchObject([{ name: 'read', input: '{"p":1}' }]);
    expect(finish.reason).toBe('tool_calls');
  });

  it('of custom tools, and with a signature', () => {
    const seal = { protocol: 'gemini', kind: 'signature', value: 'sig' };
    const { parts } = streamed(
      calls({ index: 0, id: 'a', type: 'custom', custom: { name: 'patch', input: 'one ' } }),
      calls({ index: 0, custom: { input: 'two' }, extra_content: { google: { thought_signature: 'sig' } } }),
      chunk({}, 'tool_calls'),
      DONE,
    );
    expect(parts).toEqual([
      { type: 'tool_call', id: 'a', name: 'patch', custom: true, input: 'one two', seal },
    ]);
  });

  it('end as soon as their arguments are whole and the next one begins', () => {
    const reader = chatConversion.streamReader();
    reader.push(calls({ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }));
    const events = reader.push(calls({ index: 1, id: 'b', function: { name: 'read', arguments: '' } }));
    expect(events.map((event) => event.type)).toEqual(['part_end', 'part_start']);
  });
});

describe('a stream', () => {
  it('gives each delta at once', () => {
    const reader = chatConversion.streamReader();
    expect(reader.push(chunk({ role: 'assistant', content: '' })).map((event) => event.type)).toEqual([
      'start',
    ]);
    expect(reader.push(chunk({ content: 'a' })).map((event) => event.type)).toEqual(['part_start', 'delta']);
    expect(reader.push(chunk({ content: 'b' }))).toEqual([{ type: 'delta', index: 0, text: 'b' }]);
    expect(
      reader.push(calls({ index: 0, id: 'a', function: { name: 'read' } })).map((event) => event.type),
    ).toEqual(['part_end', 'part_start']);
    expect(reader.push(calls({ index: 0, function: { arguments: '{' } }))).toEqual([
      { type: 'delta', index: 1, text: '{' },
    ]);
  });

  it('may have its finish along with content, and content behind it', () => {
    const answer = streamed(chunk({ content: 'a' }, 'stop'), chunk({ content: 'b' }), DONE);
    expect(answer).toMatchObject({ parts: [text('ab')], finish: { reason: 'stop' } });
  });

  it('is complete with a finish and no end mark, and cut without either', () => {
    expect(steps([chunk({ content: 'a' }, 'length')]).ordered.ended).toBe(true);
    expect(steps([chunk({ content: 'a' })]).ordered.ended).toBe(false);
  });

  it('has reasoning, text and calls as parts of their own, in order', () => {
    const { parts } = streamed(
      chunk({ reasoning_content: 'h' }),
      chunk({ reasoning_content: 'm' }),
      chunk({ content: 'x' }),
      calls({ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }),
      chunk({ content: 'y' }, 'tool_calls'),
      DONE,
    );
    expect(parts).toEqual([{ type: 'reasoning', text: 'hm' }, text('x'), call('a'), text('y')]);
  });

  it('has OpenRouter’s details once, with their seal at their end', () => {
    const detail = { type: 'reasoning.text', index: 0, format: 'anthropic-claude-v1' };
    const deltas = [
      { reasoning: 'h', reasoning_details: [{ ...detail, text: 'h' }] },
      { reasoning: 'm', reasoning_details: [{ ...detail, text: 'm' }] },
      { reasoning: null, reasoning_details: [{ ...detail, signature: 'sig' }] },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'secret', index: 1 }] },
      { content: 'x' },
    ];
    const whole = [
      { ...detail, text: 'hm', signature: 'sig' },
      { type: 'reasoning.encrypted', data: 'secret', index: 1 },
    ];
    const answer = streamed(...deltas.map((delta) => chunk(delta)), chunk({}, 'stop'), DONE);
    const parts = answerOf({ content: 'x', reasoning: 'hm', reasoning_details: whole }).parts;
    const plain = (given: Part[]) =>
      given.map((part) =>
        'seal' in part && part.seal ? { ...part, seal: JSON.parse(part.seal.value) } : part,
      );
    expect(plain(answer.parts)).toEqual(plain(parts));
  });

  it('leaves out other choices', () => {
    const other = {
      event: null,
      data: JSON.stringify({ choices: [{ index: 1, delta: { content: 'no' } }] }),
    };
    expect(streamed(chunk({ content: 'a' }), other, chunk({}, 'stop'), DONE).parts).toEqual([text('a')]);
  });
});

const anyDelta: fc.Arbitrary<unknown> = fc.oneof(
  fc.json(),
  fc.record(
    {
      choices: fc.array(
        fc.record(
          {
            index: fc.constantFrom(0, 1, null, 'x'),
            delta: fc.record(
              {
                content: fc.oneof(fc.string(), fc.constant(null), fc.array(fc.jsonValue())),
                reasoning_content: fc.oneof(fc.string(), fc.jsonValue()),
                reasoning_details: fc.oneof(
                  fc.jsonValue(),
                  fc.array(fc.record({ type: fc.string(), text: fc.jsonValue(), index: fc.nat(2) })),
                ),
                tool_calls: fc.oneof(
                  fc.jsonValue(),
                  fc.array(
                    fc.record(
                      {
                        index: fc.constantFrom(0, 1, 2, -1, null),
                        id: fc.constantFrom('a', 'b', '', null),
                        function: fc.record(
                          {
                            name: fc.constantFrom('f', '', null),
                            arguments: fc.oneof(fc.string(), fc.jsonValue()),
                          },
                          { requiredKeys: [] },
                        ),
                        extra_content: fc.jsonValue(),
                      },
                      { requiredKeys: [] },
                    ),
                  ),
                ),
                function_call: fc.jsonValue(),
                refusal: fc.jsonValue(),
                images: fc.jsonValue(),
                annotations: fc.jsonValue(),
              },
              { requiredKeys: [] },
            ),
            finish_reason: fc.oneof(fc.constantFrom('stop', 'length', null, ''), fc.jsonValue()),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
      usage: fc.jsonValue(),
      error: fc.option(fc.jsonValue(), { freq: 8 }),
    },
    { requiredKeys: [] },
  ),
);

describe('a lying provider', () => {
  it('never makes the reader throw, and what it says is well-formed once it is ordered', () => {
    fc.assert(
      fc.property(fc.array(anyDelta, { maxLength: 8 }), fc.boolean(), (chunks, done) => {
        const events = chunks.map((value) => ({
          event: null,
          data: typeof value === 'string' ? value : JSON.stringify(value),
        }));
        const { events: out } = steps(done ? [...events, DONE] : events);
        if (out[0]?.type !== 'error') wellFormed(out);
        collect(out);
      }),
      { numRuns: 500 },
    );
  });

  it('never makes the reader of whole answers throw', () => {
    fc.assert(
      fc.property(anyDelta, (value) => {
        chatConversion.readAnswer(value);
        const message = (value as { choices?: { delta?: unknown }[] } | null)?.choices?.[0]?.delta;
        chatConversion.readAnswer({ choices: [{ message }] });
        chatConversion.readError(400, value);
      }),
      { numRuns: 500 },
    );
  });
});
