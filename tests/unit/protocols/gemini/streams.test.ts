import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { gemini } from '../../../../src/protocols/gemini/index.ts';
import type { AnswerEvent } from '../../../../src/protocols/neutral/answer.ts';
import { collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import { sealText } from '../../../../src/protocols/neutral/seals.ts';
import {
  answer,
  ask,
  type Chunk,
  collected,
  conversion,
  piece,
  piecesIn,
  readParts,
  steps,
  stream,
  target,
  text,
} from './kit.ts';

const ERROR = new ProxyError('upstream_timeout', 'nothing came');
const BODY = gemini.errorBody(ERROR, 'ex1');
const FAILED = { status: 504, code: 'upstream_timeout', message: 'nothing came' };

/** What a client makes of the pieces that it got: read by our own reader, as a provider's. */
function readAgain(pieces: readonly Chunk[]) {
  return collect(steps(pieces).ordered);
}

describe('a provider’s stream', () => {
  it('gives each delta with the piece that it came in', () => {
    const reader = conversion.streamReader();
    const push = (...parts: unknown[]) => reader.push({ event: null, data: JSON.stringify(piece(parts)) });
    expect(push({ text: 'hmm', thought: true })).toEqual([
      { type: 'start', id: 'resp1', model: 'gemini-3-flash', created: null },
      { type: 'part_start', index: 0, part: { type: 'reasoning', summary: true } },
      { type: 'delta', index: 0, text: 'hmm' },
    ]);
    expect(push({ text: 'a' })).toEqual([
      { type: 'part_end', index: 0 },
      { type: 'part_start', index: 1, part: { type: 'text' } },
      { type: 'delta', index: 1, text: 'a' },
    ]);
    expect(push({ text: 'b' })).toEqual([{ type: 'delta', index: 1, text: 'b' }]);
    expect(push({ functionCall: { id: 'c', name: 'f', args: { x: 1 } }, thoughtSignature: 'AAAA' })).toEqual([
      { type: 'part_end', index: 1 },
      { type: 'part_start', index: 2, part: { type: 'tool_call', id: 'c', name: 'f' } },
      { type: 'delta', index: 2, text: '{"x":1}' },
      { type: 'seal', index: 2, seal: { protocol: 'gemini', kind: 'signature', value: 'AAAA' } },
      { type: 'part_end', index: 2 },
    ]);
  });

  it('counts by the last usage that it tells', () => {
    const { usage } = collected(
      piece([{ text: 'a' }], {}, { usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 } }),
      piece(
        [{ text: 'b' }],
        {},
        { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1, totalTokenCount: 11 } },
      ),
      piece(
        [],
        { finishReason: 'STOP' },
        { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 7, totalTokenCount: 17 } },
      ),
    );
    expect(usage).toEqual({
      input: 10,
      cache_read: null,
      cache_write: null,
      output: 7,
      reasoning: null,
      total: 17,
    });
  });

  it('does not join a text that is signed with one that is not, nor puts what follows a signature before it', () => {
    const { parts } = collected(
      piece([{ text: 'a' }]),
      piece([{ text: 'b', thoughtSignature: 'BBBB' }]),
      piece([{ text: 'c' }]),
      piece([{ text: '', thoughtSignature: 'DDDD' }]),
      piece([{ text: 'e' }], { finishReason: 'STOP' }),
    );
    const seal = (value: string) => ({ seal: { protocol: 'gemini', kind: 'signature', value } });
    expect(parts).toEqual([
      text('a'),
      { ...text('b'), ...seal('BBBB') },
      text('c'),
      { type: 'reasoning', text: '', ...seal('DDDD') },
      text('e'),
    ]);
  });

  it('that holds an error ends with it', () => {
    const { ordered } = steps([
      piece([{ text: 'a' }]),
      { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } },
      piece([{ text: 'b' }]),
    ]);
    expect(ordered.at(-1)).toEqual({
      type: 'error',
      error: { status: 503, code: 'UNAVAILABLE', message: 'overloaded' },
    });
  });

  it('that was cut has no end', () => {
    const { ordered } = steps([piece([{ text: 'a' }])]);
    expect(ordered.some(({ type }) => type === 'end' || type === 'finish')).toBe(false);
  });

  it('ping-and-comments: pieces without anything in them say nothing', () => {
    for (const nothing of ['', ': ping', 'null', '7', '"x"', '[DONE]', '{', '[]'])
      expect(steps([nothing]).raw.filter(({ type }) => type !== 'start')).toEqual([]);
    expect(
      collected(
        {},
        piece([{}]),
        piece([{ text: '' }]),
        { candidates: [] },
        piece([{ text: 'a' }], { finishReason: 'STOP' }),
      ).parts,
    ).toEqual([text('a')]);
  });

  it('never throws, whatever comes, and gives a well-formed answer', () => {
    const key = fc.constantFrom(
      'candidates',
      'content',
      'parts',
      'text',
      'thought',
      'functionCall',
      'name',
      'args',
      'finishReason',
      'usageMetadata',
      'promptTokenCount',
      'thoughtSignature',
      'inlineData',
      'mimeType',
      'data',
      'error',
      'promptFeedback',
      'blockReason',
      'groundingMetadata',
      'groundingSupports',
      '__proto__',
      'constructor',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(null, 0, -1, true, '', 'x', 'STOP', '\ud800', 'image/png'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const shaped = fc.record(
      {
        candidates: fc.array(
          fc.record(
            {
              content: fc.record({ parts: fc.array(value, { maxLength: 4 }) }),
              finishReason: value,
              groundingMetadata: value,
              citationMetadata: value,
            },
            { requiredKeys: [] },
          ),
        ),
        usageMetadata: value,
        promptFeedback: value,
        error: value,
      },
      { requiredKeys: ['candidates'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(value, shaped), { maxLength: 6 }), (pieces) => {
        const { ordered } = steps(pieces);
        const { pieces: sent } = stream(ordered.filter(({ type }) => type !== 'error'));
        for (const each of sent) expect(Array.isArray(each.candidates)).toBe(true);
        for (const each of pieces) conversion.readAnswer(each);
        gemini.readAnswer(Buffer.from(JSON.stringify(pieces)), true);
      }),
      { numRuns: 150 },
    );
  });

  it('that is nested endlessly is left out', () => {
    const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const call = (args: string) =>
      `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${args}}}]},"finishReason":"STOP"}]}`;
    expect(collected(call(deep(100))).parts).toHaveLength(1);
    expect(collected(call(deep(50_000))).parts).toEqual([]);
    expect(conversion.readAnswer(JSON.parse(call(deep(50_000))))).toBeNull();
    const sent = stream([
      ...eventsOf(answer({ parts: [{ type: 'tool_call', id: 'c', name: 'f', input: deep(50_000) }] })),
    ]);
    expect(sent.pieces.at(-1)?.candidates[0]).toMatchObject({ finishReason: 'MALFORMED_FUNCTION_CALL' });
  });
});

