import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, NeutralRequest, Tool } from '../../../../src/protocols/neutral/request.ts';
import { conversion, piecesIn, read, steps, stream, target, write } from './kit.ts';

const words = fc.string({ minLength: 1, unit: 'grapheme', maxLength: 12 });
const signature = fc.option(
  fc.uint8Array({ minLength: 3, maxLength: 12 }).map((bytes) => ({
    seal: {
      protocol: 'gemini' as const,
      kind: 'signature' as const,
      value: Buffer.from(bytes).toString('base64'),
    },
  })),
  { nil: {} },
);
const textPart: fc.Arbitrary<Part> = fc
  .tuple(words, signature)
  .map(([text, seal]) => ({ type: 'text', text, ...seal }));
const imagePart: fc.Arbitrary<Part> = fc
  .base64String({ maxLength: 16 })
  .map((data) => ({ type: 'image', source: { kind: 'base64', mediaType: 'image/png', data } }));
const filePart: fc.Arbitrary<Part> = fc.constant({
  type: 'file',
  source: { kind: 'file', id: 'gs://b/a.pdf', protocol: 'gemini', mediaType: 'application/pdf' },
});
const audioPart: fc.Arbitrary<Part> = fc
  .base64String({ maxLength: 16 })
  .map((data) => ({ type: 'audio', format: 'wav', data }));
const name = fc.constantFrom('read', 'mcp__a__b', 'a.b:c', 'run-it');
const args = fc.dictionary(
  fc.string({ maxLength: 4 }).filter((key) => key !== '__proto__'),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 3 },
);
const callPart = (id: string): fc.Arbitrary<Part> =>
  fc.tuple(name, args, signature).map(([called, input, seal]) => ({
    type: 'tool_call',
    id,
    name: called,
    input: JSON.stringify(JSON.parse(JSON.stringify(input))),
    ...seal,
  }));
const thought: fc.Arbitrary<Part> = fc.tuple(words, signature).map(([text, seal]) => ({
  type: 'reasoning',
  text,
  summary: true,
  ...('seal' in seal ? seal : { extra: { protocol: 'gemini' as const, fields: { thought: true } } }),
}));

/** A turn: what the user says, what the model says, and the results of what it called. */
const turn = (n: number): fc.Arbitrary<Message[]> =>
  fc
    .record({
      said: fc.array(fc.oneof(textPart, imagePart, filePart, audioPart), { minLength: 1, maxLength: 3 }),
      thoughts: fc.option(thought, { nil: null }),
      texts: fc.array(textPart, { maxLength: 2 }),
      calls: fc
        .integer({ min: 0, max: 3 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => callPart(`c${n}_${i}`)))),
      outputs: fc.array(
        fc.tuple(
          fc.oneof(
            words,
            args.map((value) => JSON.stringify(JSON.parse(JSON.stringify(value)))),
          ),
          fc.boolean(),
        ),
        { minLength: 3, maxLength: 3 },
      ),
      answer: textPart,
    })
    .map(({ said, thoughts, texts, calls, outputs, answer }): Message[] => {
      const user: Message = { role: 'user', parts: said };
      const model: Part[] = [...(thoughts === null ? [] : [thoughts]), ...texts, ...calls];
      if (calls.length === 0) return [user, { role: 'assistant', parts: [...model, answer] }];
      const results = calls.map((call, i): Part => {
        const [output, failed] = outputs[i] ?? ['', false];
        const { id, name } = call as { id: string; name: string };
        return {
          type: 'tool_result',
          callId: id,
          name,
          content: [{ type: 'text', text: output }],
          ...(failed ? { isError: true } : {}),
        };
      });
      return [
        user,
        { role: 'assistant', parts: model },
        { role: 'tool', parts: results },
        { role: 'assistant', parts: [answer] },
      ];
    });

const tools: fc.Arbitrary<Tool[]> = fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).map((names) =>
  names.map((each) => ({
    type: 'function',
    name: each,
    description: `Does ${each}.`,
    parameters: { type: 'object', properties: { x: { type: ['string', 'null'] } }, required: ['x'] },
  })),
);

const request: fc.Arbitrary<NeutralRequest> = fc
  .record({
    system: fc.option(words, { nil: null }),
    turns: fc
      .integer({ min: 1, max: 3 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => turn(n)))),
    tools,
    toolChoice: fc.option(
      fc.constantFrom(
        { mode: 'auto' as const },
        { mode: 'none' as const },
        { mode: 'required' as const },
        { mode: 'named' as const, name: 'read' },
      ),
      { nil: undefined },
    ),
    sampling: fc.record(
      {
        temperature: fc.constantFrom(0, 0.5, 2),
        maxTokens: fc.integer({ min: 1, max: 8192 }),
        topP: fc.constant(0.9),
        topK: fc.constant(40),
        stop: fc.constant(['END']),
        seed: fc.integer({ min: -5, max: 5 }),
      },
      { requiredKeys: [] },
    ),
    reasoning: fc.option(
      fc.record({
        effort: fc.constantFrom('minimal' as const, 'low' as const, 'medium' as const, 'high' as const),
        summary: fc.constantFrom('auto' as const, 'none' as const),
      }),
      { nil: undefined },
    ),
    format: fc.option(
      fc.constantFrom(
        { type: 'json' as const },
        { type: 'schema' as const, schema: { type: 'object', properties: { a: { type: 'string' } } } },
      ),
      { nil: undefined },
    ),
    extra: fc.option(
      fc.constant({
        protocol: 'gemini' as const,
        fields: { safetySettings: [{ category: 'X' }], generationConfig: { responseModalities: ['TEXT'] } },
      }),
      { nil: undefined },
    ),
  })
  .map(({ system, turns, ...rest }) => {
    const messages: Message[] = [
      ...(system === null
        ? []
        : [{ role: 'system' as const, parts: [{ type: 'text' as const, text: system }] }]),
      ...turns.flat(),
    ];
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return { model: 'gemini-3-flash', stream: false, messages, ...given } as NeutralRequest;
  });

