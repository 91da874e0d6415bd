import fc from 'fast-check';
import type { ProtocolName, Usage } from '../../../../src/contract/index.ts';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Part, Seal, ToolResultPart } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, NeutralRequest, Tool } from '../../../../src/protocols/neutral/request.ts';

/** What a generated conversation may hold. */
export interface Kinds {
  /** Whose seals its reasoning carries; null: there is no reasoning. */
  seals: ProtocolName | null;
  /** Whether a tool's result may hold images. */
  resultImages: boolean;
  customTools: boolean;
}

/** Texts that say something, of any script. A space at an end may be trimmed by a provider's rules. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom('Hello.', '```ts\nx\n```', '{"a":1}', 'é漢😀'),
  )
  .map((made) => `x${made}x`);

const name = fc.constantFrom('read_file', 'write_file', 'search');
const args = fc.dictionary(
  fc.constantFrom('path', 'text', 'n', 'deep'),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant({ a: [1, { b: null }] })),
);

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const IMAGE: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: PIXEL } };
const image: fc.Arbitrary<Part> = fc.constantFrom<Part>(IMAGE, {
  type: 'image',
  source: { kind: 'url', url: 'https://example.com/a.png' },
});

function textPart(value: string): Part {
  return { type: 'text', text: value };
}

function userMessage(): fc.Arbitrary<Message> {
  return fc
    .record({ said: text, shown: fc.option(image, { nil: undefined, freq: 4 }) })
    .map(({ said, shown }) => ({
      role: 'user',
      parts: shown === undefined ? [textPart(said)] : [shown, textPart(said)],
    }));
}

/** A seal as its protocol makes them. */
function sealOf(protocol: ProtocolName, n: number): Seal {
  const value = Buffer.from(`seal number ${n} of ${protocol}`).toString('base64');
  if (protocol === 'openai-responses') return { protocol, kind: 'encrypted', value, id: `rs_${n}` };
  if (protocol === 'openai-chat')
    return {
      protocol,
      kind: 'signature',
      value: JSON.stringify({ type: 'reasoning.text', signature: value, index: 0 }),
    };
  return { protocol, kind: 'signature', value };
}

interface Turn {
  thought: string | undefined;
  said: string | undefined;
  calls: {
    name: string;
    args: Record<string, unknown>;
    result: string;
    image: Part | undefined;
    isError: boolean;
  }[];
  custom: string | undefined;
}

/** A turn of the model, with the results of its calls; calls get their ids by `n`. */
function turnMessages(turn: Turn, n: number, kinds: Kinds): Message[] {
  const parts: Part[] = [];
  const results: ToolResultPart[] = [];
  if (turn.thought !== undefined && kinds.seals !== null)
    parts.push({ type: 'reasoning', text: turn.thought, seal: sealOf(kinds.seals, n) });
  if (turn.said !== undefined || (turn.calls.length === 0 && turn.custom === undefined))
    parts.push(textPart(turn.said ?? 'Done.'));
  for (const [i, call] of turn.calls.entries()) {
    const id = `call_${n}_${i}abcdef`;
    parts.push({ type: 'tool_call', id, name: call.name, input: JSON.stringify(call.args) });
    const content: ToolResultPart['content'] = [{ type: 'text', text: call.result }];
    if (call.image?.type === 'image') content.push(call.image);
    results.push({
      type: 'tool_result',
      callId: id,
      name: call.name,
      content,
      ...(call.isError ? { isError: true } : {}),
    });
  }
  if (turn.custom !== undefined && kinds.customTools) {
    const id = `call_${n}_custom`;
    parts.push({ type: 'tool_call', id, name: 'apply_patch', input: turn.custom, custom: true });
    results.push({
      type: 'tool_result',
      callId: id,
      name: 'apply_patch',
      custom: true,
      content: [{ type: 'text', text: 'ok' }],
    });
  }
  const assistant: Message = { role: 'assistant', parts: parts.length === 0 ? [textPart('Done.')] : parts };
  return results.length === 0 ? [assistant] : [assistant, { role: 'tool', parts: results }];
}

const SCHEMAS = [
  { type: 'object', properties: { path: { type: 'string', description: 'Where.' } }, required: ['path'] },
  {
    type: 'object',
    properties: {
      n: { type: 'integer', minimum: 0 },
      kind: { type: 'string', enum: ['a', 'b'] },
      list: { type: 'array', items: { type: 'number' } },
    },
  },
];

const tools: fc.Arbitrary<Tool[]> = fc.constantFrom(...SCHEMAS).map((parameters) =>
  ['read_file', 'write_file', 'search'].map((tool) => ({
    type: 'function' as const,
    name: tool,
    description: `The tool ${tool}.`,
    parameters,
  })),
);
const PATCH: Tool = { type: 'custom', name: 'apply_patch', description: 'Applies a patch.' };

