import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageSchema } from '../../../src/contract/exchange.ts';
import { normaliseUsage, usageIn } from '../../../src/protocols/openai-chat/usage.ts';

const NOTHING = {
  input: null,
  cache_read: null,
  cache_write: null,
  output: null,
  reasoning: null,
  total: null,
};

describe('usage as each provider sends it', () => {
  it.each([
    [
      'OpenAI',
      {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 128, accepted_prediction_tokens: 0 },
      },
      { input: 2006, cache_read: 1920, cache_write: null, output: 300, reasoning: 128, total: 2306 },
    ],
    [
      'OpenAI, a model that bills cache writes',
      {
        prompt_tokens: 5000,
        completion_tokens: 10,
        total_tokens: 5010,
        prompt_tokens_details: { cached_tokens: 1024, cache_write_tokens: 3900 },
      },
      { input: 5000, cache_read: 1024, cache_write: 3900, output: 10, reasoning: null, total: 5010 },
    ],
    [
      'Kimi, cached tokens at the top',
      { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, cached_tokens: 64 },
      { input: 100, cache_read: 64, cache_write: null, output: 5, reasoning: null, total: 105 },
    ],
    [
      'Kimi, cached tokens in the details',
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 105,
        cached_tokens: 64,
        prompt_tokens_details: { cached_tokens: 64 },
      },
      { input: 100, cache_read: 64, cache_write: null, output: 5, reasoning: null, total: 105 },
    ],
    [
      'DeepSeek',
      {
        prompt_tokens: 300,
        completion_tokens: 20,
        total_tokens: 320,
        prompt_cache_hit_tokens: 256,
        prompt_cache_miss_tokens: 44,
        completion_tokens_details: { reasoning_tokens: 12 },
      },
      { input: 300, cache_read: 256, cache_write: null, output: 20, reasoning: 12, total: 320 },
    ],
    [
      'Groq',
      {
        queue_time: 0.03,
        prompt_tokens: 50,
        prompt_time: 0.002,
        completion_tokens: 7,
        completion_time: 0.01,
        total_tokens: 57,
        total_time: 0.012,
        prompt_tokens_details: { cached_tokens: 32 },
      },
      { input: 50, cache_read: 32, cache_write: null, output: 7, reasoning: null, total: 57 },
    ],
    [
      'OpenRouter',
      {
        prompt_tokens: 40,
        completion_tokens: 2,
        total_tokens: 42,
        cost: 0.00014,
        cache_discount: null,
        prompt_tokens_details: { cached_tokens: 0 },
      },
      {
        input: 40,
        cache_read: 0,
        cache_write: null,
        output: 2,
        reasoning: null,
        total: 42,
        cost_usd: 0.00014,
      },
    ],
    [
      'Mistral',
      { prompt_tokens: 11, total_tokens: 20, completion_tokens: 9, prompt_tokens_details: null },
      { input: 11, cache_read: null, cache_write: null, output: 9, reasoning: null, total: 20 },
    ],
    [
      'NVIDIA, reasoning at the top',
      { prompt_tokens: 11, total_tokens: 31, completion_tokens: 20, reasoning_tokens: 15 },
      { input: 11, cache_read: null, cache_write: null, output: 20, reasoning: 15, total: 31 },
    ],
    [
      'a server that says input and output',
      { input_tokens: 3, output_tokens: 4 },
      { ...NOTHING, input: 3, output: 4, total: 7 },
    ],
    ['embeddings', { prompt_tokens: 8, total_tokens: 8 }, { ...NOTHING, input: 8, total: 8 }],
    ['only a total', { total_tokens: 8 }, { ...NOTHING, total: 8 }],
    [
      'nothing used',
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      { ...NOTHING, input: 0, output: 0, total: 0 },
    ],
  ])('%s', (_provider, sent, expected) => {
    expect(normaliseUsage(sent)).toEqual(expected);
  });

  it('counts cached tokens once: they are part of the input', () => {
    const usage = normaliseUsage({
      prompt_tokens: 1000,
      completion_tokens: 10,
      prompt_tokens_details: { cached_tokens: 900 },
      cached_tokens: 900,
      prompt_cache_hit_tokens: 900,
    });
    expect(usage).toMatchObject({ input: 1000, cache_read: 900, total: 1010 });
  });
});

describe('usage that makes no sense', () => {
  it.each([[-1], [1.5], ['20'], [Number.NaN], [2 ** 60], [1e300], [true], [{}], [[5]], [null]])(
    '%j is no count',
    (value) => {
      expect(normaliseUsage({ prompt_tokens: value, completion_tokens: 5 })).toEqual({
        ...NOTHING,
        output: 5,
      });
      expect(
        normaliseUsage({ prompt_tokens: value, completion_tokens: value, total_tokens: value }),
      ).toBeNull();
      expect(
        normaliseUsage({
          prompt_tokens: 9,
          prompt_tokens_details: { cached_tokens: value },
          completion_tokens_details: { reasoning_tokens: value },
          cached_tokens: 3,
        }),
      ).toMatchObject({ input: 9, cache_read: 3, reasoning: null });
    },
  );

  it.each([[null], [undefined], [5], ['usage'], [[]], [[{ prompt_tokens: 5 }]], [{}], [{ usage: {} }]])(
    '%j is none',
    (value) => {
      expect(normaliseUsage(value)).toBeNull();
    },
  );

  it('of any shape gives counts or nothing, and never throws', () => {
    const count = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.jsonValue());
    const usage = fc.record(
      {
        prompt_tokens: count,
        completion_tokens: count,
        total_tokens: count,
        cached_tokens: count,
        prompt_tokens_details: fc.oneof(count, fc.record({ cached_tokens: count })),
        completion_tokens_details: fc.oneof(count, fc.record({ reasoning_tokens: count })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(usage, fc.jsonValue()), (value) => {
        const read = normaliseUsage(value);
        if (read !== null) expect(usageSchema.parse(read)).toEqual(read);
      }),
    );
  });
});

describe('where usage stands', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const read = { ...NOTHING, input: 1, output: 2, total: 3 };

  it.each([
    ['at the top', { usage, choices: [] }],
    ['in the first choice (Kimi)', { choices: [{ delta: {}, finish_reason: 'stop', usage }] }],
    ['in the first choice, with an empty one at the top', { usage: null, choices: [{ usage }] }],
    ['in x_groq (Groq)', { choices: [{ delta: {} }], x_groq: { id: 'req', usage } }],
  ])('%s', (_place, body) => {
    expect(usageIn(body)).toEqual(read);
  });

  it('is the top before a choice', () => {
    expect(usageIn({ usage, choices: [{ usage: { prompt_tokens: 99 } }] })).toEqual(read);
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{ choices: {} }],
    [{ choices: [null] }],
    [{ choices: [[]] }],
    [{ x_groq: 5 }],
  ])('is nowhere in %j', (body) => {
    expect(usageIn(body)).toBeNull();
  });
});
