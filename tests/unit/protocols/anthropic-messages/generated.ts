import fc from 'fast-check';
import type { Finish, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import type { Part, Seal } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import { sealFor } from '../../../support/upstream/script.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const name = fc.stringMatching(/^[a-z][a-z_]{0,12}$/);
const input = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  // -0 is no JSON.
  .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value))));

const seal: fc.Arbitrary<Seal> = fc.record({
  protocol: fc.constantFrom('anthropic-messages' as const, 'gemini' as const, 'openai-responses' as const),
  kind: fc.constant('signature' as const),
  value: fc.base64String({ minLength: 4, maxLength: 24 }),
});

const citations = fc.array(fc.record({ url: fc.webUrl(), title: text }), { minLength: 1, maxLength: 2 });

const textPart: fc.Arbitrary<Part> = fc.oneof(
  text.map((value): Part => ({ type: 'text', text: value })),
  fc.record({ text, citations }).map((part): Part => ({ type: 'text', ...part })),
);

const reasoningPart: fc.Arbitrary<Part> = fc.oneof(
  text.map((value): Part => ({ type: 'reasoning', text: value })),
  fc
    .record({ text: fc.oneof(text, fc.constant('')), seal })
    .map((part): Part => ({ type: 'reasoning', ...part })),
  fc.base64String({ minLength: 4 }).map(
    (value): Part => ({
      type: 'reasoning',
      text: '',
      seal: { protocol: 'anthropic-messages', kind: 'encrypted', value },
    }),
  ),
);

const callPart: fc.Arbitrary<Part> = fc
  .record({ id, name, input })
  .map((part) => ({ type: 'tool_call', ...part }));

const otherPart: fc.Arbitrary<Part> = id.map((value) => ({
  type: 'other',
  protocol: 'anthropic-messages',
  value: { type: 'server_tool_use', id: value, name: 'web_search', input: { query: value } },
}));

const finish: fc.Arbitrary<Finish> = fc.oneof(
  fc.constantFrom<Finish>(
    { reason: 'stop' },
    { reason: 'length' },
    { reason: 'tool_calls' },
    { reason: 'refusal' },
    { reason: 'pause' },
    { reason: 'context_window' },
  ),
  text.map((stopSequence): Finish => ({ reason: 'stop', stopSequence })),
);

/** Answers that this protocol can carry whole. */
export const answers: fc.Arbitrary<NeutralAnswer> = fc
  .record({
    parts: fc.array(fc.oneof(textPart, reasoningPart, callPart, otherPart), { maxLength: 6 }),
    finish,
    input: fc.nat(9999),
    output: fc.nat(999),
  })
  .map(({ parts, finish: finished, input: tokens, output }) => ({
    id: 'msg_1',
    model: 'asked-for',
    created: null,
    parts,
    finish: finished,
    usage: {
      input: tokens,
      cache_read: 0,
      cache_write: 0,
      output,
      reasoning: null,
      total: tokens + output,
    },
  }));

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z ]{0,20}[a-zA-Z]$/);
const said = word.map((value): Part => ({ type: 'text', text: value }));

/** One exchange: the user asks, the model calls tools and is answered, or just answers. */
const exchange = fc.record({
  question: said,
  thought: fc.option(
    fc.record({ text: word, value: fc.string().map((value) => sealFor('anthropic-messages', value)) }),
  ),
  calls: fc.array(fc.record({ name, input, result: word, isError: fc.boolean() }), { maxLength: 3 }),
  answer: said,
});

/** Conversations as an agent has them; ids are unique. */
export const conversations: fc.Arbitrary<Message[]> = fc
  .array(exchange, { minLength: 1, maxLength: 4 })
  .map((exchanges) =>
    exchanges.flatMap(({ question, thought, calls, answer }, i): Message[] => {
      const reasoning: Part[] =
        thought === null
          ? []
          : [
              {
                type: 'reasoning',
                text: thought.text,
                seal: { protocol: 'anthropic-messages', kind: 'signature', value: thought.value },
              },
            ];
      const called = calls.map(
        (call, n): Part => ({
          type: 'tool_call',
          id: `c_${i}_${n}`,
          name: call.name,
          input: call.input,
        }),
      );
      const results = calls.map(
        (call, n): Part => ({
          type: 'tool_result',
          callId: `c_${i}_${n}`,
          name: call.name,
          content: [{ type: 'text', text: call.result }],
          ...(call.isError ? { isError: true } : {}),
        }),
      );
      const start: Message[] = [{ role: 'user', parts: [question] }];
      if (called.length === 0) return [...start, { role: 'assistant', parts: [...reasoning, answer] }];
      return [
        ...start,
        { role: 'assistant', parts: [...reasoning, ...called] },
        { role: 'tool', parts: results },
        { role: 'assistant', parts: [answer] },
      ];
    }),
  )
  .map((messages) => [...messages, { role: 'user', parts: [{ type: 'text', text: 'And now?' }] }]);
