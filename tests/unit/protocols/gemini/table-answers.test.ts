import { describe, expect, it } from 'vitest';
import { answer, assistant, collected, conversion, partsOf, piece, written } from './kit.ts';

describe('answers', () => {
  it.each([
    ['STOP', 'stop', 'STOP'],
    ['MAX_TOKENS', 'length', 'MAX_TOKENS'],
    ['SAFETY', 'content_filter', 'SAFETY'],
    ['RECITATION', 'content_filter', 'SAFETY'],
    ['BLOCKLIST', 'content_filter', 'SAFETY'],
    ['CONTINUATION', 'pause', 'STOP'],
    ['MALFORMED_FUNCTION_CALL', 'other', 'MALFORMED_FUNCTION_CALL'],
    ['LANGUAGE', 'other', 'LANGUAGE'],
    ['A_NEW_ONE', 'other', 'OTHER'],
  ])('finish-reasons: %s is %s, and %s for a client', (wire, reason, back) => {
    const { finish } = collected(piece([{ text: 'a' }], { finishReason: wire }));
    expect(finish.reason).toBe(reason);
    expect(written(answer({ finish })).candidates[0]?.finishReason).toBe(back);
  });

  it('finish-reasons: refusals, context windows and calls, for a client', () => {
    for (const [reason, wire] of [
      ['refusal', 'SAFETY'],
      ['context_window', 'MAX_TOKENS'],
      ['tool_calls', 'STOP'],
      ['pause', 'STOP'],
    ] as const)
      expect(written(answer({ finish: { reason } })).candidates[0]?.finishReason).toBe(wire);
  });

  it('stop-sequence: is a stop', () => {
    expect(written(answer({ finish: { reason: 'stop', stopSequence: 'END' } })).candidates[0]).toMatchObject({
      finishReason: 'STOP',
    });
  });

  it('usage: thoughts are output, and cached tokens input', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 150,
    };
    const { usage } = collected(piece([{ text: 'a' }], { finishReason: 'STOP' }, { usageMetadata }));
    expect(usage).toEqual({
      input: 100,
      cache_read: 60,
      cache_write: null,
      output: 50,
      reasoning: 30,
      total: 150,
    });
    expect(written(answer({ usage })).usageMetadata).toEqual(usageMetadata);
  });

  it('citations: sources at their places, which Google counts in bytes', () => {
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: 'https://a.example', title: 'A' } },
        { web: { uri: 'https://b.example' } },
      ],
      groundingSupports: [
        { segment: { endIndex: 7 }, groundingChunkIndices: [0] },
        { segment: { startIndex: 8, endIndex: 11 }, groundingChunkIndices: [1, 9] },
        { segment: { startIndex: 8, endIndex: 99 }, groundingChunkIndices: [0] },
      ],
    };
    const { parts } = collected(
      piece([{ text: 'é😀' }]),
      piece([{ text: '! fin' }], { finishReason: 'STOP', groundingMetadata }),
    );
    expect(parts).toEqual([
      {
        type: 'text',
        text: 'é😀! fin',
        citations: [
          { url: 'https://a.example', title: 'A', start: 0, end: 4 },
          { url: 'https://b.example', start: 5, end: 8 },
          { url: 'https://a.example', title: 'A' },
        ],
      },
    ]);
    const citations = [
      { startIndex: 0, endIndex: 7, uri: 'https://a.example', title: 'A' },
      { startIndex: 8, endIndex: 11, uri: 'https://b.example' },
      { uri: 'https://a.example', title: 'A' },
    ];
    expect(written(answer({ parts })).candidates[0]?.citationMetadata).toEqual({
      citationSources: citations,
      citations,
    });
    const cited = collected(
      piece([{ text: 'é😀! fin' }], {
        finishReason: 'STOP',
        citationMetadata: { citationSources: citations },
      }),
    );
    expect(cited.parts).toEqual(parts);
  });

  it('blocked-prompt: is a refusal that names the reason', () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
      modelVersion: 'm',
    };
    const refusal = {
      parts: [{ type: 'refusal', text: 'The prompt was blocked (PROHIBITED_CONTENT).' }],
      finish: { reason: 'refusal' },
    };
    expect(conversion.readAnswer(blocked)).toMatchObject(refusal);
    expect(collected(blocked)).toMatchObject(refusal);
  });

  it('images-out: are kept', () => {
    const wire = { inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 'BBBB' };
    const given = collected(piece([wire], { finishReason: 'STOP' }));
    expect(given.parts).toMatchObject([{ type: 'image', source: { kind: 'base64', data: 'AAAA' } }]);
    expect(written(given).candidates[0]?.content.parts).toEqual([wire]);
    expect(partsOf(assistant(...given.parts))).toEqual([wire]);
  });

  it('unknown-fields: of a whole answer’s candidate are kept', () => {
    const body = piece([{ text: 'a' }], {
      finishReason: 'STOP',
      safetyRatings: [{ category: 'X' }],
      avgLogprobs: -0.5,
    });
    const given = conversion.readAnswer(body);
    expect(given === null ? null : written(given).candidates[0]).toEqual((body.candidates as unknown[])[0]);
  });
});
