import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/config/index.ts';
import { DEFAULT_QUIRKS } from '../../../src/protocols/index.ts';
import { quirksOf } from '../../../src/providers/index.ts';

const at = (
  baseUrl: string,
  preset: string | null = null,
  type: 'openai-compatible' | 'anthropic' | 'kimi' = 'openai-compatible',
) => quirksOf({ name: 'p', type, preset, baseUrl });

describe('what differs in a provider', () => {
  it('is known by the host, whatever the provider is called', () => {
    expect(at('https://api.moonshot.cn/v1').reasoningRequired).toBe(true);
    expect(at('https://eu.api.mistral.ai/v1').toolCallIds).toBe('mistral');
    expect(at('https://api.mistral.ai.evil.example/v1').toolCallIds).toBe('any');
    expect(at('https://notapi.mistral.ai/v1').toolCallIds).toBe('any');
    expect(at('http://127.0.0.1:11434/v1').reasoningField).toBe('reasoning');
    expect(at('http://example.com:11434/v1')).toEqual(DEFAULT_QUIRKS);
  });

  it('is known by the preset where the host says nothing, and by the host where they differ', () => {
    expect(at('http://127.0.0.1:9/v1', 'groq').refusedFields).toContain('logprobs');
    expect(at('https://api.deepseek.com/v1', 'groq').refusedFields).toEqual([]);
  });

  it('is Kimi’s for the type kimi at any address', () => {
    expect(at('http://proxy.example/v1', null, 'kimi').reasoningStandIn).toBe('.');
  });

  it('is nothing for an unknown one, and for a base URL that is none', () => {
    expect(at('https://llm.example.com/v1')).toEqual(DEFAULT_QUIRKS);
    expect(at('')).toEqual(DEFAULT_QUIRKS);
  });

  it('says who is Anthropic itself: no one else who speaks its language', () => {
    expect(at('https://api.anthropic.com/v1', null, 'anthropic').isAnthropic).toBe(true);
    expect(at('https://api.kimi.com/coding/v1', null, 'anthropic').isAnthropic).toBe(false);
    expect(at('https://api.kimi.com/coding/v1', null, 'anthropic').reasoningRequired).toBe(false);
  });

  it('says who is asked for usage in streams: as the configuration, the preset and the provider itself say', () => {
    const provider = {
      name: 'p',
      type: 'openai-compatible',
      preset: null,
      baseUrl: 'https://x.example/v1',
    } as const;
    expect(quirksOf({ ...provider, includeUsage: false }).asksUsage).toBe(false);
    expect(quirksOf({ ...provider, includeUsage: true }).asksUsage).toBe(true);
    expect(at('https://api.mistral.ai/v1').asksUsage).toBe(false);
    for (const { name, type, baseUrl, includeUsage } of PRESETS)
      expect([name, quirksOf({ name, type, preset: name, baseUrl }).asksUsage]).toEqual([name, includeUsage]);
  });
});
