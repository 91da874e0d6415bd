import fc from 'fast-check';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import { USAGE } from './support.ts';

const words = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('é🚀', '\ud800', '"\\\n\u2028', '{"a":1}', '  '),
);
const seal = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('anthropic-messages' as const, 'gemini' as const),
    kind: fc.constant('signature' as const),
    value: words,
  }),
  fc.record({
    protocol: fc.constant('openai-responses' as const),
    kind: fc.constant('encrypted' as const),
    value: fc.stringMatching(/^gAAA[a-z0-9]{1,9}$/),
    id: fc.stringMatching(/^rs_[a-z0-9]{1,9}$/),
  }),
);
const maybeSeal = fc.option(seal, { nil: undefined });
const without = (value: object): Part =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as unknown as Part;

const textPart = fc.record({ type: fc.constant('text' as const), text: words });
const reasoningPart = fc
  .record({
    type: fc.constant('reasoning' as const),
    text: words,
    summary: fc.constantFrom(true, undefined),
    seal: maybeSeal,
  })
  .map(without);
const callPart = fc
  .record({
    type: fc.constant('tool_call' as const),
    id: fc.uuid(),
    name: fc.stringMatching(/^[a-z_]{1,12}$/),
    input: words,
    custom: fc.constantFrom(true, undefined),
    seal: maybeSeal,
  })
  .map(without);
const refusalPart = fc.record({ type: fc.constant('refusal' as const), text: words });

/** A part that an answer holds. */
export const answerPart: fc.Arbitrary<Part> = fc.oneof(textPart, reasoningPart, callPart, refusalPart);

export const answer: fc.Arbitrary<NeutralAnswer> = fc.array(answerPart, { maxLength: 6 }).map((parts) => {
  const called = parts.some(({ type }) => type === 'tool_call');
  const refused = parts.some(({ type }) => type === 'refusal');
  return {
    id: 'x',
    model: 'm',
    created: 1,
    parts,
    finish: { reason: called ? 'tool_calls' : refused ? 'refusal' : 'stop' },
    usage: USAGE,
  };
});

const userPart: fc.Arbitrary<Part> = fc.oneof(
  textPart,
  fc.constant<Part>({ type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } }),
  fc.constant<Part>({ type: 'image', source: { kind: 'url', url: 'https://a.example/i' }, detail: 'low' }),
  fc.constant<Part>({
    type: 'file',
    source: { kind: 'base64', mediaType: 'application/pdf', data: 'AAAA' },
    name: 'a.pdf',
  }),
);

/** One turn: what the user says, and what the model answers; its calls have results. */
const turn: fc.Arbitrary<Message[]> = fc
  .record({
    said: fc.array(userPart, { minLength: 1, maxLength: 3 }),
    parts: fc.array(answerPart, { minLength: 1, maxLength: 4 }),
    result: words,
  })
  .map(({ said, parts, result }) => {
    const results = parts.flatMap((part): Part[] =>
      part.type === 'tool_call'
        ? [
            {
              type: 'tool_result',
              callId: part.id,
              name: part.name,
              content: [{ type: 'text', text: result }],
              ...(part.custom === true ? { custom: true } : {}),
            },
          ]
        : [],
    );
    return [
      { role: 'user', parts: said },
      { role: 'assistant', parts },
      ...(results.length === 0 ? [] : [{ role: 'tool', parts: results } satisfies Message]),
    ];
  });

export const conversation: fc.Arbitrary<Message[]> = fc
  .tuple(fc.option(words), fc.array(turn, { minLength: 1, maxLength: 3 }))
  .map(([system, turns]) => [
    ...(system === null
      ? []
      : [{ role: 'system', parts: [{ type: 'text', text: system }] } satisfies Message]),
    ...turns.flat(),
  ]);

const index = fc.nat(3);
/** Any step, whether it makes sense or not. */
export const anyStep: fc.Arbitrary<AnswerEvent> = fc.oneof(
  fc.constant<AnswerEvent>({ type: 'start', id: null, model: null, created: null }),
  fc.record({
    type: fc.constant('part_start' as const),
    index,
    part: fc.oneof(
      fc.constantFrom(
        { type: 'text' as const },
        { type: 'refusal' as const },
        { type: 'reasoning' as const },
        { type: 'reasoning' as const, summary: true },
        { type: 'tool_call' as const, id: 'c', name: 'read' },
        { type: 'tool_call' as const, id: 'd', name: 'patch', custom: true },
        { type: 'whole' as const, part: { type: 'other' as const, protocol: 'gemini' as const, value: {} } },
      ),
    ),
  }),
  fc.record({ type: fc.constant('delta' as const), index, text: words }),
  fc.record({ type: fc.constant('seal' as const), index, seal }),
  fc.record({ type: fc.constant('part_end' as const), index }),
  fc.constant<AnswerEvent>({ type: 'citation', index: 0, citation: { url: 'https://a.example' } }),
  fc.constant<AnswerEvent>({ type: 'usage', usage: USAGE }),
  fc.constant<AnswerEvent>({ type: 'finish', finish: { reason: 'length' } }),
  fc.constant<AnswerEvent>({ type: 'error', error: { status: 500, code: 'x', message: 'y' } }),
  fc.constant<AnswerEvent>({ type: 'end' }),
);
