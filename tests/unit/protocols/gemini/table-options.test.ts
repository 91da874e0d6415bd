import { describe, expect, it } from 'vitest';
import type { NeutralRequest } from '../../../../src/protocols/neutral/request.ts';
import { ask, config, fn, OLD, read, text, user, write } from './kit.ts';

describe('how the answer is to be', () => {
  it.each([
    ['max-tokens', 'maxTokens', 'maxOutputTokens', 100, 262_144, 65_536],
    ['temperature', 'temperature', 'temperature', 0.5, 3, 2],
    ['top-p', 'topP', 'topP', 0.5, 1.5, 1],
    ['top-k', 'topK', 'topK', 40, 0, 1],
    ['seed', 'seed', 'seed', 7, 2 ** 40, 2 ** 31 - 1],
  ] as const)('%s: %s is %s, within its range', (_row, neutral, wire, fine, wide, clamped) => {
    expect(read({ generationConfig: { [wire]: fine } }).request.sampling).toEqual({ [neutral]: fine });
    expect(config(ask({ sampling: { [neutral]: fine } }))).toEqual({ config: { [wire]: fine }, said: [] });
    const sent = config(ask({ sampling: { [neutral]: wide } }));
    expect(sent.config).toEqual({ [wire]: clamped });
    expect(sent.said).toHaveLength(1);
    const snake = wire.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(read({ generation_config: { [snake]: fine } }).request.sampling).toEqual({ [neutral]: fine });
    expect(() => read({ generationConfig: { [wire]: {} } })).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { field: `generationConfig.${wire}` } }),
    );
  });

  it('max-tokens: older models write less, of others nothing is known', () => {
    expect(config(ask({ sampling: { maxTokens: 99_999 } }), OLD).config).toEqual({ maxOutputTokens: 8192 });
    expect(config(ask({ sampling: { maxTokens: 99_999 } }), 'tunedModels/x').config).toEqual({
      maxOutputTokens: 99_999,
    });
  });

  it('penalties: within their range; of 0 they are none', () => {
    expect(read({ generationConfig: { presencePenalty: -1 } }).request.sampling).toEqual({
      presencePenalty: -1,
    });
    expect(config(ask({ sampling: { presencePenalty: -1, frequencyPenalty: 1 } }), OLD)).toEqual({
      config: { presencePenalty: -1, frequencyPenalty: 1 },
      said: [],
    });
    expect(config(ask({ sampling: { presencePenalty: -3, frequencyPenalty: 3 } }), OLD).config).toEqual({
      presencePenalty: -2,
      frequencyPenalty: 2,
    });
    expect(config(ask({ sampling: { presencePenalty: 0, frequencyPenalty: 0 } })).config).toBeUndefined();
  });

  it.each(['gemini-2.5-flash', 'gemini-3-flash', 'gemini-4-neon'])('penalties: %s refuses them', (model) => {
    const sent = config(ask({ sampling: { presencePenalty: 1, frequencyPenalty: 1 } }), model);
    expect(sent.config).toBeUndefined();
    expect(sent.said).toEqual([
      `presencePenalty was left out: ${model} refuses it`,
      `frequencyPenalty was left out: ${model} refuses it`,
    ]);
  });

  it.each([
    ['gemini-2.5-pro', true],
    ['gemini-3.1-pro-preview', true],
    ['gemini-3.5-flash', true],
    ['gemini-pro-latest', true],
    ['tunedModels/mine', true],
    ['gemini-3.5-flash-lite', false],
    ['models/gemini-3.6-flash', false],
    ['gemini-3.8-flash', false],
    ['gemini-4-argon', false],
    ['gemini-flash-latest', false],
    ['gemini-flash-lite-latest', false],
  ])('temperature: %s takes it, top_p and top_k: %s', (model, takes) => {
    const sampling = { temperature: 0.2, topP: 0.9, topK: 40 };
    const sent = config(ask({ sampling }), model);
    expect(sent.config).toEqual(takes ? sampling : undefined);
    expect(sent.said).toHaveLength(takes ? 0 : 3);
  });

  it('stop: five sequences at most', () => {
    expect(read({ generationConfig: { stopSequences: ['a', 7] } }).request.sampling).toEqual({ stop: ['a'] });
    expect(config(ask({ sampling: { stop: ['a', ''] } }))).toEqual({
      config: { stopSequences: ['a'] },
      said: [],
    });
    const sent = config(ask({ sampling: { stop: ['1', '2', '3', '4', '5', '6'] } }));
    expect(sent.config).toEqual({ stopSequences: ['1', '2', '3', '4', '5'] });
    expect(sent.said).toHaveLength(1);
  });

  it('logprobs: are read, and not asked for, since no converted answer has them', () => {
    expect(read({ generationConfig: { responseLogprobs: true } }).request.sampling).toEqual({ logprobs: 0 });
    expect(read({ generationConfig: { responseLogprobs: true, logprobs: 3 } }).request.sampling).toEqual({
      logprobs: 3,
    });
    const sent = config(ask({ sampling: { logprobs: 5 } }));
    expect(sent.config).toBeUndefined();
    expect(sent.said).toEqual(['logprobs was left out: they are not in a converted answer']);
  });

  it.each([
    ['logit-bias', { sampling: { logitBias: { 1: 5 } } }, 'logit_bias'],
    ['user', { user: 'u' }, 'user'],
    ['metadata', { metadata: { a: 1 } }, 'metadata'],
    ['prompt-cache-key', { promptCacheKey: 'k' }, 'prompt_cache_key'],
    ['verbosity', { verbosity: 'low' }, 'verbosity'],
    ['store', { store: true }, 'store'],
    ['service-tier', { serviceTier: 'scale' }, 'service_tier'],
  ] as const)('%s: is dropped with a warning', (_row, more, name) => {
    const { body, said } = write(ask(more as Partial<NeutralRequest>));
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`${name} was left out`);
  });

  it('store: Gemini’s own goes back to it', () => {
    expect(write(read({ store: false }).request).body.store).toBe(false);
  });

  it('service-tier: the names that Gemini has, too', () => {
    expect(read({ serviceTier: 'flex' }).request.serviceTier).toBe('flex');
    expect(write(ask({ serviceTier: 'priority' })).body.serviceTier).toBe('priority');
    expect(write(ask({ serviceTier: 'auto' }))).toMatchObject({ said: [] });
  });

  it('n: more than one candidate is refused', () => {
    expect(read({ generationConfig: { candidateCount: 1 } }).request.sampling).toEqual({});
    expect(() => read({ generationConfig: { candidateCount: 2 } })).toThrow(
      expect.objectContaining({
        code: 'unsupported_conversion',
        details: { field: 'generationConfig.candidateCount' },
      }),
    );
  });

  it('format-json: is a media type, there and back', () => {
    const { request } = read({ generationConfig: { responseMimeType: 'application/json' } });
    expect(request.format).toEqual({ type: 'json' });
    expect(config(request).config).toEqual({ responseMimeType: 'application/json' });
    expect(read({ generationConfig: { responseMimeType: 'text/plain' } }).request.format).toBeUndefined();
  });

  it('format-json: beside tools it is asked for in words, before Gemini 3', () => {
    const request = ask({
      tools: [fn],
      format: { type: 'schema', schema: { type: 'object', properties: { a: { type: 'string' } } } },
      messages: [{ role: 'system', parts: [text('s')] }, user(text('u'))],
    });
    const { body, said } = write(request, 'gemini-2.5-pro');
    expect(body).not.toHaveProperty('generationConfig');
    expect(body.systemInstruction).toMatchObject({
      parts: [{ text: 's' }, { text: expect.stringContaining('"properties":{"a"') }],
    });
    expect(said).toHaveLength(1);
    expect(write(request, 'gemini-3-flash').body.generationConfig).toMatchObject({
      responseMimeType: 'application/json',
    });
  });

  it('format-schema: either field is a schema, and goes up in the one that takes JSON Schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const subset = { type: 'OBJECT', properties: { a: { type: 'STRING' } } };
    for (const given of [
      { responseSchema: subset },
      { responseJsonSchema: schema },
      { response_json_schema: schema },
    ]) {
      const { request } = read({ generationConfig: { responseMimeType: 'application/json', ...given } });
      expect(request.format).toEqual({ type: 'schema', schema });
      expect(config(request).config).toEqual({
        responseMimeType: 'application/json',
        responseJsonSchema: schema,
      });
    }
  });

  it('format-schema: a choice of texts is kept for Gemini', () => {
    const generationConfig = {
      responseMimeType: 'text/x.enum',
      responseSchema: { type: 'STRING', enum: ['a', 'b'] },
    };
    const { request, said } = read({ generationConfig });
    expect(request.format).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(config(request).config).toEqual(generationConfig);
  });
});