describe('a client’s stream', () => {
  const full: Part[] = [
    { type: 'reasoning', text: 'hmm' },
    { type: 'text', text: 'so' },
    { type: 'tool_call', id: 'c', name: 'f', input: '{"x":[1,"😀"]}' },
    { type: 'tool_call', id: 'd', name: 'g', input: '' },
  ];
  const usage = { input: 10, cache_read: 4, cache_write: null, output: 9, reasoning: 3, total: 19 };
  const events = [...eventsOf(answer({ parts: full, usage, finish: { reason: 'tool_calls' } }))];

  it('passes texts on at once, and a call when it ends', () => {
    const { texts } = stream(events);
    const sent = events.map((event, i) => [event.type, texts[i] !== ''] as const).filter(([, some]) => some);
    expect(sent.map(([type]) => type)).toEqual(['delta', 'delta', 'part_end', 'part_end', 'finish']);
    expect(texts.every((each) => each === '' || each.endsWith('\r\n\r\n'))).toBe(true);
  });

  it('has the reason and the usage in its last piece', () => {
    const { pieces } = stream(events);
    expect(pieces.at(-1)).toEqual({
      candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: 10,
        cachedContentTokenCount: 4,
        candidatesTokenCount: 6,
        thoughtsTokenCount: 3,
        totalTokenCount: 19,
      },
      modelVersion: 'gemini-3-flash',
      responseId: 'r1',
    });
    expect(pieces.slice(0, -1).every(({ candidates }) => candidates[0]?.finishReason === undefined)).toBe(
      true,
    );
  });

  it('is named after the exchange where the provider gives no id', () => {
    expect(stream([...eventsOf(answer({ id: null, parts: [text('a')] }))]).pieces[0]?.responseId).toBe('ex1');
  });

  it('tells the thoughts of parallel parts apart from each other', () => {
    const at = (index: number, type: 'text' | 'reasoning'): AnswerEvent => ({
      type: 'part_start',
      index,
      part: { type },
    });
    const { pieces } = stream([
      { type: 'start', id: null, model: null, created: null },
      at(0, 'text'),
      at(1, 'reasoning'),
      { type: 'delta', index: 1, text: 't' },
      { type: 'delta', index: 0, text: 'a' },
    ]);
    expect(pieces.map(({ candidates }) => candidates[0]?.content.parts)).toEqual([
      [{ text: 't', thought: true }],
      [{ text: 'a' }],
    ]);
  });

  it('that was cut at any step ends with an error that is read as one', () => {
    for (let cut = 0; cut < events.length; cut++) {
      const writer = conversion.streamWriter(target());
      const sent =
        events
          .slice(0, cut)
          .map((event) => writer.write(event))
          .join('') + writer.fail(FAILED, BODY);
      const pieces = piecesIn(sent);
      expect(pieces.at(-1)).toEqual(BODY);
      expect(readAgain(pieces).error).toEqual({
        status: 504,
        code: 'DEADLINE_EXCEEDED',
        message: 'nothing came',
      });
    }
  });

  it('json-list: without alt=sse it is one list, whole at its end, also where an error ends it', () => {
    for (let cut = 0; cut <= events.length; cut++) {
      const writer = conversion.streamWriter(target({ framing: 'json' }));
      const sent = events
        .slice(0, cut)
        .map((event) => writer.write(event))
        .join('');
      const list = JSON.parse(cut === events.length ? sent : sent + writer.fail(FAILED, BODY)) as Chunk[];
      if (cut === events.length) expect(list).toEqual(stream(events).pieces);
      else expect(list.at(-1)).toEqual(BODY);
    }
    const writer = conversion.streamWriter(target({ framing: 'json' }));
    expect(writer.write({ type: 'end' })).toBe('[]');
  });

  it('keeps another provider’s encrypted reasoning for the next call', () => {
    const seal = { protocol: 'openai-responses', kind: 'encrypted', value: 'xyz', id: 'rs_1' } as const;
    const parts: Part[] = [
      { type: 'reasoning', text: '', seal },
      text('a'),
      { type: 'tool_call', id: 'c', name: 'f', input: '{}' },
    ];
    const { pieces } = stream([...eventsOf(answer({ parts }))], { request: ask() });
    expect(pieces.map(({ candidates }) => candidates[0]?.content.parts)).toEqual([
      [{ text: 'a' }],
      [{ functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: sealText(seal) }],
      [{ text: '' }],
    ]);
  });

  it('keeps a signature with the thoughts that it is over, however they came', () => {
    const seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'sig' } as const;
    const { pieces } = stream([
      { type: 'start', id: null, model: null, created: null },
      { type: 'part_start', index: 0, part: { type: 'reasoning' } },
      { type: 'delta', index: 0, text: 'let me ' },
      { type: 'delta', index: 0, text: 'think' },
      { type: 'seal', index: 0, seal },
      { type: 'part_end', index: 0 },
    ]);
    const parts = pieces.flatMap(({ candidates }) => candidates[0]?.content.parts ?? []);
    expect(parts).toHaveLength(3);
    expect(readParts(...parts)).toEqual([{ type: 'reasoning', text: 'let me think', seal }]);
  });

  it('gives a client what the provider said, whatever order it came in and whatever it left out', () => {
    const index = fc.integer({ min: 0, max: 3 });
    const event: fc.Arbitrary<AnswerEvent> = fc.oneof(
      fc.record({
        type: fc.constant('start' as const),
        id: fc.constantFrom(null, 'r'),
        model: fc.constant(null),
        created: fc.constant(null),
      }),
      fc.record({
        type: fc.constant('part_start' as const),
        index,
        part: fc.constantFrom(
          { type: 'text' as const },
          { type: 'reasoning' as const },
          { type: 'refusal' as const },
          { type: 'tool_call' as const, id: 'c', name: 'f' },
          {
            type: 'whole' as const,
            part: {
              type: 'image' as const,
              source: { kind: 'base64' as const, mediaType: 'image/png', data: 'AA==' },
            },
          },
        ),
      }),
      fc.record({
        type: fc.constant('delta' as const),
        index,
        text: fc.constantFrom('', 'a', '{"x":', '1}', '\ud800'),
      }),
      fc.record({
        type: fc.constant('seal' as const),
        index,
        seal: fc.constantFrom(
          { protocol: 'gemini' as const, kind: 'signature' as const, value: 'AAAA' },
          { protocol: 'openai-responses' as const, kind: 'encrypted' as const, value: 'e' },
        ),
      }),
      fc.record({
        type: fc.constant('citation' as const),
        index,
        citation: fc.constant({ url: 'https://a.example', start: 0, end: 1 }),
      }),
      fc.record({ type: fc.constant('part_end' as const), index }),
      fc.record({ type: fc.constant('usage' as const), usage: fc.constant(usage) }),
      fc.record({
        type: fc.constant('finish' as const),
        finish: fc.constantFrom({ reason: 'stop' as const }, { reason: 'length' as const }),
      }),
      fc.constant({ type: 'end' as const }),
    );
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.constantFrom('sse' as const, 'json' as const),
        (given, framing) => {
          const order = new Ordered();
          const well = [...order.push(given), ...order.close()];
          const writer = conversion.streamWriter(target({ framing }));
          let sent = well.map((each) => writer.write(each)).join('');
          if (!order.ended) sent += writer.fail(FAILED, BODY);
          const pieces = framing === 'json' ? (JSON.parse(sent) as Chunk[]) : piecesIn(sent);
          const last = pieces.at(-1);
          if (order.ended) expect(last?.candidates[0]?.finishReason).toEqual(expect.any(String));
          else expect(last).toEqual(BODY);
          const said = collect(well)
            .answer.parts.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : ''))
            .join('');
          const heard = pieces
            .flatMap(({ candidates }) => candidates?.[0]?.content.parts ?? [])
            .map((part) => (part.thought === true ? '' : (part.text ?? '')))
            .join('');
          if (order.ended) expect([...heard].sort()).toEqual([...said].sort());
        },
      ),
      { numRuns: 250 },
    );
  });
});
