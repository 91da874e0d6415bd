import { describe, expect, it } from 'vitest';
import { answerOf, quirks, READ, read, refusal, text, toClient, user, write } from './support.ts';

describe('the table of chat completions: options', () => {
  it('max-tokens: the newer field counts, and the provider gets its own', () => {
    expect(read({ max_tokens: 5, max_completion_tokens: 9 }).sampling.maxTokens).toBe(9);
    expect(read({ max_tokens: -1 }).sampling).toEqual({});
    expect(refusal(() => read({ max_tokens: 'many' }))).toEqual({
      code: 'invalid_request',
      field: 'max_tokens',
    });
    expect(write({ sampling: { maxTokens: 9 } }).body).toMatchObject({ max_tokens: 9 });
    expect(write({ sampling: { maxTokens: 9 } }, quirks('openai')).body).toMatchObject({
      max_completion_tokens: 9,
    });
  });

  it('temperature: is kept, clamped, or left out where sampling is fixed', () => {
    expect(read({ temperature: 0.3 }).sampling).toEqual({ temperature: 0.3 });
    expect(write({ sampling: { temperature: 0.3 } }).body.temperature).toBe(0.3);
    const clamped = write({ sampling: { temperature: 1.9 } }, quirks('mistral'));
    expect(clamped.body.temperature).toBe(1.5);
    expect(clamped.said[0]).toContain('1.9');
    const fixed = write({ sampling: { temperature: 0.3 } }, quirks('openai'), 'gpt-5-mini');
    expect(fixed.body).not.toHaveProperty('temperature');
    expect(fixed.said[0]).toContain('temperature was left out');
  });

  it('top-p: is kept and clamped', () => {
    expect(read({ top_p: 0.5 }).sampling).toEqual({ topP: 0.5 });
    expect(write({ sampling: { topP: 1.5 } }).body.top_p).toBe(1);
    expect(write({ sampling: { topP: 0.5 } }, quirks('kimi'), 'kimi-k2.5').body).not.toHaveProperty('top_p');
  });

  it('top-k: is kept where it is known', () => {
    expect(read({ top_k: 40 }).sampling).toEqual({ topK: 40 });
    expect(write({ sampling: { topK: 40 } }).body).not.toHaveProperty('top_k');
    expect(write({ sampling: { topK: 40 } }, quirks('openrouter')).body.top_k).toBe(40);
  });

  it('stop: one text or a list', () => {
    expect(read({ stop: 'END' }).sampling).toEqual({ stop: ['END'] });
    expect(read({ stop: ['a', 'b'] }).sampling).toEqual({ stop: ['a', 'b'] });
    expect(refusal(() => read({ stop: [1] }))).toEqual({ code: 'invalid_request', field: 'stop' });
    expect(write({ sampling: { stop: ['a'] } }).body.stop).toEqual(['a']);
    const refused = write({ sampling: { stop: ['a'] } }, quirks('openai'), 'gpt-5.2');
    expect(refused.body).not.toHaveProperty('stop');
    expect(refused.said).toEqual([expect.stringMatching(/^stop was left out: gpt-5.2 refuses it/)]);
    const many = write({ sampling: { stop: [...'abcdef'] } }, quirks('openai'), 'gpt-4.1');
    expect(many.body.stop).toEqual([...'abcd']);
    expect(many.said).toHaveLength(1);
  });

  it('seed: by the provider’s name', () => {
    expect(read({ seed: 4 }).sampling).toEqual({ seed: 4 });
    expect(write({ sampling: { seed: 4 } }).body.seed).toBe(4);
    expect(write({ sampling: { seed: 4 } }, quirks('mistral')).body).toMatchObject({ random_seed: 4 });
  });

  it('penalties: are kept and clamped', () => {
    expect(read({ presence_penalty: 1, frequency_penalty: -1 }).sampling).toEqual({
      presencePenalty: 1,
      frequencyPenalty: -1,
    });
    expect(write({ sampling: { presencePenalty: 3, frequencyPenalty: -1 } }).body).toMatchObject({
      presence_penalty: 2,
      frequency_penalty: -1,
    });
    expect(write({ sampling: { presencePenalty: 1 } }, quirks('cerebras')).body).not.toHaveProperty(
      'presence_penalty',
    );
  });

  it('logprobs: are asked for where they are known, and left out of answers', () => {
    expect(read({ logprobs: true, top_logprobs: 3 }).sampling).toEqual({ logprobs: 3 });
    expect(write({ sampling: { logprobs: 3 } }).body).toMatchObject({ logprobs: true, top_logprobs: 3 });
    expect(write({ sampling: { logprobs: 3 } }, quirks('groq')).body).not.toHaveProperty('logprobs');
    expect(toClient(answerOf({ content: 'x' })).choice.logprobs).toBeNull();
  });

  it('logit-bias: is kept where it is known', () => {
    expect(read({ logit_bias: { '50256': -100, bad: 'x' } }).sampling).toEqual({
      logitBias: { '50256': -100 },
    });
    expect(write({ sampling: { logitBias: { '1': 1 } } }).body.logit_bias).toEqual({ '1': 1 });
    expect(write({ sampling: { logitBias: { '1': 1 } } }, quirks('ollama')).said[0]).toContain(
      'logit_bias was left out',
    );
  });

  it('n: more than one answer is refused', () => {
    expect(refusal(() => read({ n: 2 }))).toEqual({ code: 'unsupported_conversion', field: 'n' });
    expect(read({ n: 1 }).extra).toBeUndefined();
  });

  it('format-json: is kept', () => {
    expect(read({ response_format: { type: 'json_object' } }).format).toEqual({ type: 'json' });
    expect(read({ response_format: { type: 'text' } }).format).toBeUndefined();
    const asked = write({ format: { type: 'json' } });
    expect(asked.body.response_format).toEqual({ type: 'json_object' });
    expect(asked.messages, 'providers want the word').toMatchObject([
      { role: 'system', content: expect.stringMatching(/JSON/) },
      { role: 'user' },
    ]);
    const messages = [user(text('As json, please'))];
    expect(write({ format: { type: 'json' }, messages }).messages).toHaveLength(1);
  });

  it('format-schema: is kept, or told in words', () => {
    const schema = { type: 'object' };
    const json_schema = { name: 'out', schema: { type: 'object' }, strict: true };
    const { format } = read({ response_format: { type: 'json_schema', json_schema } });
    expect(format).toEqual({ type: 'schema', ...json_schema });
    expect(write({ ...(format === undefined ? {} : { format }) }).body.response_format).toEqual({
      type: 'json_schema',
      json_schema,
    });
    const { body, messages } = write(
      { format: { type: 'schema', schema: { type: 'object' } } },
      quirks('deepseek'),
    );
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(messages[0]).toMatchObject({
      role: 'system',
      content: expect.stringContaining('{"type":"object"}'),
    });
    expect(refusal(() => read({ response_format: { type: 'json_schema' } }))).toEqual({
      code: 'invalid_request',
      field: 'response_format.json_schema.schema',
    });
    const groq = write({ format: { type: 'schema', schema } }, quirks('groq'), 'llama-3.3-70b-versatile');
    expect(groq.body.response_format, 'of some models alone').toEqual({ type: 'json_object' });
    const beside = write(
      { format: { type: 'schema', schema }, tools: [READ] },
      quirks('groq'),
      'gpt-oss-120b',
    );
    expect(beside.body).not.toHaveProperty('response_format');
    expect(beside.messages[0]?.content).toContain('{"type":"object"}');
    expect(beside.said).toEqual([expect.stringMatching(/told in words/)]);
    const list = write(
      { format: { type: 'schema', schema: { type: 'array' } } },
      quirks('openai'),
      'gpt-4.1',
    );
    expect(list.body).not.toHaveProperty('response_format');
    expect(list.messages[0]?.content).toContain('{"type":"array"}');
    expect(refusal(() => read({ response_format: { type: 'grammar' } })).code).toBe('unsupported_conversion');
  });

  it('user: the newer name counts', () => {
    expect(read({ user: 'a', safety_identifier: 'b' }).user).toBe('b');
    expect(write({ user: 'b' }).body.user).toBe('b');
    expect(write({ user: 'b' }, quirks('mistral')).body).not.toHaveProperty('user');
  });

  it.each([
    ['service-tier', 'service_tier', 'serviceTier', 'flex'],
    ['prompt-cache-key', 'prompt_cache_key', 'promptCacheKey', 'k'],
    ['store', 'store', 'store', false],
    ['verbosity', 'verbosity', 'verbosity', 'low'],
  ])('%s: is kept where it is known', (_id, field, key, value) => {
    expect(read({ [field]: value })).toMatchObject({ [key]: value });
    expect(write({ [key]: value }, quirks('openai')).body[field]).toEqual(value);
    const { body, said } = write({ [key]: value });
    expect(body).not.toHaveProperty(field);
    expect(said[0]).toContain(`${field} was left out`);
  });

  it('metadata: is kept where it is known, by OpenAI only with store', () => {
    const metadata = { a: 'b' };
    expect(read({ metadata })).toMatchObject({ metadata });
    expect(write({ metadata, store: true }, quirks('openai')).body).toMatchObject({ metadata, store: true });
    const { body, said } = write({ metadata }, quirks('openai'));
    expect(body).not.toHaveProperty('metadata');
    expect(said).toEqual(['metadata was left out: OpenAI takes it only with store']);
    expect(write({ metadata }).said[0]).toContain('metadata was left out');
  });

  it('user: and the key of the cache are no longer than OpenAI takes; it knows its own tiers alone', () => {
    const long = 'u'.repeat(150);
    const { body } = write({ user: long, promptCacheKey: long }, quirks('openai'));
    expect([body.user, body.prompt_cache_key].every((id) => (id as string).length <= 64)).toBe(true);
    const tier = write({ serviceTier: 'on_demand' }, quirks('openai'));
    expect(tier.body).not.toHaveProperty('service_tier');
    expect(tier.said).toHaveLength(1);
  });
});
