import { describe, expect, it } from 'vitest';
import { normaliseUsage, usageIn, usageMetadata } from '../../../../src/protocols/gemini/usage.ts';

const NOTHING = { cache_read: null, cache_write: null, reasoning: null };

describe('usage as Gemini reports it', () => {
  it('counts thoughts as output, beside the candidates', () => {
    expect(
      normaliseUsage({
        promptTokenCount: 100,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 30,
        totalTokenCount: 150,
      }),
    ).toEqual({ ...NOTHING, input: 100, output: 50, reasoning: 30, total: 150 });
  });

  it('does not count cached tokens twice: the prompt includes them', () => {
    expect(
      normaliseUsage({
        promptTokenCount: 100,
        cachedContentTokenCount: 90,
        candidatesTokenCount: 1,
        totalTokenCount: 101,
      }),
    ).toEqual({ ...NOTHING, input: 100, cache_read: 90, output: 1, total: 101 });
  });

  it('counts what tools of the provider’s own read as input', () => {
    expect(
      normaliseUsage({
        promptTokenCount: 10,
        toolUsePromptTokenCount: 5,
        candidatesTokenCount: 2,
        totalTokenCount: 17,
      }),
    ).toEqual({ ...NOTHING, input: 15, output: 2, total: 17 });
  });

  it('knows an output that is left out by the total, and one that is nowhere not at all', () => {
    expect(normaliseUsage({ promptTokenCount: 10, totalTokenCount: 10 })).toEqual({
      ...NOTHING,
      input: 10,
      output: 0,
      total: 10,
    });
    expect(normaliseUsage({ promptTokenCount: 10 })).toEqual({
      ...NOTHING,
      input: 10,
      output: null,
      total: null,
    });
    expect(normaliseUsage({ promptTokenCount: 10, thoughtsTokenCount: 4, totalTokenCount: 14 })).toEqual({
      ...NOTHING,
      input: 10,
      output: 4,
      reasoning: 4,
      total: 14,
    });
  });

  it('is read in snake case, too', () => {
    expect(usageIn({ usage_metadata: { prompt_token_count: 3, candidates_token_count: 4 } })).toEqual({
      ...NOTHING,
      input: 3,
      output: 4,
      total: 7,
    });
  });

  it.each([
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { promptTokenCount: -1 },
    { promptTokenCount: 1.5 },
    { promptTokenCount: '7' },
  ])('is unknown where it is %j', (value) => {
    expect(normaliseUsage(value)).toBeNull();
  });
});

describe('usage for Gemini’s clients', () => {
  it('has thoughts beside the candidates, so that the sum is right', () => {
    const given = {
      promptTokenCount: 100,
      cachedContentTokenCount: 90,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 150,
    };
    const usage = normaliseUsage(given);
    expect(usage === null ? null : usageMetadata(usage)).toEqual(given);
  });

  it('leaves out what is not known', () => {
    expect(usageMetadata({ ...NOTHING, input: null, output: null, total: null })).toEqual({});
    expect(usageMetadata({ ...NOTHING, input: 3, output: 4, total: null })).toEqual({
      promptTokenCount: 3,
      candidatesTokenCount: 4,
      totalTokenCount: 7,
    });
    expect(usageMetadata({ ...NOTHING, input: 3, output: 4, reasoning: 9, total: null })).toMatchObject({
      candidatesTokenCount: 0,
    });
  });
});
