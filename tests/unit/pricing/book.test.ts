import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../src/pricing/index.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const book = createPriceBook();
const of = (preset: string | null, model: string, baseUrl = '', override: object | null = null) =>
  book.prices({ preset, model, baseUrl, override }, NOW);

describe('the price book', () => {
  it('knows what genai-prices knows, with rates for both lifetimes of a cache and for long requests', async () => {
    expect(await of('anthropic', 'claude-sonnet-4-5')).toEqual({
      rates: { input: 3, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, output: 15, reasoning: null },
      tiers: [
        {
          above: 200_000,
          rates: {
            input: 6,
            cacheRead: 0.6,
            cacheWrite5m: 7.5,
            cacheWrite1h: 12,
            output: 22.5,
            reasoning: null,
          },
        },
      ],
      source: 'genai-prices',
    });
    expect(await of('openai', 'gpt-5.1')).toMatchObject({
      rates: { input: 1.25, cacheRead: 0.125, output: 10 },
    });
    expect(await of('moonshot', 'kimi-k2.5')).toMatchObject({
      rates: { input: 0.6, cacheRead: 0.1, output: 3 },
    });
  });

  it('knows a provider by its address where it comes from no preset', async () => {
    expect((await of(null, 'kimi-k2.5', 'https://api.moonshot.cn/v1'))?.rates.input).toBe(0.6);
    expect(await of(null, 'gpt-4o', 'http://127.0.0.1:11434/v1')).toBeNull();
  });

  it('has the rest from the table', async () => {
    expect(await of('kimi', 'kimi-for-coding')).toMatchObject({
      source: 'table',
      rates: { cacheWrite1h: null },
    });
    expect((await of('anthropic', 'claude-haiku-5-5'))?.source).toBeDefined();
  });

  it('does not know what nobody knows: a trial’s 0 is no price', async () => {
    expect(await of('nvidia', 'deepseek-ai/deepseek-v4.1-flash')).toBeNull();
    expect(await of('siliconflow', 'any')).toBeNull();
    expect(await of('ollama', 'llama3')).toBeNull();
    for (const odd of ['__proto__', 'constructor', '', '\0'.repeat(9)])
      expect(await of('openai', odd)).toBeNull();
  });

  it('lets the configuration win, as a contract of its own', async () => {
    expect(await of('openai', 'gpt-5.1', '', { input: 1, output: 2 })).toEqual({
      rates: {
        input: 1,
        cacheRead: null,
        cacheWrite5m: null,
        cacheWrite1h: null,
        output: 2,
        reasoning: null,
      },
      tiers: [],
      source: 'config',
    });
    expect((await of('openai', 'gpt-5.1', '', { cacheRead: 0.5 }))?.rates).toMatchObject({
      input: 1.25,
      cacheRead: 0.5,
    });
    expect((await of('ollama', 'llama3', '', { input: 0, output: 0 }))?.rates).toMatchObject({
      input: 0,
      output: 0,
    });
  });

  it('knows windows', async () => {
    await of('openai', 'gpt-5.1');
    expect(book.window({ preset: 'nvidia', baseUrl: '' }, 'deepseek-ai/deepseek-v4.1-flash')).toBe(1_000_000);
    expect(book.window({ preset: 'openai', baseUrl: '' }, 'gpt-5.1')).toBe(400_000);
    expect(book.window({ preset: 'openai', baseUrl: '' }, 'nobody’s')).toBeNull();
  });
});
