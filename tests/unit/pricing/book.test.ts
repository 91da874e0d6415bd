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
    expect(await of('anthropic', 'claude-haiku-5-5')).toMatchObject({
      source: 'table',
      rates: { input: 0.1, cacheWrite5m: 0.125, cacheWrite1h: 0.2 },
      tiers: [{ above: 100_000, rates: { input: 0.5, cacheWrite1h: 1 } }],
    });
    expect(await of('openai', 'gpt-6.1-sol')).toMatchObject({
      source: 'table',
      rates: { cacheWrite5m: 2.5 },
    });
  });

  it('has a rate that only the table knows, where both agree on the rest', async () => {
    expect(await of('cerebras', 'gpt-oss-120b')).toMatchObject({
      source: 'genai-prices',
      rates: { input: 0.35, cacheRead: 0.35, output: 0.75 },
    });
  });

  it('takes the table’s very name before a pattern that an older model left', async () => {
    expect(await of('mistral', 'mistral-large-latest')).toMatchObject({
      source: 'table',
      rates: { input: 0.5, output: 1.5 },
    });
    // A name with a date, which only the pattern knows.
    expect(await of('openai', 'gpt-5-mini-2025-08-07')).toMatchObject({
      source: 'genai-prices',
      rates: { input: 0.25 },
    });
    // Both know the very name: the table stands back.
    expect(await of('mistral', 'mistral-small-latest')).toMatchObject({ source: 'genai-prices' });
  });

  it('prices the writes of Kimi K3 apart, for an hour at twice the input', async () => {
    expect(await of('moonshot', 'kimi-k3')).toMatchObject({
      rates: { input: 3, cacheRead: 0.3, cacheWrite5m: 3, cacheWrite1h: 6 },
    });
    expect((await of('moonshot', 'kimi-k3.1-pro'))?.rates.cacheWrite1h).toBe(4);
    expect((await of(null, 'kimi-k3', 'https://api.moonshot.cn/v1'))?.rates.cacheWrite1h).toBe(6);
    expect((await of('moonshot', 'kimi-k2.6'))?.rates.cacheWrite1h).toBeNull();
  });

  it('does not price what is paid by the month, but for the configuration', async () => {
    expect(await of('kimi', 'kimi-for-coding')).toBeNull();
    expect(await of('chatgpt', 'gpt-6-sol')).toBeNull();
    expect((await of('kimi', 'kimi-for-coding', '', { input: 1, output: 4 }))?.rates.input).toBe(1);
  });

  it('knows that one’s own machine costs nothing, and that others do', async () => {
    const free = { source: 'local', rates: { input: 0, cacheRead: 0, cacheWrite1h: 0, output: 0 } };
    expect(await of('ollama', 'qwen3:32b', 'http://127.0.0.1:11434/v1')).toMatchObject(free);
    expect(await of('lmstudio', 'any', 'http://gpu-box:1234/v1')).toMatchObject(free);
    expect(await of('ollama', 'qwen3', 'http://[::1]:11434/v1')).toMatchObject(free);
    expect(await of('ollama', 'qwen3', 'http://172.20.0.2:11434/v1')).toMatchObject(free);
    expect(await of('test', 'test-model')).toMatchObject(free);
    expect(await of(null, 'test-model')).toMatchObject(free);
    // Ollama's cloud, by name and by address.
    expect(await of('ollama', 'gpt-oss:120b-cloud', 'http://127.0.0.1:11434/v1')).toBeNull();
    expect(await of('ollama', 'gpt-oss:120b', 'https://ollama.com/v1')).toBeNull();
    expect(await of('ollama', 'qwen3', 'http://172.32.0.2:11434/v1')).toBeNull();
    expect(await of('ollama', 'qwen3', 'no address')).toBeNull();
    // A gateway may listen at any local address.
    expect(await of(null, 'qwen3', 'http://127.0.0.1:4000/v1')).toBeNull();
  });

  it('has the price of the moment that is asked about, whichever was asked about before', async () => {
    const at = (when: string) =>
      book.prices(
        { preset: 'deepseek', baseUrl: '', model: 'deepseek-chat', override: null },
        Date.parse(when),
      );
    const [peak, night, again] = [
      await at('2025-05-01T10:00:00Z'),
      await at('2025-05-01T20:00:00Z'),
      await at('2025-05-01T10:00:00Z'),
    ];
    // It was cheaper at night.
    expect(night?.rates.input).toBeLessThan(peak?.rates.input ?? 0);
    expect(again).toEqual(peak);
  });

  it('reads a name as Gemini writes it in paths', async () => {
    expect((await of('gemini', 'models/gemini-2.5-pro'))?.rates.input).toBe(1.25);
    expect((await of('gemini', 'models/gemini-4-argon'))?.source).toBe('table');
  });

  it('does not know what nobody knows: a trial’s 0 is no price', async () => {
    expect(await of('nvidia', 'deepseek-ai/deepseek-v4.1-flash')).toBeNull();
    expect(await of('siliconflow', 'any')).toBeNull();
    expect(await of('ollama', 'llama3')).toBeNull();
    for (const odd of ['__proto__', 'constructor', '', '\0'.repeat(9), 'gpt-5'.repeat(200_000), '\ud800']) {
      expect(await of('openai', odd)).toBeNull();
      expect(book.window({ preset: 'openai', baseUrl: '' }, odd)).toBeNull();
    }
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
    // It amends what is known, for long requests, too.
    expect(await of('anthropic', 'claude-sonnet-4-5', '', { cacheRead: 0.1 })).toMatchObject({
      source: 'config',
      tiers: [{ above: 200_000, rates: { input: 6, cacheRead: 0.1 } }],
    });
    expect((await of('ollama', 'llama3', '', { input: 0, output: 0 }))?.rates).toMatchObject({
      input: 0,
      output: 0,
    });
  });

  it('knows windows, by our table alone until the rest is loaded', async () => {
    const fresh = createPriceBook();
    const sol = { preset: 'openai', baseUrl: '' };
    expect(fresh.window(sol, 'gpt-5.6-sol')).toBe(272_000);
    expect(fresh.window(sol, 'gpt-5-mini-2025-08-07')).toBeNull();
    await fresh.load();
    expect(fresh.window(sol, 'gpt-5.6-sol')).toBe(1_050_000);
    expect(fresh.window(sol, 'gpt-5-mini-2025-08-07')).toBe(400_000);
    // Another address, another limit.
    expect(fresh.window({ preset: 'chatgpt', baseUrl: '' }, 'gpt-5.6-sol')).toBe(272_000);
    expect(fresh.window({ preset: null, baseUrl: 'https://api.x.ai/v1' }, 'grok-4')).toBeGreaterThan(100_000);
    await of('openai', 'gpt-5.1');
    expect(book.window({ preset: 'nvidia', baseUrl: '' }, 'deepseek-ai/deepseek-v4.1-flash')).toBe(1_000_000);
    expect(book.window({ preset: 'openai', baseUrl: '' }, 'gpt-5.1')).toBe(400_000);
    // A pattern that an older model left has another window than this very name.
    expect(book.window({ preset: 'openai', baseUrl: '' }, 'gpt-5-chat-latest')).toBe(128_000);
    expect(book.window({ preset: 'openai', baseUrl: '' }, 'nobody’s')).toBeNull();
  });
});
