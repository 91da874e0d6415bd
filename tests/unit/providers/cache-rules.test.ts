import { describe, expect, it } from 'vitest';
import { cacheRuleFor } from '../../../src/providers/index.ts';

const at = (over: Partial<Parameters<typeof cacheRuleFor>[0]>) => ({
  name: 'p',
  type: 'openai-compatible' as const,
  preset: null,
  baseUrl: 'https://example.com/v1',
  ...over,
});

describe('how a provider caches', () => {
  it.each([
    ['openai', 'gpt-5', { id: 'openai', mode: 'automatic', min_tokens: 1024, step_tokens: 128 }],
    ['openai', 'gpt-5.6-mini', { lifetime_s: { least: 1800, most: 86_400 } }],
    ['openai', 'gpt-4-turbo', { mode: 'none' }],
    ['openai', 'gpt-4o', { mode: 'automatic' }],
    ['chatgpt', 'gpt-5-codex', { id: 'chatgpt', step_tokens: 128 }],
    [
      'anthropic',
      'claude-sonnet-4-5',
      { mode: 'breakpoints', min_tokens: 1024, lifetime_s: { least: 300, most: 300 } },
    ],
    ['anthropic', 'claude-opus-4-5', { min_tokens: 4096 }],
    ['anthropic', 'claude-opus-4-1', { min_tokens: 1024 }],
    ['anthropic', 'claude-opus-5', { min_tokens: 512 }],
    ['anthropic', 'claude-haiku-4-5-20251001', { min_tokens: 4096 }],
    ['anthropic', 'claude-3-5-haiku-latest', { min_tokens: 2048 }],
    ['gemini', 'gemini-2.5-flash', { min_tokens: 2048 }],
    ['gemini', 'gemini-3.1-pro-preview', { min_tokens: 4096 }],
    ['gemini', 'gemini-1.5-pro', { mode: 'none' }],
    ['kimi', 'kimi-for-coding', { step_tokens: 256, lifetime_s: { least: 300, most: 1800 } }],
    ['moonshot', 'kimi-k3', { id: 'kimi', lifetime_s: { least: 300, most: 3600 } }],
    ['deepseek', 'deepseek-chat', { step_tokens: 64, lifetime_s: { least: 7200, most: 86_400 } }],
    ['groq', 'openai/gpt-oss-120b', { mode: 'automatic', lifetime_s: { least: 7200, most: 7200 } }],
    ['groq', 'llama-3.3-70b-versatile', { mode: 'none' }],
    ['cerebras', 'gpt-oss-120b', { step_tokens: 128 }],
    ['mistral', 'mistral-large-latest', { step_tokens: 64, lifetime_s: null, keys: ['prompt_cache_key'] }],
    ['openrouter', 'anthropic/claude-sonnet-4.5', { id: 'openrouter/anthropic', mode: 'breakpoints' }],
    ['openrouter', 'openai/gpt-5', { id: 'openrouter/openai', step_tokens: 128 }],
  ])('%s, %s', (preset, model, rule) => {
    const found = cacheRuleFor(at({ preset }), model);
    expect(found).toMatchObject({ known: true, ...rule });
    expect(found.sources.length).toBeGreaterThan(0);
    for (const source of found.sources) expect(URL.canParse(source)).toBe(true);
  });

  it('goes by where it is reached before its preset, and by its type where neither is known', () => {
    expect(cacheRuleFor(at({ baseUrl: 'https://api.deepseek.com/v1', preset: 'openai' }), 'm').id).toBe(
      'deepseek',
    );
    expect(cacheRuleFor(at({ type: 'anthropic' }), 'claude-sonnet-4-5').mode).toBe('breakpoints');
    expect(cacheRuleFor(at({ type: 'test', baseUrl: '' }), 'test-model')).toMatchObject({
      known: true,
      mode: 'none',
    });
  });

  it.each(['ollama', 'nvidia', 'siliconflow', 'lmstudio', null])('is not known of %s', (preset) => {
    expect(cacheRuleFor(at({ preset }), 'm')).toMatchObject({ id: 'unknown', known: false, mode: 'unknown' });
  });

  it.each(['nobody/m', '__proto__/m', 'constructor/m', '/m', 'm', ''])(
    'is not known of a maker like %j',
    (model) => {
      expect(cacheRuleFor(at({ preset: 'openrouter' }), model)).toMatchObject({
        known: false,
        mode: 'unknown',
      });
      expect(cacheRuleFor(at({ preset: 'openrouter' }), null).known).toBe(false);
    },
  );
});
