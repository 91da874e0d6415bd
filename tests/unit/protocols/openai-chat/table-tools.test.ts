import { describe, expect, it } from 'vitest';
import type { Message, Tool } from '../../../../src/protocols/neutral/request.ts';
import { restoreAnswer } from '../../../../src/protocols/neutral/restore.ts';
import {
  answerOf,
  assistant,
  call,
  DATA_URL,
  IMAGE,
  quirks,
  READ,
  read,
  readMessages,
  refusal,
  result,
  text,
  toClient,
  user,
  write,
  writeMessages,
} from './support.ts';

describe('the table of chat completions: tools', () => {
  it('tools: functions in the new form and the old', () => {
    const parameters = { type: 'object', properties: { path: { type: 'string' } } };
    const given = { name: 'read', description: 'Reads.', parameters };
    const tool = { type: 'function', name: 'read', description: 'Reads.', parameters };
    expect(read({ tools: [{ type: 'function', function: given }] }).tools).toEqual([tool]);
    const old = read({ functions: [given], function_call: { name: 'read' } });
    expect(old).toMatchObject({ tools: [tool], toolChoice: { mode: 'named', name: 'read' } });
    expect(write(old).body).toMatchObject({
      tools: [{ type: 'function', function: given }],
      tool_choice: { type: 'function', function: { name: 'read' } },
    });
    expect(write(old).body).not.toHaveProperty('old_functions');
    const { message, choice } = toClient(
      { parts: [call('c1')], finish: { reason: 'tool_calls' } },
      { request: old },
    );
    expect(message.function_call).toEqual({ name: 'read', arguments: '{}' });
    expect(choice.finish_reason).toBe('function_call');
  });

  it('tool-schema: every keyword stays; Moonshot gets what its check takes', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string', anyOf: [{ minLength: 1 }, { type: 'null' }] },
        b: { type: 'array', items: [{ type: 'number' }] },
      },
      $defs: { x: { const: 1 } },
      additionalProperties: false,
    };
    const tools = read({ tools: [{ type: 'function', function: { name: 'f', parameters: schema } }] }).tools;
    const sent = (to: object) =>
      (write({ tools }, to).body.tools as { function: { parameters: unknown } }[])[0]?.function.parameters;
    expect(sent({})).toEqual(schema);
    expect(sent(quirks('kimi'))).toEqual({
      type: 'object',
      properties: {
        a: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
        b: { type: 'array', prefixItems: [{ type: 'number' }] },
      },
      $defs: { x: { const: 1 } },
      additionalProperties: false,
    });
  });

  it('tool-strict: is kept', () => {
    const tools = read({
      tools: [{ type: 'function', function: { name: 'f', strict: true, parameters: {} } }],
    }).tools;
    expect(write({ tools }).body.tools).toEqual([
      { type: 'function', function: { name: 'f', strict: true, parameters: {} } },
    ]);
  });

  it('tool-names: names that are too long or hold other signs are mapped, and given back', () => {
    const name = `mcp.server/${'x'.repeat(80)}`;
    const { body, changes } = write({
      tools: [{ ...READ, name }],
      messages: [assistant(call('c', { name })), result('c', text('r'))],
    });
    const sent = (body.tools as { function: { name: string } }[])[0]?.function.name ?? '';
    expect(sent).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(
      (body.messages as { tool_calls: { function: { name: string } }[] }[])[0]?.tool_calls[0]?.function.name,
    ).toBe(sent);
    const answer = answerOf({ tool_calls: [{ id: 'd', function: { name: sent, arguments: '{}' } }] });
    expect(restoreAnswer(answer, changes).parts).toEqual([{ type: 'tool_call', id: 'd', name, input: '{}' }]);
  });

  it('custom-tools: kept where known, else functions with one argument', () => {
    const custom = {
      type: 'custom',
      custom: {
        name: 'patch',
        description: 'Patches.',
        format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } },
      },
    };
    const messages = [
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'patch', input: 'x' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'done' },
    ];
    const request = read({
      tools: [custom],
      messages,
      tool_choice: { type: 'custom', custom: { name: 'patch' } },
    });
    expect(request.messages[1]?.parts[0]).toMatchObject({ type: 'tool_result', custom: true, name: 'patch' });
    const known = write(request, quirks('openai')).body;
    expect(known).toMatchObject({
      tools: [custom],
      tool_choice: { type: 'custom', custom: { name: 'patch' } },
    });
    expect((known.messages as unknown[])[0]).toEqual(messages[0]);
    const { body, changes } = write(request);
    expect([...changes.customTools]).toEqual(['patch']);
    expect(body.tool_choice).toEqual({ type: 'function', function: { name: 'patch' } });
    expect((body.tools as { function: { description: string } }[])[0]?.function.description).toContain(
      'start: "x"',
    );
    expect(body.messages).toMatchObject([
      { tool_calls: [{ type: 'function', function: { arguments: '{"input":"x"}' } }] },
      {},
    ]);
    const answer = answerOf({
      tool_calls: [{ id: 'd', type: 'custom', custom: { name: 'patch', input: 'y' } }],
    });
    expect(answer.parts).toEqual([{ type: 'tool_call', id: 'd', name: 'patch', input: 'y', custom: true }]);
    expect(toClient(answer).message.tool_calls).toEqual([
      { id: 'd', type: 'custom', custom: { name: 'patch', input: 'y' } },
    ]);
  });

  it('hosted-tools: of chat completions they are kept, of others left out, and refused where forced', () => {
    const search = { search_context_size: 'low' };
    const request = read({
      tools: [{ type: 'builtin_function', function: { name: '$web_search' } }],
      web_search_options: search,
    });
    expect(request.tools.map((tool) => [tool.type, tool.name])).toEqual([
      ['hosted', 'builtin_function'],
      ['hosted', 'web_search'],
    ]);
    expect(write(request).body).toMatchObject({
      tools: [{ type: 'builtin_function', function: { name: '$web_search' } }],
      web_search_options: search,
    });
    const foreign: Tool = { type: 'hosted', protocol: 'anthropic-messages', name: 'web_search', value: {} };
    const { body, said } = write({ tools: [READ, foreign] });
    expect(body.tools).toHaveLength(1);
    expect(said[0]).toContain('web_search was left out');
    expect(
      refusal(() => write({ tools: [READ, foreign], toolChoice: { mode: 'named', name: 'web_search' } }))
        .code,
    ).toBe('unsupported_conversion');
  });

  it('tool-choice: every form; a tool that is not there is named', () => {
    const tools = ['read', 'write'].map((name) => ({ type: 'function', function: { name } }));
    const choices = (tool_choice: unknown) => read({ tools, tool_choice });
    expect(choices('auto').toolChoice).toEqual({ mode: 'auto' });
    expect(choices('none').toolChoice).toEqual({ mode: 'none' });
    expect(choices('required').toolChoice).toEqual({ mode: 'required' });
    expect(choices({ type: 'function', function: { name: 'read' } }).toolChoice).toEqual({
      mode: 'named',
      name: 'read',
    });
    const some = choices({
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'write' } }] },
    });
    expect(some.toolChoice).toEqual({ mode: 'required' });
    expect(some.tools.map((tool) => tool.name)).toEqual(['write']);
    expect(refusal(() => choices({ type: 'function', function: { name: 'no' } }))).toEqual({
      code: 'invalid_request',
      field: 'tool_choice',
    });
    expect(write({ tools: [READ], toolChoice: { mode: 'named', name: 'read' } }).body.tool_choice).toEqual({
      type: 'function',
      function: { name: 'read' },
    });
    expect(write({ toolChoice: { mode: 'auto' } }).body).not.toHaveProperty('tool_choice');
  });

  it('parallel-tools: is kept, with tools', () => {
    expect(read({ parallel_tool_calls: false }).parallelToolCalls).toBe(false);
    expect(write({ tools: [READ], parallelToolCalls: false }).body.parallel_tool_calls).toBe(false);
    expect(write({ parallelToolCalls: false }).body).not.toHaveProperty('parallel_tool_calls');
  });

  it('tool-calls: ids, names and arguments, in whole answers and in streams', () => {
    const calls = [
      { id: 'a1', type: 'function', function: { name: 'read', arguments: '{"p":1}' } },
      { id: 'a2', type: 'function', function: { name: 'read', arguments: '{"p":2}' } },
    ];
    const parts = [call('a1', { input: '{"p":1}' }), call('a2', { input: '{"p":2}' })];
    expect(answerOf({ content: null, tool_calls: calls }, 'stop')).toMatchObject({
      parts,
      finish: { reason: 'tool_calls' },
    });
    expect(toClient({ parts, finish: { reason: 'tool_calls' } }).message.tool_calls).toEqual(calls);
    const messages = readMessages(
      { role: 'assistant', tool_calls: calls },
      { role: 'tool', tool_call_id: 'a1', content: 'one' },
      { role: 'tool', tool_call_id: 'a2', content: 'two' },
    );
    expect(messages).toHaveLength(2);
    expect(writeMessages(messages)[0]).toEqual({ role: 'assistant', content: null, tool_calls: calls });
    const old = readMessages(
      { role: 'assistant', content: null, function_call: { name: 'read', arguments: '{}' } },
      { role: 'function', name: 'read', content: 'r' },
    );
    expect(old[1]?.parts[0]).toMatchObject({
      callId: ((old[0]?.parts[0] ?? {}) as { id?: string }).id,
      name: 'read',
    });
    expect(
      refusal(() => readMessages({ role: 'assistant', tool_calls: [{ id: 'x', function: {} }] })),
    ).toEqual({
      code: 'invalid_request',
      field: 'messages[0].tool_calls[0].function.name',
    });
  });

  it('tool-result-text: stands directly behind its call', () => {
    const messages = [
      assistant(call('a'), call('b')),
      user(text('wait')),
      result('b', text('two')),
      result('a', text('one'), text('more')),
    ];
    expect(writeMessages(messages).slice(1)).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'one\n\nmore' },
      { role: 'tool', tool_call_id: 'b', content: 'two' },
      { role: 'user', content: 'wait' },
    ]);
    expect(refusal(() => readMessages({ role: 'tool', content: 'x' }))).toEqual({
      code: 'invalid_request',
      field: 'messages[0].tool_call_id',
    });
  });

  it('tool-result-image: goes into a message behind the results', () => {
    const { messages, said } = write({ messages: [assistant(call('a')), result('a', text('see'), IMAGE)] });
    expect(messages.slice(1)).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'see' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From the result of read:' },
          { type: 'image_url', image_url: { url: DATA_URL } },
        ],
      },
    ]);
    expect(said.join()).toContain('images and files in tool results');
  });

  it('tool-result-error: is said in the text', () => {
    const failed = (said: string): Message => ({
      role: 'tool',
      parts: [{ type: 'tool_result', callId: 'a', content: [{ type: 'text', text: said }], isError: true }],
    });
    const content = (said: string) => writeMessages([assistant(call('a')), failed(said)])[1]?.content;
    expect(content('no such file')).toBe('Error: no such file');
    expect(content('Error: no such file')).toBe('Error: no such file');
    expect(content('<tool_use_error>no</tool_use_error>')).toBe('<tool_use_error>no</tool_use_error>');
  });

  it('tool-result-missing: a call gets a result that says so; a result without a call becomes a text', () => {
    const { messages, said } = write({
      messages: [assistant(call('a')), user(text('Stop.')), result('z', text('late'))],
    });
    expect(messages).toMatchObject([
      { role: 'assistant' },
      { role: 'tool', tool_call_id: 'a', content: expect.stringContaining('not carried out') },
      { role: 'user', content: 'Stop.' },
      { role: 'user', content: expect.stringContaining('late') },
    ]);
    expect(said).toHaveLength(2);
  });
});
