import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealFor, type Upstream } from '../../support/upstream/index.ts';
import { type Case, complaintOf, type Fields, SCHEMA, startStrict, user } from './strict-support.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startStrict();
});
afterEach(() => upstream.close());

const against = (path: string, body: unknown, headers?: Record<string, string>) =>
  complaintOf(upstream, path, body, headers);

describe('Anthropic messages', () => {
  const path = '/v1/messages';
  const use = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { path: 'a' } };
  const thinking = { type: 'thinking', thinking: 'hm', signature: sealFor('anthropic-messages', 's') };
  const said = (...content: unknown[]) => ({ role: 'assistant', content });
  const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'seen' };
  const words = { type: 'text', text: 'x' };
  const good: Fields = {
    model: 'm',
    max_tokens: 4096,
    system: [{ type: 'text', text: 'Be short', cache_control: { type: 'ephemeral' } }],
    messages: [user('hi'), said(thinking, use), user([result, words])],
    tools: [{ name: 'look', input_schema: SCHEMA }],
    thinking: { type: 'enabled', budget_tokens: 2048 },
  };

  it('that are as they should be are answered', async () => {
    expect(await against(path, good)).toBeNull();
    const { max_tokens, ...counted } = good;
    expect(max_tokens).toBe(4096);
    expect(await against('/v1/messages/count_tokens', counted)).toBeNull();
    expect(await against('/v1/messages/count_tokens', good)).toMatch(/max_tokens: Extra inputs/);
  });

  it('let roles repeat, and results come in several messages', async () => {
    const other = { ...use, id: 'toolu_2' };
    const messages = [
      user('a'),
      user('b'),
      said(thinking, use),
      said(other),
      user([result]),
      user([{ ...result, tool_use_id: 'toolu_2' }]),
    ];
    expect(await against(path, { ...good, messages })).toBeNull();
  });

  const cases: Case[] = [
    ['unknown fields', { seed: 1 }, /seed: Extra inputs are not permitted/],
    ['no limit', { max_tokens: undefined }, /max_tokens: Field required/],
    ['unknown roles', { messages: [{ role: 'system', content: 'x' }] }, /role 'system' is not supported/],
    ['an answer first', { messages: [said(words), user('x')] }, /first message must use the "user" role/],
    ['empty texts', { messages: [user([{ type: 'text', text: '' }])] }, /must be non-empty/],
    ['blank texts', { messages: [user(' \n')] }, /non-whitespace/],
    ['empty messages', { messages: [user([]), said(words)] }, /all messages must have non-empty content/],
    ['blanks at the end of a prefill', { messages: [user('x'), said({ ...words, text: 'a ' })] }, /trailing/],
    ['unknown blocks', { messages: [user([{ type: 'image_url' }])] }, /Input tag 'image_url'/],
    ['roles that nobody knows', { messages: [{ role: 'tool', content: 'x' }] }, /Unexpected role "tool"/],
    ['calls of users', { messages: [user([use])] }, /Input tag 'tool_use'/],
    [
      'calls without results',
      { messages: [user('x'), said(thinking, use), user('y')] },
      /without `tool_result`/,
    ],
    ['calls at the end', { messages: [user('x'), said(thinking, use)] }, /without `tool_result`/],
    [
      'results behind words',
      { messages: [user('x'), said(thinking, use), user([words, result])] },
      /immediately/,
    ],
    ['results without calls', { messages: [user([result])] }, /unexpected `tool_use_id`/],
    ['two results', { messages: [user('x'), said(thinking, use), user([result, result])] }, /single result/],
    ['ids', { messages: [user('x'), said({ ...use, id: 'a.b' }), user([result])] }, /should match pattern/],
    [
      'foreign signatures',
      { messages: [user('x'), said({ ...thinking, signature: 'AAAA' })] },
      /Invalid `signature`/,
    ],
    [
      'calls without their thinking',
      { messages: [user('x'), said(use), user([result])] },
      /Expected `thinking`/,
    ],
    ['little thinking', { thinking: { type: 'enabled', budget_tokens: 100 } }, /1024/],
    ['more thinking than tokens', { max_tokens: 2048 }, /must be greater than/],
    ['heat while thinking', { temperature: 0.5 }, /only be set to 1/],
    ['forced tools while thinking', { tool_choice: { type: 'any' } }, /forces tool use/],
    ['heat above one', { thinking: undefined, temperature: 1.5 }, /temperature/],
    ['blank stop sequences', { stop_sequences: ['\n'] }, /non-whitespace/],
    ['names of tools', { tools: [{ name: 'a b', input_schema: SCHEMA }] }, /should match pattern/],
    ['schemas of no object', { tools: [{ name: 'a', input_schema: {} }] }, /Input should be 'object'/],
    [
      'alternatives at the top',
      { tools: [{ name: 'a', input_schema: { ...SCHEMA, anyOf: [] } }] },
      /does not support oneOf/,
    ],
    ['one name twice', { tools: [1, 2].map(() => ({ name: 'a', input_schema: SCHEMA })) }, /must be unique/],
    ['choice without tools', { tools: undefined, tool_choice: { type: 'auto' } }, /only be specified while/],
    [
      'five marks',
      { messages: [user(Array(4).fill({ ...words, cache_control: { type: 'ephemeral' } }))] },
      /maximum of 4 blocks/,
    ],
    [
      'images of other kinds',
      {
        messages: [
          user([{ type: 'image', source: { type: 'base64', media_type: 'image/bmp', data: 'AA==' } }]),
        ],
      },
      /media_type/,
    ],
    ['metadata', { metadata: { session: 'x' } }, /metadata.session: Extra/],
  ];
  it.each(cases)('refuse %s', async (_, change, refusal) => {
    expect(await against(path, { ...good, ...change })).toMatch(refusal);
  });

  it('are bound to what their model takes', async () => {
    const { thinking: _, ...plain } = good;
    const newer = { ...plain, model: 'claude-opus-4-8', thinking: { type: 'adaptive' } };
    const told = (...messages: unknown[]) => against(path, { ...newer, messages });
    const system = { role: 'system', content: 'Be long' };
    expect(await told(user('x'), system)).toBeNull();
    expect(await told(user('x'), system, said(words), user('y'), system)).toBeNull();
    expect(await told(user('x'), system, user('y'))).toMatch(/must follow a user turn/);
    expect(await told(system, user('y'))).toMatch(/must follow a user turn/);
    expect(await told(user('x'), said(words))).toMatch(/prefill/);
    expect(await against(path, { ...newer, thinking: good.thinking })).toMatch(/thinking.type.enabled/);
    expect(await against(path, { ...plain, model: 'claude-opus-4-8', top_k: 5 })).toMatch(
      /`top_k` is deprecated/,
    );
    expect(await against(path, { ...plain, model: 'claude-sonnet-4-5', top_k: 5 })).toBeNull();
  });

  it('need a version and a key', async () => {
    expect(await against(path, good, { 'x-api-key': 'k' })).toMatch(/anthropic-version/);
    expect(await against(path, good, { 'anthropic-version': 'x' })).toMatch(/^401/);
  });
});

