import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, sealFor, type Upstream } from '../../support/upstream/index.ts';
import { type Case, complaintOf, type Fields, HEADERS, SCHEMA, startStrict, user } from './strict-support.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startStrict();
});
afterEach(() => upstream.close());

const against = (path: string, body: unknown, headers?: Record<string, string>) =>
  complaintOf(upstream, path, body, headers);

describe('chat completions', () => {
  const path = '/v1/chat/completions';
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"path":"a"}' } };
  const called = { role: 'assistant', content: null, tool_calls: [call] };
  const result = { role: 'tool', tool_call_id: 'c1', content: 'seen' };
  const tool = { type: 'function', function: { name: 'look', parameters: SCHEMA } };
  const good: Fields = {
    model: 'm',
    messages: [{ role: 'system', content: 'Be short' }, user('hi'), called, result, user('and?')],
    tools: [tool],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 1,
  };

  it('that are as they should be are answered', async () => {
    expect(await against(path, { ...good, stream: false, stream_options: undefined })).toBeNull();
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const messages = [user([{ type: 'text', text: 'x' }, image])];
    expect(await against(path, { model: 'm', messages })).toBeNull();
  });

  const cases: Case[] = [
    ['unknown fields', { cache_control: {} }, /Unrecognized request argument supplied: cache_control/],
    ['no model', { model: undefined }, /model parameter/],
    ['no messages', { messages: [] }, /too short/],
    ['unknown roles', { messages: [{ role: 'human', content: 'x' }] }, /Invalid value: 'human'/],
    ['fields of other languages', { messages: [{ ...user('x'), cache_control: {} }] }, /Unknown parameter/],
    [
      'calls without results',
      { messages: [user('x'), called, user('y')] },
      /did not have response messages: c1/,
    ],
    ['calls at the end', { messages: [user('x'), called] }, /did not have response messages: c1/],
    ['results without calls', { messages: [user('x'), result] }, /must be a response to a preceding/],
    ['empty content', { messages: [user(null)] }, /Invalid value for 'content'/],
    ['parts of other languages', { messages: [user([{ type: 'input_text', text: 'x' }])] }, /'input_text'/],
    [
      'arguments that are no JSON',
      {
        messages: [
          user('x'),
          { ...called, tool_calls: [{ ...call, function: { name: 'a', arguments: '{' } }] },
        ],
      },
      /expected a JSON object/,
    ],
    [
      'names of tools',
      { tools: [{ type: 'function', function: { name: 'a.b' } }] },
      /does not match pattern/,
    ],
    [
      'schemas of no object',
      { tools: [{ type: 'function', function: { name: 'a', parameters: {} } }] },
      /must be a JSON Schema of 'type: "object"'/,
    ],
    [
      'arrays of nothing',
      {
        tools: [
          {
            type: 'function',
            function: { name: 'a', parameters: { type: 'object', properties: { x: { type: 'array' } } } },
          },
        ],
      },
      /array schema missing items/,
    ],
    [
      'strict schemas that are not',
      { tools: [{ type: 'function', function: { name: 'a', parameters: SCHEMA, strict: true } }] },
      /additionalProperties/,
    ],
    ['tool choice without tools', { tools: undefined, tool_choice: 'auto' }, /only allowed when 'tools'/],
    ['numbers out of range', { temperature: 3 }, /temperature/],
    ['usage of no stream', { stream: false }, /only allowed when 'stream'/],
  ];
  it.each(cases)('refuse %s', async (_, change, refusal) => {
    expect(await against(path, { ...good, ...change })).toMatch(refusal);
  });

  it('need a key', async () => {
    expect(await against(path, good, {})).toMatch(/^401/);
  });

  it('of Kimi need the reasoning of calls', async () => {
    upstream.always(answer({}, { strict: 'kimi' }));
    const body = (reasoning: string) => ({
      ...good,
      messages: [user('x'), { ...called, reasoning_content: reasoning }, result],
      stream: false,
      stream_options: undefined,
    });
    expect(await against(path, body('thought'))).toBeNull();
    expect(await against(path, body(''))).toMatch(/reasoning_content is missing .* at index 1/);
  });
});

describe('OpenAI responses', () => {
  const path = '/v1/responses';
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
  const seal = sealFor('openai-responses', 's');
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: seal };
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'look', arguments: '{}' };
  const output = { type: 'function_call_output', call_id: 'c1', output: 'seen' };
  const custom = { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '***' };
  const customOutput = { type: 'custom_tool_call_output', call_id: 'c2', output: 'done' };
  const good: Fields = {
    model: 'm',
    input: [message, reasoning, call, output, custom, customOutput],
    tools: [{ type: 'function', name: 'look', parameters: SCHEMA, strict: false }],
    store: false,
    include: ['reasoning.encrypted_content'],
    reasoning: { effort: 'low', summary: 'auto' },
  };

  it('that are as they should be are answered', async () => {
    expect(await against(path, good)).toBeNull();
    expect(await against(path, { model: 'm', input: 'hi' })).toBeNull();
  });

  const cases: Case[] = [
    ['unknown fields', { messages: [] }, /Unknown parameter: 'messages'/],
    ['no input', { input: [] }, /must be provided/],
    ['unknown items', { input: [{ type: 'tool_use' }] }, /Invalid value: 'tool_use'/],
    ['unknown roles', { input: [{ role: 'tool', content: 'x' }] }, /Invalid value: 'tool'/],
    [
      'parts of other languages',
      { input: [{ ...message, content: [{ type: 'text', text: 'x' }] }] },
      /'text'/,
    ],
    ['parts of the other side', { input: [{ ...message, role: 'assistant' }] }, /'input_text'/],
    ['ids of other kinds', { input: [message, { ...call, id: 'call_1' }, output] }, /begins with 'fc'/],
    ['long ids of calls', { input: [message, { ...call, call_id: 'x'.repeat(65) }] }, /1 to 64/],
    ['calls without outputs', { input: [message, call] }, /No tool output found for function call c1/],
    ['outputs without calls', { input: [message, output] }, /No tool call found for function call output/],
    ['custom calls without outputs', { input: [custom] }, /No tool output found for custom tool call c2/],
    [
      'foreign reasoning',
      { input: [{ ...reasoning, encrypted_content: 'AAAA' }, call, output] },
      /not be verified/,
    ],
    ['reasoning at the end', { input: [message, reasoning] }, /without its required following item/],
    [
      'reasoning that was not stored',
      { input: [{ ...reasoning, encrypted_content: null }, call, output] },
      /^404/,
    ],
    ['answers that it does not know', { previous_response_id: 'resp_1' }, /Previous response with id/],
    ['unknown tools', { tools: [{ type: 'look' }] }, /Invalid value: 'look'/],
    ['tools of chat completions', { tools: [{ type: 'function', function: {} }] }, /name/],
    ['few tokens', { max_output_tokens: 5 }, /max_output_tokens/],
    [
      'schemas without a name',
      { text: { format: { type: 'json_schema', schema: SCHEMA } } },
      /text.format.name/,
    ],
    ['unknown ways to think', { reasoning: { budget: 1 } }, /Unknown parameter: 'reasoning.budget'/],
  ];
  it.each(cases)('refuse %s', async (_, change, refusal) => {
    expect(await against(path, { ...good, ...change })).toMatch(refusal);
  });
});

it('refuses what is no JSON in each language', async () => {
  for (const path of [...Object.keys(HEADERS), '/v1beta/models/m:generateContent'])
    expect(await against(path, '{"model"')).toMatch(/^400/);
});
