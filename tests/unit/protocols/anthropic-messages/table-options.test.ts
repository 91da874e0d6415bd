import { describe, expect, test } from 'vitest';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS } from '../../../../src/protocols/neutral/quirks.ts';
import { OWN, own, part, readContent, says, text, tool } from './parts.ts';
import { read, readBlocks, said, user, write } from './support.ts';

describe('options', () => {
  const sampling = (given: Fields, model?: string, more: Fields = {}) => {
    const { body, notes } = write({ sampling: given, ...more } as never, model);
    return [body, notes] as const;
  };

  test('cache-marks: the last four are kept; a client that has none gets two', () => {
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const parts = readBlocks('user', ...[1, 2, 3, 4, 5].map((n) => text(String(n), mark)));
    expect(parts[0]).toEqual({ ...part('1'), cache: { ttl: '1h' } });
    const { messages, notes } = write({ messages: [says('user', ...parts)] });
    expect(messages[0]?.content).toEqual([text('1'), ...[2, 3, 4, 5].map((n) => text(String(n), mark))]);
    expect(notes).toContain('1 cache marks');
    const added = { cache_control: { type: 'ephemeral' } };
    const { body } = write({
      tools: [tool('f')],
      messages: [says('system', part('s')), user('a'), says('assistant', part('b')), user('c')],
    });
    expect(body.system).toEqual([text('s', added)]);
    expect(body.messages).toEqual([
      { role: 'user', content: [text('a')] },
      { role: 'assistant', content: [text('b')] },
      { role: 'user', content: [text('c', added)] },
    ]);
    expect(write({ tools: [tool('f')] }).body.tools).toMatchObject([added]);
    expect(JSON.stringify(write(own({})).body)).not.toContain('cache_control');
    expect(JSON.stringify(write({}, 'm', { isAnthropic: false }).body)).not.toContain('cache_control');
  });

  test('cache-automatic: is kept, as one of the four', () => {
    const { request } = read({ cache_control: { type: 'ephemeral' } });
    const parts = [1, 2, 3, 4].map((n): Part => ({ type: 'text', text: String(n), cache: { ttl: null } }));
    const { body } = write({ ...request, messages: [says('user', ...parts)] });
    expect(body.cache_control).toEqual({ type: 'ephemeral' });
    expect(JSON.stringify(body.messages).match(/cache_control/g)).toHaveLength(3);
  });

  test('max-tokens: is always there, and no more than the model takes', () => {
    expect(read({ max_tokens: 5 }).request.sampling).toEqual({ maxTokens: 5 });
    expect(sampling({ maxTokens: 5 })[0].max_tokens).toBe(5);
    const [body, notes] = sampling({ maxTokens: 262_144 });
    expect(body.max_tokens).toBe(64_000);
    expect(notes).toContain('max_tokens 262144');
    expect(sampling({}, 'claude-opus-4-1')[0].max_tokens).toBe(32_000);
    expect(sampling({}, 'anthropic/claude-opus-4.8')[0].max_tokens).toBe(128_000);
    expect(sampling({}, 'kimi-k3')[0].max_tokens).toBe(16_384);
    expect(sampling({ maxTokens: 262_144 }, 'kimi-k3')[0].max_tokens).toBe(262_144);
    expect(sampling({ maxTokens: 0 })[0].max_tokens).toBe(1);
    expect(sampling({ maxTokens: 0 }, undefined, own({}))[0].max_tokens).toBe(0);
    expect(() => read({ max_tokens: 'many' })).toThrow('max_tokens: must be a number');
    expect(read({ max_tokens: 0 }).request.sampling.maxTokens).toBe(1);
  });

  test('temperature: is from 0 to 1, and none with thinking', () => {
    expect(read({ temperature: 0.5 }).request.sampling).toEqual({ temperature: 0.5 });
    expect(sampling({ temperature: 0.5 })[0].temperature).toBe(0.5);
    expect(sampling({ temperature: 1.7 })).toEqual([
      expect.objectContaining({ temperature: 1 }),
      expect.stringContaining('temperature 1.7'),
    ]);
    for (const [model, more] of [
      ['claude-sonnet-4-5', { reasoning: { enabled: true } }],
      ['claude-opus-4-7', {}],
    ] as const) {
      const [body, notes] = sampling({ temperature: 0.5 }, model, more);
      expect(body.temperature).toBeUndefined();
      expect(notes).toContain('temperature was left out');
    }
    expect(sampling({ temperature: 1 }, 'claude-opus-4-7')[1]).toBe('');
  });

  test('top-p: goes without temperature', () => {
    expect(read({ top_p: 0.9 }).request.sampling).toEqual({ topP: 0.9 });
    expect(sampling({ topP: 0.9 })[0].top_p).toBe(0.9);
    expect(sampling({ topP: 0.9, temperature: 0.1 })).toEqual([
      expect.not.objectContaining({ top_p: 0.9 }),
      expect.stringContaining('top_p'),
    ]);
    expect(sampling({ topP: 0.9, temperature: 0.1 }, 'claude-3-haiku-20240307')[0].top_p).toBe(0.9);
    expect(sampling({ topP: 0.96 }, undefined, { reasoning: { enabled: true } })[0].top_p).toBe(0.96);
    expect(sampling({ topP: 0.9 }, undefined, { reasoning: { enabled: true } })[1]).toContain('top_p');
  });

  test('top-k: is kept where the model takes it', () => {
    expect(read({ top_k: 40 }).request.sampling).toEqual({ topK: 40 });
    expect(sampling({ topK: 40 })[0].top_k).toBe(40);
    expect(sampling({ topK: 40 }, 'claude-opus-5')).toEqual([
      expect.not.objectContaining({ top_k: 40 }),
      expect.stringContaining('top_k'),
    ]);
  });

  test('stop: is kept, but for space', () => {
    expect(read({ stop_sequences: ['END'] }).request.sampling).toEqual({ stop: ['END'] });
    expect(sampling({ stop: ['END', '\n\n'] })).toEqual([
      expect.objectContaining({ stop_sequences: ['END'] }),
      expect.stringContaining('a stop sequence'),
    ]);
    expect(() => read({ stop_sequences: [7] })).toThrow('stop_sequences[0]');
  });

  test.each([
    ['seed', { sampling: { seed: 1 } }, 'seed'],
    ['penalties', { sampling: { presencePenalty: 0.5, frequencyPenalty: 0.5 } }, 'frequency_penalty'],
    ['logprobs', { sampling: { logprobs: 0 } }, 'logprobs'],
    ['logit-bias', { sampling: { logitBias: { 5: 1 } } }, 'logit_bias'],
    ['metadata', { metadata: { a: 'b' } }, 'metadata'],
    ['store', { store: true }, 'store'],
    ['verbosity', { verbosity: 'low' as const }, 'verbosity'],
  ])('%s: is left out, and it is said', (_id, given, field) => {
    const { body, notes } = write(given);
    expect(notes).toContain(`${field} was left out`);
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
  });

  test('penalties: of 0 are none, as is storing that nobody asked for', () => {
    expect(write({ sampling: { presencePenalty: 0 }, store: false }).notes).toBe('');
  });

  test('format-json: is asked for in words', () => {
    const { body, notes } = write({ format: { type: 'json' } });
    expect(body.system).toMatchObject([{ text: expect.stringContaining('one valid JSON object') }]);
    expect(notes).toContain('no JSON mode');
  });

  test('format-schema: binds the answer where the model can be bound', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', maxLength: 3 } } };
    const format = { type: 'json_schema', schema };
    expect(read({ output_config: { format } }).request.format).toEqual({ type: 'schema', schema });
    expect(read({ output_format: format }).request.format).toEqual({ type: 'schema', schema });
    const { body, notes } = write({ format: { type: 'schema', schema } });
    expect(body.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      },
    });
    expect(notes).toContain('maxLength');
    const older = write({ format: { type: 'schema', schema } }, 'claude-3-haiku-20240307');
    expect(older.body.output_config).toBeUndefined();
    expect(older.body.system).toMatchObject([{ text: expect.stringContaining(JSON.stringify(schema)) }]);
  });

  test('format-schema: is asked for in words where no grammar can be made of it', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`p${i}`, { type: 'string' }]),
    );
    const wide = { type: 'object', properties };
    const round = { type: 'object', properties: { next: { $ref: '#' } } };
    for (const schema of [wide, round]) {
      const { body, notes } = write({ format: { type: 'schema', schema } });
      expect(body.output_config).toBeUndefined();
      expect(body.system).toMatchObject([{ text: expect.stringContaining(JSON.stringify(schema)) }]);
      expect(notes).toContain("the answer's format: asked for in the system text");
    }
  });

  test('user: is kept, unless it is too long', () => {
    const { request } = read({ metadata: { user_id: 'u1', other: 1 } }, true);
    expect(request.user).toBe('u1');
    expect(write(request).body.metadata).toEqual({ user_id: 'u1', other: 1 });
    expect(write({ user: 'x'.repeat(257) }).notes).toContain('user was left out');
  });

  test('service-tier: has other names', () => {
    expect(read({ service_tier: 'standard_only' }).request.serviceTier).toBe('default');
    const tier = (serviceTier: string) => write({ serviceTier }).body.service_tier;
    expect(['auto', 'priority', 'default', 'flex'].map(tier)).toEqual([
      'auto',
      'auto',
      'standard_only',
      undefined,
    ]);
    expect(write({ serviceTier: 'flex' }).notes).toContain('service_tier flex');
  });

  test('prompt-cache-key: marks stand in its place', () => {
    const { body, notes } = write({ promptCacheKey: 'k' });
    expect(JSON.stringify(body)).toContain('cache_control');
    expect(notes).toBe('');
  });

  test('unknown-fields: go to Anthropic alone, and no prototype with them', () => {
    const body = JSON.parse(
      '{"novel":1,"__proto__":{"evil":1},"output_config":{"task_budget":5,"effort":"low"},"messages":[{"role":"user","name":"n","content":[{"type":"text","text":"a","x":1},{"type":"novel","y":2}]}]}',
    ) as Fields;
    const { request, notes } = read(body);
    expect(notes).toMatch(/novel was left out.*output_config was left out|novel in a message/);
    const { body: again } = write(request, 'claude-opus-4-8');
    expect(again).toMatchObject({ novel: 1, output_config: { task_budget: 5, effort: 'low' } });
    expect(again.messages).toEqual([
      { role: 'user', content: [text('a', { x: 1 }), { type: 'novel', y: 2 }] },
    ]);
    expect(Object.hasOwn(again, '__proto__')).toBe(false);
    expect((again as { evil?: number }).evil).toBeUndefined();
    const foreign = write({
      extra: { protocol: 'openai-chat', fields: { novel: 1 } },
      messages: [says('user', part('a'), { type: 'other', protocol: 'gemini', value: { type: 'x' } })],
    });
    expect(JSON.stringify(foreign.body)).not.toMatch(/novel|"x"/);
    expect(foreign.notes).toContain('only gemini knows it');
    expect(readContent({ type: 'novel', z: 1 })).toEqual([
      { type: 'other', protocol: OWN, value: { type: 'novel', z: 1 } },
    ]);
  });

  test('refused-fields: are left out where a provider refuses them', () => {
    const notes = new Notes();
    const quirks = { ...DEFAULT_QUIRKS, refusedFields: ['metadata'] };
    const request = { ...read({ metadata: { user_id: 'u' } }).request, messages: [user('a')] };
    const { body } = conversion.writeRequest(request, { model: 'm', notes, quirks });
    expect(body.metadata).toBeUndefined();
    expect(said(notes)).toContain('metadata was left out');
  });

  test('headers: name the version', () => {
    expect(write()).toMatchObject({ path: '/messages', headers: { 'anthropic-version': '2023-06-01' } });
  });
});
