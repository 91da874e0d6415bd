import { describe, expect, it } from 'vitest';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, Tool } from '../../../../src/protocols/neutral/request.ts';
import { assistant, call, chunk, DONE, quirks, READ, result, steps, text, user, write } from './support.ts';

const system = (value: string): Message => ({ role: 'system', parts: [text(value)] });

function tool(parameters: Fields | null, more: object = {}): Tool {
  return { type: 'function', name: 'find', parameters, ...more };
}

function sentTool(body: Fields): Fields {
  return ((body.tools as Fields[])[0] as Fields).function as Fields;
}

describe('OpenAI’s models in chat completions', () => {
  const openai = quirks('openai');

  it.each(['gpt-5.2', 'gpt-5.4', 'gpt-5.6-terra'])('%s takes tools only without reasoning', (model) => {
    const { body, said } = write({ tools: [READ], reasoning: { effort: 'high' } }, openai, model);
    expect(body.reasoning_effort).toBe('none');
    expect(said).toEqual([expect.stringMatching(/sent as none/)]);
    expect(write({ tools: [READ] }, openai, model).body.reasoning_effort).toBe('none');
    expect(write({ reasoning: { effort: 'high' } }, openai, model).body.reasoning_effort).toBe('high');
  });

  it('others take both, and each the efforts that it knows', () => {
    const sent = (model: string, effort: 'minimal' | 'max') =>
      write({ tools: [READ], reasoning: { effort } }, openai, model).body.reasoning_effort;
    expect(sent('gpt-5', 'minimal')).toBe('minimal');
    expect(sent('gpt-5.1', 'minimal')).toBe('low');
    expect(sent('o4-mini', 'max')).toBe('high');
    expect(write({ tools: [READ] }, openai, 'gpt-4.1').body).not.toHaveProperty('reasoning_effort');
  });

  it('parallel_tool_calls is not for the o series', () => {
    const sent = (model: string) => write({ tools: [READ], parallelToolCalls: false }, openai, model).body;
    expect(sent('o4-mini')).not.toHaveProperty('parallel_tool_calls');
    expect(sent('gpt-5.1')).toMatchObject({ parallel_tool_calls: false });
  });

  it('schemas have an object at the top, properties, and arrays that say what they hold', () => {
    expect(sentTool(write({ tools: [tool({ type: 'object' })] }, openai).body).parameters).toEqual({
      type: 'object',
      properties: {},
    });
    const given = { type: 'object', properties: { a: { type: 'array' }, b: { type: ['array', 'null'] } } };
    expect(sentTool(write({ tools: [tool(given)] }, openai).body).parameters).toEqual({
      type: 'object',
      properties: { a: { type: 'array', items: {} }, b: { type: ['array', 'null'], items: {} } },
    });
    const either = { anyOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: {} } }] };
    expect(sentTool(write({ tools: [tool(either)] }, openai).body).parameters).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: {} },
    });
    expect(sentTool(write({ tools: [tool({ type: 'object' })] }).body).parameters).toEqual({
      type: 'object',
    });
  });

  it('strict is for schemas that OpenAI takes with it', () => {
    const inner = { type: 'object', properties: { b: {} }, required: ['b'], additionalProperties: false };
    const fitting = { ...inner, properties: { b: inner } };
    expect(sentTool(write({ tools: [tool(fitting, { strict: true })] }, openai).body).strict).toBe(true);
    const loose = { ...inner, properties: { b: { ...inner, required: [] } } };
    const { body, said } = write({ tools: [tool(loose, { strict: true })] }, openai);
    expect(sentTool(body).strict).toBe(false);
    expect(said).toEqual([expect.stringMatching(/^strict of find/)]);
  });
});

describe('what single providers refuse', () => {
  it('Cerebras: strict on some tools only', () => {
    const tools = [tool(null, { strict: true }), { ...READ, name: 'other' }];
    const { body, said } = write({ tools }, quirks('cerebras'));
    expect(JSON.stringify(body.tools)).not.toContain('strict');
    expect(said).toEqual([expect.stringMatching(/^strict of tools was left out/)]);
    const alike = tools.map((one) => ({ ...one, strict: true }) as Tool);
    expect(sentTool(write({ tools: alike }, quirks('cerebras')).body).strict).toBe(true);
  });

  it.each(['kimi', 'gemini'])('%s: names of tools that begin with a digit; they come back', (preset) => {
    const { body, changes } = write({ tools: [{ ...READ, name: '21st_magic' }] }, quirks(preset));
    const { name } = sentTool(body);
    expect(name).toMatch(/^[A-Za-z_]/);
    expect(changes.toolNames.get(name as string)).toBe('21st_magic');
    expect(sentTool(write({ tools: [{ ...READ, name: '21st_magic' }] }).body).name).toBe('21st_magic');
  });

  it('Mistral: efforts but for two, and of the models that can be adjusted', () => {
    const sent = (model: string, enabled?: false) =>
      write({ reasoning: enabled === false ? { enabled } : { effort: 'low' } }, quirks('mistral'), model)
        .body;
    expect(sent('mistral-medium-3-5').reasoning_effort).toBe('high');
    expect(sent('mistral-small-latest', false).reasoning_effort).toBe('none');
    for (const model of ['magistral-medium-latest', 'mistral-small-2506', 'mistral-large-latest'])
      expect(sent(model), model).not.toHaveProperty('reasoning_effort');
  });

  const conversation = [
    system('one'),
    system('two'),
    user(text('hi')),
    assistant(call('abcdefghi')),
    result('abcdefghi', text('done')),
    system('later'),
    user(text('go on')),
  ];

  it('Mistral: system messages between others; they become the user’s, where they stand', () => {
    const { messages, said } = write({ messages: conversation }, quirks('mistral'));
    expect(messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
      'user',
    ]);
    expect(messages[0]?.content).toBe('one\n\ntwo');
    expect(messages[5]?.content).toBe('<system>\nlater\n</system>');
    expect(said).toContainEqual(expect.stringMatching(/a system message between others/));
  });

  it('Qwen’s templates do the same, whoever serves them; other models keep all of them', () => {
    const sent = (model: string) => write({ messages: conversation }, {}, model).messages;
    expect(sent('Qwen/Qwen3.6-27B').filter(({ role }) => role === 'system')).toHaveLength(1);
    expect(sent('qwen3-coder').filter(({ role }) => role === 'system')).toHaveLength(3);
  });
});

describe('answers that were broken off', () => {
  it.each([
    ['error', 502],
    ['insufficient_system_resource', 503],
  ])('a stream that ends with the reason %s is an error', (reason, status) => {
    const { events } = steps([chunk({ content: 'He' }), chunk({}, reason), DONE]);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { status } });
    expect(events.some(({ type }) => type === 'finish')).toBe(false);
  });
});
