import { describe, expect, test } from 'vitest';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { NeutralRequest, Sampling } from '../../../../src/protocols/neutral/request.ts';
import { answerOf, itemsIn, read, streamed, target, whole, write } from './support.ts';

import {
  answerItems,
  bodyOf,
  call,
  parameters,
  readItem,
  said,
  sampled,
  shell,
  strictParameters,
  text,
} from './table-support.ts';

describe('reasoning', () => {
  const own = { protocol: 'openai-responses', kind: 'encrypted', value: 'gAAAsecret', id: 'rs_1' } as const;
  const wire = {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 'plan' }],
    encrypted_content: 'gAAAsecret',
  };

  test('reasoning-text: clients see all of it as a summary; without a seal OpenAI gets none', () => {
    const thoughts = { ...wire, content: [{ type: 'reasoning_text', text: 'hm' }] };
    const parts = [
      { type: 'reasoning', text: 'plan', summary: true },
      { type: 'reasoning', text: 'hm', seal: own },
    ];
    const { request } = read({ input: [thoughts] });
    expect(request.messages[0]?.parts).toEqual(parts);
    expect(readItem(thoughts)).toEqual(parts);
    expect((write(request).body.input as Fields[])[0]).toEqual(thoughts);
    const { body, notes } = bodyOf({ messages: [said({ type: 'reasoning', text: 'hm' }, text('a'))] });
    expect(body.input).toMatchObject([{ type: 'message' }]);
    expect(notes).toEqual([expect.stringMatching(/reasoning of earlier turns was left out/)]);
    for (const summary of [{}, { summary: true }])
      expect(answerItems([{ type: 'reasoning', text: 'plan', ...summary }])).toEqual([
        { id: expect.any(String), type: 'reasoning', summary: [{ type: 'summary_text', text: 'plan' }] },
      ]);
  });

  test('reasoning-seal-own: goes round with the id that it was made for', () => {
    const part: Part = { type: 'reasoning', text: 'plan', summary: true, seal: own };
    const { request } = read({ input: [wire] });
    expect(request.messages).toEqual([said(part)]);
    expect(write(request).body.input).toEqual([wire]);
    expect(readItem(wire)).toEqual([part]);
    expect((whole(answerOf([part])).output as Fields[])[0]).toEqual(wire);
    const [item] = itemsIn(streamed(answerOf([part])));
    expect(read({ input: [item] }).request.messages).toEqual([said(part)]);
    const fromElsewhere = bodyOf({ messages: [said({ type: 'reasoning', text: 'plan', seal: own })] });
    expect(fromElsewhere.body.input).toEqual([wire]);
    const stored = { type: 'reasoning', id: 'rs_2', summary: [] };
    const again = read({ input: [stored], store: true }).request;
    expect(write(again).body.input).toEqual([stored]);
    expect(write({ ...again, store: false }).body.input).toEqual([]);
  });

  test('reasoning-seal-foreign: goes through the client and back, and never to OpenAI', () => {
    const seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'sig' } as const;
    const signed = { protocol: 'gemini', kind: 'signature', value: 'g' } as const;
    const parts: Part[] = [
      { type: 'reasoning', text: 'hm', summary: true, seal },
      { type: 'text', text: 'I read', seal: signed },
      { ...call, seal: signed } as Part,
    ];
    const items = answerItems(parts);
    expect(items.map(({ type }) => type)).toEqual([
      'reasoning',
      'message',
      'reasoning',
      'function_call',
      'reasoning',
    ]);
    const { request } = read({ input: items });
    expect(request.messages).toEqual([said(...parts)]);
    expect((write(request).body.input as Fields[]).map(({ type }) => type)).toEqual([
      'message',
      'function_call',
      'function_call_output',
    ]);
  });

  test('reasoning-request: effort and summary; a budget becomes an effort', () => {
    const given = (reasoning: unknown) => read({ input: 'x', reasoning }).request.reasoning;
    expect(given({ effort: 'xhigh', summary: 'detailed' })).toEqual({ effort: 'xhigh', summary: 'detailed' });
    expect(given({ effort: 'none' })).toEqual({ enabled: false });
    const sent = (reasoning: NeutralRequest['reasoning'], model?: string) =>
      bodyOf({ ...(reasoning && { reasoning }) }, model);
    expect(sent({ effort: 'low', summary: 'auto' }).body.reasoning).toEqual({
      effort: 'low',
      summary: 'auto',
    });
    expect(sent({ enabled: false }).body.reasoning).toEqual({ effort: 'none' });
    expect([1024, 8000, 32_000].map((budget) => sent({ budget }).body.reasoning)).toEqual([
      { effort: 'low' },
      { effort: 'medium' },
      { effort: 'high' },
    ]);
    const { body, notes } = sent({ effort: 'high' }, 'gpt-4o');
    expect(body.reasoning).toBeUndefined();
    expect(notes).toEqual(['reasoning was left out: gpt-4o does not reason']);
    expect(sent({ effort: 'max' }, 'gpt-5-mini')).toMatchObject({
      body: { reasoning: { effort: 'high' } },
      notes: ['the effort of reasoning: gpt-5-mini does not know max; high was sent'],
    });
    expect(sent({ enabled: false }, 'o3')).toMatchObject({
      body: { reasoning: { effort: 'low' } },
      notes: [expect.stringMatching(/o3 always does; the least effort, low/)],
    });
    expect(sent({ effort: 'max' }, 'some-model').body.reasoning).toEqual({ effort: 'max' });
    expect(shell({ reasoning: { effort: 'high' } }).reasoning).toEqual({ effort: 'high', summary: null });
  });

  test('reasoning-request: reasoning behind which the user speaks is left out: OpenAI refuses it', () => {
    const sealed: Part = { type: 'reasoning', text: 'plan', seal: own };
    const hi = { role: 'user', parts: [text('go on')] } as const;
    const sent = (...parts: Part[]) => {
      const turn = { role: 'assistant', parts } as const;
      return bodyOf({ messages: [turn, hi] as unknown as NeutralRequest['messages'] });
    };
    const cut = sent(sealed);
    expect((cut.body.input as Fields[]).map(({ type }) => type)).toEqual(['message']);
    expect(cut.notes).toEqual([expect.stringMatching(/reasoning at the end of a turn was left out/)]);
    expect((sent(sealed, text('done')).body.input as Fields[]).map(({ type }) => type)).toEqual([
      'reasoning',
      'message',
      'message',
    ]);
  });

  test('include: asks for encrypted reasoning where nothing is stored, of models that reason', () => {
    expect(bodyOf({}).body.include).toEqual(['reasoning.encrypted_content']);
    expect(bodyOf({ store: true }).body.include).toBeUndefined();
    expect(bodyOf({}, 'openai/gpt-4o-mini').body.include).toBeUndefined();
    const { request } = read({ input: 'x', include: ['web_search_call.results'] });
    expect(write(request).body.include).toEqual(['web_search_call.results', 'reasoning.encrypted_content']);
  });
});