function turnOf(kinds: Kinds): fc.Arbitrary<Turn> {
  return fc.record({
    thought: fc.option(text, { nil: undefined }),
    said: fc.option(text, { nil: undefined }),
    calls: fc.array(
      fc.record({
        name,
        args,
        result: text,
        image: kinds.resultImages
          ? fc.option(fc.constant(IMAGE), { nil: undefined, freq: 2 })
          : fc.constant(undefined),
        isError: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    custom: kinds.customTools ? fc.option(text, { nil: undefined, freq: 2 }) : fc.constant(undefined),
  });
}

/** A valid request: system, then turns of user and model, each call with its result, and the user last. */
export function requests(kinds: Kinds): fc.Arbitrary<NeutralRequest> {
  return fc
    .record({
      system: fc.option(text, { nil: undefined }),
      turns: fc.array(
        fc.record({ user: userMessage(), more: fc.array(turnOf(kinds), { minLength: 1, maxLength: 2 }) }),
        { maxLength: 3 },
      ),
      last: userMessage(),
      offered: tools,
      choice: fc.constantFrom<NeutralRequest['toolChoice'][]>(undefined, { mode: 'auto' }, { mode: 'none' }),
      sampling: fc.record(
        {
          maxTokens: fc.integer({ min: 16, max: 4000 }),
          temperature: fc.constantFrom(0, 0.25, 1),
          topP: fc.constantFrom(0.5, 1),
          stop: fc.constantFrom<string[][]>(['END'], ['a', 'b']),
        },
        { requiredKeys: ['maxTokens'] },
      ),
      stream: fc.boolean(),
    })
    .map(({ system, turns, last, offered, choice, sampling, stream }) => {
      let n = 0;
      const messages: Message[] = system === undefined ? [] : [{ role: 'system', parts: [textPart(system)] }];
      for (const { user, more } of turns) {
        messages.push(user);
        for (const turn of more) {
          const made = turnMessages(turn, n++, kinds);
          messages.push(...made);
          // Without results to answer, the user is next.
          if (made.length === 1) break;
        }
      }
      messages.push(last);
      return {
        model: 'm',
        stream,
        messages,
        tools: kinds.customTools ? [...offered, PATCH] : offered,
        ...(choice === undefined ? {} : { toolChoice: choice }),
        sampling,
      };
    });
}

const usage: fc.Arbitrary<Usage> = fc
  .record({ fresh: fc.nat(9999), read: fc.nat(999), output: fc.nat(999), reasoning: fc.nat(99) })
  .map(({ fresh, read, output, reasoning }) => ({
    input: fresh + read,
    cache_read: read,
    cache_write: null,
    output: output + reasoning,
    reasoning,
    total: fresh + read + output + reasoning,
  }));

/** A valid answer: thought, text, and calls, as far as each is there. */
export function answers(seals: ProtocolName | null): fc.Arbitrary<NeutralAnswer> {
  return fc
    .record({
      thought: fc.option(text, { nil: undefined }),
      said: fc.option(text, { nil: undefined }),
      calls: fc.array(fc.record({ name, args }), { maxLength: 3 }),
      reason: fc.constantFrom('stop' as const, 'length' as const),
      usage,
    })
    .map(({ thought, said, calls, reason, usage: used }) => {
      const parts: Part[] = [];
      if (thought !== undefined && seals !== null)
        parts.push({ type: 'reasoning', text: thought, seal: sealOf(seals, 1) });
      if (said !== undefined || calls.length === 0) parts.push(textPart(said ?? 'Done.'));
      for (const [i, call] of calls.entries())
        parts.push({
          type: 'tool_call',
          id: `call_${i}abcdef`,
          name: call.name,
          input: JSON.stringify(call.args),
        });
      const finish = { reason: calls.length > 0 ? ('tool_calls' as const) : reason };
      return { id: 'answer_1', model: 'm', created: 1_700_000_000, parts, finish, usage: used };
    });
}

/** The steps of an answer, its texts in pieces of any length. */
export function streams(
  seals: ProtocolName | null,
): fc.Arbitrary<{ answer: NeutralAnswer; events: AnswerEvent[] }> {
  return fc
    .tuple(answers(seals), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }))
    .map(([answer, sizes]) => {
      let turn = 0;
      const events = [...eventsOf(answer)].flatMap((event): AnswerEvent[] => {
        if (event.type !== 'delta') return [event];
        const pieces: AnswerEvent[] = [];
        const chars = [...event.text];
        for (let at = 0; at < chars.length; ) {
          const size = sizes[turn++ % sizes.length] as number;
          pieces.push({ ...event, text: chars.slice(at, at + size).join('') });
          at += size;
        }
        return pieces;
      });
      return { answer, events };
    });
}