describe('there and back', () => {
  it('a request that goes up is read as what it was', () => {
    fc.assert(
      fc.property(request, (given) => {
        const { body } = write(given);
        expect(read(body).request).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  it('a request that was read goes up as it came', () => {
    fc.assert(
      fc.property(request, (given) => {
        const { body } = write(given);
        expect(write(read(body).request).body).toEqual(body);
      }),
      { numRuns: 100 },
    );
  });

  const usage = fc.option(
    fc
      .record({
        input: fc.nat(1000),
        cache_read: fc.option(fc.nat(100)),
        output: fc.integer({ min: 100, max: 1000 }),
        reasoning: fc.option(fc.nat(100)),
      })
      .map((given) => ({ ...given, cache_write: null, total: given.input + given.output })),
  );
  const sealed: fc.Arbitrary<Part> = fc.base64String({ minLength: 4, maxLength: 8 }).map((value) => ({
    type: 'reasoning',
    text: '',
    seal: { protocol: 'gemini', kind: 'signature', value },
  }));
  const answerParts = fc
    .array(fc.oneof(textPart, imagePart, thought, sealed, callPart('c')), { minLength: 1, maxLength: 6 })
    .map((parts) => {
      // A provider joins neighbours of a kind that have no signature, and marks none of its thoughts.
      const plain = parts.map((part) =>
        part.type === 'reasoning' ? (({ extra: _, ...rest }) => rest)(part) : part,
      );
      return plain.filter(
        (part, i) =>
          i === 0 || part.type === 'image' || part.type === 'tool_call' || part.type !== plain[i - 1]?.type,
      );
    });
  const whole: fc.Arbitrary<NeutralAnswer> = fc
    .record({
      parts: answerParts,
      usage,
      finish: fc.constantFrom(
        { reason: 'stop' as const },
        { reason: 'length' as const },
        { reason: 'content_filter' as const },
      ),
    })
    .map(({ parts, usage: counted, finish }) => {
      const calls = parts.some(({ type }) => type === 'tool_call');
      const reason = calls && finish.reason === 'stop' ? ('tool_calls' as const) : finish.reason;
      return { id: 'r1', model: 'gemini-3-flash', created: null, parts, usage: counted, finish: { reason } };
    });

  it('a whole answer is read as what was written', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const body = JSON.parse(JSON.stringify(conversion.writeAnswer(given, target())));
        expect(conversion.readAnswer(body)).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  it('a provider’s stream says what its whole answer says', () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 3 }), (given, size) => {
        const body = JSON.parse(JSON.stringify(conversion.writeAnswer(given, target())));
        const [candidate] = body.candidates;
        const { finishReason, ...beginning } = candidate;
        const { parts } = candidate.content;
        const pieces: unknown[] = [];
        for (let at = 0; at < parts.length; at += size)
          pieces.push({
            ...body,
            candidates: [{ ...beginning, content: { parts: parts.slice(at, at + size) } }],
          });
        pieces.push({ ...body, candidates: [{ index: 0, finishReason }] });
        expect(collect(steps(pieces).ordered).answer).toEqual(conversion.readAnswer(body));
      }),
      { numRuns: 100 },
    );
  });

  it('a stream for a client is read as the answer that it was', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const provider = steps([JSON.parse(JSON.stringify(conversion.writeAnswer(given, target())))]).ordered;
        const { texts } = stream(provider);
        expect(collect(steps(piecesIn(texts.join(''))).ordered).answer).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  it('a stream made of a whole answer holds what that holds', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const { pieces } = stream([...eventsOf(given)]);
        const heard = collect(steps(pieces).ordered).answer;
        const say = (parts: Part[], type: Part['type']) =>
          parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('');
        for (const type of ['text', 'reasoning'] as const)
          expect(say(heard.parts, type)).toBe(say(given.parts, type));
        const calls = (parts: Part[]) => parts.filter(({ type }) => type === 'tool_call');
        expect(calls(heard.parts)).toEqual(calls(given.parts));
        expect(heard.usage).toEqual(given.usage);
        expect(heard.finish).toEqual(given.finish);
      }),
      { numRuns: 100 },
    );
  });
});