describe('options', () => {
  const kept = (wire: Fields, form: Partial<NeutralRequest>) => {
    expect(read({ input: 'x', ...wire }).request).toMatchObject(form);
    expect(bodyOf(form, 'gpt-4.1').body).toMatchObject(wire);
    expect(shell(form)).toMatchObject(wire);
  };

  test('max-tokens: both ways, no fewer than OpenAI takes', () => {
    kept({ max_output_tokens: 100 }, { sampling: { maxTokens: 100 } });
    const { body, notes } = sampled({ maxTokens: 1 });
    expect(body.max_output_tokens).toBe(16);
    expect(notes).toHaveLength(1);
    expect(() => read({ input: 'x', max_output_tokens: '9' })).toThrow(/max_output_tokens: must be a number/);
  });

  test('temperature: both ways, within bounds, and not for models that refuse it', () => {
    kept({ temperature: 0.5 }, { sampling: { temperature: 0.5 } });
    expect(sampled({ temperature: 3 })).toMatchObject({
      body: { temperature: 2 },
      notes: [expect.anything()],
    });
    const refused = sampled({ temperature: 0.2 }, 'gpt-5.4');
    expect(refused.body).not.toHaveProperty('temperature');
    expect(refused.notes).toEqual(['temperature was left out: gpt-5.4 refuses it']);
    const silent = (model?: string) =>
      bodyOf({ sampling: { temperature: 0.2 }, reasoning: { enabled: false } }, model).body;
    expect(silent().temperature).toBe(0.2);
    expect(silent('o3'), 'it cannot be told not to reason').not.toHaveProperty('temperature');
    expect(sampled({ temperature: 0.2 }, 'gpt-6').body).not.toHaveProperty('temperature');
  });

  test('top-p: both ways, within bounds', () => {
    kept({ top_p: 0.5 }, { sampling: { topP: 0.5 } });
    expect(sampled({ topP: 7 }).body.top_p).toBe(1);
    expect(sampled({ topP: 0.5 }, 'o3').body).not.toHaveProperty('top_p');
  });

  const leftOut = (sampling: Sampling, field: string) => {
    const { body, notes } = sampled(sampling);
    expect(body).not.toHaveProperty(field);
    expect(notes).toEqual([expect.stringMatching(new RegExp(`^${field} was left out`))]);
  };
  test('top-k: is left out with a warning', () => leftOut({ topK: 5 }, 'top_k'));
  test('stop: is left out with a warning', () => leftOut({ stop: ['x'] }, 'stop'));
  test('seed: is left out with a warning', () => leftOut({ seed: 5 }, 'seed'));
  test('penalties: are left out with a warning', () => {
    leftOut({ presencePenalty: 1 }, 'presence_penalty');
    leftOut({ frequencyPenalty: 1 }, 'frequency_penalty');
    expect(sampled({ presencePenalty: 0, frequencyPenalty: 0 }).notes).toEqual([]);
  });
  test('logit-bias: is left out with a warning', () => leftOut({ logitBias: { 5: 1 } }, 'logit_bias'));

  test('logprobs: are asked for both ways', () => {
    const { request } = read({ input: 'x', top_logprobs: 3 });
    expect(request.sampling.logprobs).toBe(3);
    expect(write(request, { model: 'gpt-4.1' }).body).toMatchObject({
      top_logprobs: 3,
      include: ['message.output_text.logprobs'],
    });
    const asked = read({ input: 'x', include: ['message.output_text.logprobs'] }).request;
    expect(asked.sampling.logprobs).toBe(0);
    const refused = write(asked, { model: 'gpt-5-mini' });
    expect(refused.body).not.toHaveProperty('top_logprobs');
    expect(refused.body.include).toEqual(['reasoning.encrypted_content']);
    expect(refused.notes).toEqual(['logprobs was left out: gpt-5-mini refuses it']);
  });

  test('format-json: both ways; OpenAI wants the word in the request', () => {
    expect(read({ input: 'x', text: { format: { type: 'json_object' } } }).request.format).toEqual({
      type: 'json',
    });
    const format = { type: 'json' } as const;
    const asked = bodyOf({ format }).body;
    expect(asked.text).toEqual({ format: { type: 'json_object' } });
    expect(asked.input).toMatchObject([
      { role: 'developer', content: [{ text: expect.stringMatching(/JSON/) }] },
      { role: 'user' },
    ]);
    const lead = { role: 'system', parts: [text('Answer in JSON.')] } as const;
    const hi = { role: 'user', parts: [text('hi')] } as const;
    const spoken = { role: 'user', parts: [text('as json, please')] } as const;
    const sent = (...messages: unknown[]) =>
      bodyOf({ format, messages: messages as NeutralRequest['messages'] }).body;
    expect(sent(lead, hi).input, 'the instructions do not count').toHaveLength(2);
    expect(sent(lead, hi).instructions).toBe('Answer in JSON.');
    expect(sent(lead, spoken).input).toHaveLength(1);
  });

  test('format-schema: both ways, with a name that OpenAI takes', () => {
    const format = {
      type: 'json_schema',
      name: 'a',
      schema: strictParameters,
      strict: true,
      description: 'd',
    };
    const form = {
      type: 'schema',
      name: 'a',
      schema: strictParameters,
      strict: true,
      description: 'd',
    } as const;
    expect(read({ input: 'x', text: { format } }).request.format).toEqual(form);
    expect(bodyOf({ format: form }).body.text).toEqual({ format });
    expect(bodyOf({ format: { type: 'schema', name: 'a b/c', schema: {} } }).body.text).toMatchObject({
      format: { name: 'a_b_c' },
    });
    expect(shell({ format: form }).text).toMatchObject({ format });
    const loose = bodyOf({ format: { ...form, schema: parameters } });
    expect(loose.body.text).toMatchObject({ format: { strict: false } });
    expect(loose.notes).toEqual([expect.stringMatching(/^strict of the answer/)]);
    const list = bodyOf({ format: { type: 'schema', schema: { type: 'array', items: {} } } });
    expect(list.body).not.toHaveProperty('text');
    expect(list.body.input).toMatchObject([{ role: 'developer' }, { role: 'user' }]);
    expect(list.notes).toEqual([expect.stringMatching(/^the schema of the answer: told in words/)]);
    expect(() => read({ input: 'x', text: { format: { type: 'json_schema' } } })).toThrow(
      /text.format.schema/,
    );
  });

  test('user: both ways, no longer than OpenAI takes', () => {
    expect(read({ input: 'x', safety_identifier: 'u' }).request.user).toBe('u');
    const { request } = read({ input: 'x', user: 'u' });
    expect(request.user).toBe('u');
    expect(write(request).body).toMatchObject({ user: 'u' });
    expect(write(request).body).not.toHaveProperty('safety_identifier');
    const long = bodyOf({ user: 'u'.repeat(200) }).body.safety_identifier as string;
    expect(long.length).toBeLessThanOrEqual(64);
    expect(bodyOf({ user: 'u' }).body.safety_identifier).toBe('u');
  });

  test('metadata: both ways; what is no short text is left out', () => {
    kept({ metadata: { a: 'b' } }, { metadata: { a: 'b' } });
    const { body, notes } = bodyOf({ metadata: { a: 'b', n: 5, long: 'x'.repeat(600) } });
    expect(body.metadata).toEqual({ a: 'b' });
    expect(notes).toHaveLength(2);
  });

  test('service-tier: both ways; a tier of another provider is left out', () => {
    kept({ service_tier: 'flex' }, { serviceTier: 'flex' });
    expect(bodyOf({ serviceTier: 'standard_only' })).toMatchObject({
      notes: [expect.stringMatching(/service_tier/)],
    });
  });

  test('prompt-cache-key: both ways, no longer than OpenAI takes', () => {
    kept({ prompt_cache_key: 'k' }, { promptCacheKey: 'k' });
    const keys = ['x', 'y'].map(
      (tail) => bodyOf({ promptCacheKey: 'k'.repeat(99) + tail }).body.prompt_cache_key,
    );
    expect((keys[0] as string).length).toBeLessThanOrEqual(64);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('store: is false unless the client says otherwise', () => {
    kept({ store: true }, { store: true });
    expect(bodyOf({}).body.store).toBe(false);
    expect(read({ input: 'x' }).request).not.toHaveProperty('store');
  });

  test('verbosity: both ways', () => kept({ text: { verbosity: 'low' } }, { verbosity: 'low' }));

  test('truncation: and what else only OpenAI does is said to be left out, and kept for it', () => {
    const wire = { truncation: 'auto', context_management: [{ type: 'compaction' }], max_tool_calls: 3 };
    const { request, notes } = read({ input: 'x', ...wire });
    expect(notes).toHaveLength(3);
    expect(write(request).body).toMatchObject(wire);
  });

  test('unknown-fields: of requests, messages, parts and tools are kept for this protocol alone', () => {
    const wire = {
      client_metadata: { a: 'b' },
      input: [
        { type: 'message', role: 'user', new1: 1, content: [{ type: 'input_text', text: 'x', new2: 2 }] },
        { type: 'function_call', call_id: 'c', name: 'a', arguments: '{}', new3: 3 },
        { type: 'function_call_output', call_id: 'c', output: 'x', new4: 4 },
        { type: 'new_item', new5: 5 },
      ],
      tools: [{ type: 'function', name: 'a', parameters: null, new6: 6 }],
      reasoning: { effort: 'low', new7: 7 },
    };
    const { request } = read(JSON.parse(JSON.stringify(wire)));
    expect(write(request).body).toMatchObject(wire);
    const fromOther = write({ ...request, extra: { protocol: 'gemini', fields: { odd: 1 } } });
    expect(fromOther.body).not.toHaveProperty('odd');
    const evil = read(JSON.parse('{"input":"x","__proto__":{"polluted":1},"a":{"b":1}}')).request;
    expect(Object.keys(write(evil).body)).not.toContain('__proto__');
    expect(write(evil).body.polluted).toBeUndefined();
    const { body, notes } = write(request, { quirks: { refusedFields: ['client_metadata'] } });
    expect(body).not.toHaveProperty('client_metadata');
    expect(notes).toEqual([expect.stringMatching(/client_metadata was left out/)]);
  });

  test('stored-state: is refused, naming the field', () => {
    for (const [field, value] of Object.entries({
      background: true,
      conversation: 'conv_1',
      prompt: { id: 'p' },
    }))
      expect(() => read({ input: 'x', [field]: value })).toThrow(
        expect.objectContaining({ code: 'unsupported_conversion', details: { field } }),
      );
  });

  test('previous-response: and references that were not resolved are refused', () => {
    expect(() => read({ input: 'x', previous_response_id: 'resp_1' })).toThrow(/previous_response_id/);
    expect(() => read({ input: [{ type: 'item_reference', id: 'msg_1' }] })).toThrow(/input\[0\]\.id/);
  });

  test('compaction: asks for a summary, and a later request tells it', () => {
    const input = [
      { role: 'user', content: 'do it' },
      { role: 'assistant', content: 'done' },
    ];
    const { request } = read({ input, tools: [{ type: 'function', name: 'a' }] }, { operation: 'compact' });
    expect(request.tools).toEqual([]);
    expect(request.messages).toHaveLength(3);
    const compacted = whole(answerOf([text('we did it')]), target({ request, operation: 'compact' }));
    expect(compacted).toMatchObject({
      object: 'response.compaction',
      output: [{ role: 'user' }, { type: 'compaction' }],
    });
    const later = read({ input: compacted.output }).request.messages;
    expect(later[1]?.parts[0]).toMatchObject({ text: expect.stringMatching(/summary[\s\S]*we did it$/) });
    const theirs = { type: 'compaction', encrypted_content: 'gAAA' };
    expect(write(read({ input: [theirs] }).request).body.input).toEqual([theirs]);
  });
});