describe('Gemini', () => {
  const path = '/v1beta/models/gemini-2.5-pro:generateContent';
  const newer = '/v1beta/models/gemini-3-pro:generateContent';
  const hi = { role: 'user', parts: [{ text: 'hi' }] };
  const call = { functionCall: { name: 'look', args: { path: 'a' } } };
  const signed = { ...call, thoughtSignature: sealFor('gemini', 's') };
  const model = (...parts: unknown[]) => ({ role: 'model', parts });
  const result = {
    role: 'user',
    parts: [{ functionResponse: { name: 'look', response: { output: 'seen' } } }],
  };
  const declared = (parameters: unknown) => ({
    tools: [{ functionDeclarations: [{ name: 'look', parameters }] }],
  });
  const good: Fields = {
    systemInstruction: { parts: [{ text: 'Be short' }] },
    contents: [hi, model(signed), result],
    ...declared({ type: 'OBJECT', properties: { path: { type: 'STRING' } }, required: ['path'] }),
    generationConfig: { maxOutputTokens: 10, thinkingConfig: { includeThoughts: true } },
  };

  it('that are as they should be are answered, in either spelling', async () => {
    expect(await against(path, good)).toBeNull();
    expect(await against(newer, good)).toBeNull();
    const { systemInstruction, generationConfig, ...rest } = good;
    const spelt = { ...rest, system_instruction: systemInstruction, generation_config: generationConfig };
    expect(await against(path, spelt)).toBeNull();
    const counting = '/v1beta/models/m:countTokens';
    expect(await against(counting, { contents: [hi] })).toBeNull();
    expect(await against(counting, good)).toMatch(/Unknown name/);
  });

  it('take any JSON Schema where it is called one', async () => {
    const parametersJsonSchema = { ...SCHEMA, $schema: 'x', additionalProperties: false };
    const tools = [{ functionDeclarations: [{ name: 'look', parametersJsonSchema }] }];
    expect(await against(path, { ...good, tools })).toBeNull();
  });

  const schema = (property: Fields): Fields => declared({ type: 'object', properties: { x: property } });
  const cases: Case[] = [
    ['unknown fields', { messages: [] }, /Unknown name "messages": Cannot find field/],
    [
      'unknown fields of parts',
      { contents: [{ parts: [{ text: 'x', cache_control: {} }] }] },
      /"cache_control" at/,
    ],
    ['no contents', { contents: [] }, /contents is not specified/],
    [
      'unknown roles',
      { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] },
      /valid role: user, model/,
    ],
    ['no parts', { contents: [{ role: 'user', parts: [] }] }, /must not be empty/],
    ['parts without data', { contents: [{ parts: [{ thought: true }] }] }, /must have one initialized field/],
    ['parts with two', { contents: [{ parts: [{ text: 'x', ...call }] }] }, /oneof field 'data'/],
    ['calls without responses', { contents: [hi, model(call), hi] }, /number of function response parts/],
    ['calls at the end', { contents: [hi, model(call)] }, /number of function response parts/],
    ['responses without calls', { contents: [result] }, /number of function response parts/],
    ['calls at the start', { contents: [model(call), result] }, /comes immediately after a user turn/],
    [
      'responses of other names',
      { contents: [hi, model(call), { parts: [{ functionResponse: { name: 'b', response: {} } }] }] },
      /names match/,
    ],
    [
      'responses that are no objects',
      { contents: [hi, model(call), { parts: [{ functionResponse: { name: 'look', response: 'x' } }] }] },
      /should be an object/,
    ],
    [
      'foreign signatures',
      { contents: [hi, model({ ...call, thoughtSignature: 'AA' }), result] },
      /not valid/,
    ],
    ['JSON Schema in its own', schema({ type: 'string', $ref: 'x' }), /Unknown name "\$ref"/],
    ['closed objects', declared({ ...SCHEMA, additionalProperties: false }), /"additionalProperties"/],
    ['lists of types', schema({ type: ['string', 'null'] }), /Invalid value at/],
    ['arrays of nothing', schema({ type: 'array' }), /items: missing field/],
    ['choices of numbers', schema({ type: 'integer', enum: [1] }), /only allowed for STRING/],
    ['formats', schema({ type: 'string', format: 'uri' }), /only 'enum' and 'date-time'/],
    ['required that is not there', declared({ type: 'object', required: ['y'] }), /property is not defined/],
    ['names of functions', { tools: [{ functionDeclarations: [{ name: '1 a' }] }] }, /Invalid function name/],
    ['one name twice', { tools: [{ functionDeclarations: [{ name: 'a' }, { name: 'a' }] }] }, /Duplicate/],
    ['many stops', { generationConfig: { stopSequences: [...'abcdef'] } }, /at most 5/],
    ['unknown generation', { generationConfig: { max_tokens: 1 } }, /"max_tokens" at 'generation_config'/],
  ];
  it.each(cases)('refuse %s', async (_, change, refusal) => {
    expect(await against(path, { ...good, ...change })).toMatch(refusal);
  });

  it('need signed calls from Gemini 3 on, and a key', async () => {
    const contents = [hi, model(call), result];
    expect(await against(newer, { ...good, contents })).toMatch(/missing a thought_signature/);
    expect(await against(newer, { ...good, contents: [...contents, model({ text: 'x' }), hi] })).toBeNull();
    expect(await against(path, good, {})).toMatch(/^403/);
  });
});
