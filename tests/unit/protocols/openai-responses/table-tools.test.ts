import { describe, expect, test } from 'vitest';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, Tool } from '../../../../src/protocols/neutral/request.ts';
import { itemsOf, read, write } from './support.ts';

import {
  answerItems,
  bodyOf,
  call,
  parameters,
  reader,
  readItem,
  readTools,
  result,
  said,
  shell,
  strictParameters,
  text,
  toolsOf,
  user,
} from './table-support.ts';

describe('tools', () => {
  test('tools: functions and what is said of them, both ways', () => {
    const wire = {
      type: 'function',
      name: 'read',
      description: 'reads',
      parameters: strictParameters,
      strict: true,
      defer_loading: true,
    };
    const [read1] = readTools(wire);
    expect(read1).toMatchObject({
      type: 'function',
      name: 'read',
      description: 'reads',
      parameters: strictParameters,
      strict: true,
    });
    expect(toolsOf(read1 as Tool)).toEqual([wire]);
    expect(shell({ tools: [read1 as Tool] }).tools).toEqual([wire]);
    const loose = { ...wire, parameters };
    expect(shell({ tools: readTools(loose) }).tools, 'repeated as it came').toEqual([loose]);
    expect(readTools({ type: 'function', name: 'now' })).toEqual([
      { type: 'function', name: 'now', parameters: null },
    ]);
  });

  test('tool-strict: is false where OpenAI would refuse the schema with it', () => {
    const strict = (given: Fields) =>
      toolsOf({ ...reader, parameters: given, strict: true } as Tool)[0]?.strict;
    expect(strict(strictParameters)).toBe(true);
    expect(strict(parameters)).toBe(false);
    const { request } = read({ input: 'x', tools: [{ ...reader, strict: true }] });
    expect((write(request).body.tools as Fields[])[0]?.strict, 'its own client knows').toBe(true);
  });

  test('tool-schema: arrays say what they hold', () => {
    const list = { type: 'object', properties: { a: { type: 'array' } } };
    expect(toolsOf({ ...reader, parameters: list } as Tool)[0]?.parameters).toEqual({
      type: 'object',
      properties: { a: { type: 'array', items: {} } },
    });
  });

  test('tool-schema: as it came, but alternatives at the top become one object', () => {
    const odd = {
      anyOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { $ref: '#/$defs/b' } } }],
      $defs: { b: { type: 'number' } },
    };
    const [sent] = toolsOf({ ...reader, parameters: odd } as Tool);
    expect(sent?.parameters).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { $ref: '#/$defs/b' } },
      $defs: odd.$defs,
    });
    expect(toolsOf({ ...reader, parameters: {} } as Tool)[0]?.parameters).toEqual({
      type: 'object',
      properties: {},
    });
    const deep = { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } };
    expect(toolsOf({ ...reader, parameters: deep } as Tool)[0]?.parameters).toBe(deep);
    expect(readTools({ type: 'function', name: 'x', parameters: odd })[0]).toMatchObject({ parameters: odd });
  });

  test('tool-strict: is said as false for other protocols, since OpenAI would take it for true', () => {
    expect(toolsOf(reader)[0]?.strict).toBe(false);
    const { request } = read({ input: 'x', tools: [{ type: 'function', name: 'a', parameters }] });
    expect((write(request).body.tools as Fields[])[0]).not.toHaveProperty('strict');
  });

  test('tool-names: one that OpenAI refuses is sent otherwise, the same in calls and choice, and given back', () => {
    const name = 'fichier.lire/é';
    const sent = bodyOf({
      tools: [{ ...reader, name } as Tool],
      toolChoice: { mode: 'named', name },
      messages: [said({ ...call, name } as Part), result([])],
    });
    const [made] = sent.body.tools as Fields[];
    expect(made?.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(sent.body).toMatchObject({ tool_choice: { name: made?.name }, input: [{ name: made?.name }, {}] });
    expect(sent.changes.toolNames.get(made?.name as string)).toBe(name);
    expect(readItem({ type: 'function_call', call_id: 'c', name: 'x', arguments: '{}' })).toMatchObject([
      { name: 'x' },
    ]);
    expect(answerItems([{ ...call, name } as Part])).toMatchObject([{ name }]);
  });

  test('custom-tools: apply_patch with its grammar, its calls and results, both ways', () => {
    const wire = {
      type: 'custom',
      name: 'apply_patch',
      format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
    };
    const { request } = read({
      tools: [wire],
      input: [
        { type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: '*** Begin Patch' },
        { type: 'custom_tool_call_output', call_id: 'c', output: 'done' },
      ],
      tool_choice: { type: 'custom', name: 'apply_patch' },
    });
    expect(request.tools).toEqual([
      { type: 'custom', name: 'apply_patch', grammar: { syntax: 'lark', definition: 'start: "x"' } },
    ]);
    expect(request.messages.flatMap(({ parts }) => parts)).toMatchObject([
      { type: 'tool_call', custom: true, input: '*** Begin Patch' },
      { type: 'tool_result', custom: true, name: 'apply_patch' },
    ]);
    const { body, changes } = write(request);
    expect(body.tools).toEqual([wire]);
    expect(body.tool_choice).toEqual({ type: 'custom', name: 'apply_patch' });
    expect(body.input).toMatchObject([
      { type: 'custom_tool_call' },
      { type: 'custom_tool_call_output', output: 'done' },
    ]);
    expect(changes.customTools.size).toBe(0);
    const answered: Part = { type: 'tool_call', id: 'c', name: 'apply_patch', custom: true, input: '*** \n' };
    const [item] = answerItems([answered], request);
    expect(item).toMatchObject({
      type: 'custom_tool_call',
      call_id: 'c',
      name: 'apply_patch',
      input: '*** \n',
    });
    expect(readItem(item as Fields)).toEqual([answered]);
  });

  test('hosted-tools: OpenAI’s own are kept, others left out with a warning', () => {
    const wire = { type: 'web_search', filters: { allowed_domains: ['a.example'] } };
    const [tool] = readTools(wire);
    expect(tool).toEqual({ type: 'hosted', protocol: 'openai-responses', name: 'web_search', value: wire });
    expect(toolsOf(tool as Tool)).toEqual([wire]);
    const other: Tool = { type: 'hosted', protocol: 'gemini', name: 'google_search', value: {} };
    const { body, notes } = bodyOf({ tools: [other] });
    expect(body.tools).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/google_search was left out/)]);
  });

  test('client-tools: are functions with a schema for others, and their own items for the client', () => {
    const types = ['local_shell', 'shell', 'apply_patch'];
    const wires: Fields[] = [
      ...types.map((type) => ({ type })),
      { type: 'tool_search', execution: 'client', parameters },
    ];
    const { request } = read({
      tools: wires,
      input: [
        {
          type: 'local_shell_call',
          call_id: 'a',
          action: { type: 'exec', command: ['ls'], env: {} },
          status: 'completed',
        },
        { type: 'local_shell_call_output', id: 'a', output: 'x.txt' },
        { type: 'shell_call', call_id: 'b', action: { commands: ['pwd'], timeout_ms: 5 } },
        {
          type: 'shell_call_output',
          call_id: 'b',
          output: [{ stdout: '/', stderr: '', outcome: { type: 'exit', exit_code: 1 } }],
        },
        { type: 'apply_patch_call', call_id: 'c', operation: { type: 'delete_file', path: 'x' } },
        { type: 'apply_patch_call_output', call_id: 'c', status: 'failed', output: 'no such file' },
      ],
    });
    expect(request.tools.map(({ type, name }) => [type, name])).toEqual(
      [...types, 'tool_search'].map((name) => ['function', name]),
    );
    expect(request.tools[3]).toMatchObject({ parameters });
    const parts = request.messages.flatMap((message) => message.parts);
    expect(parts.filter(({ type }) => type === 'tool_call')).toMatchObject([
      { id: 'a', name: 'local_shell', input: '{"command":["ls"]}' },
      { id: 'b', name: 'shell', input: '{"commands":["pwd"],"timeout_ms":5}' },
      { id: 'c', name: 'apply_patch', input: '{"type":"delete_file","path":"x"}' },
    ]);
    expect(parts.filter(({ type }) => type === 'tool_result')).toMatchObject([
      { callId: 'a', content: [{ text: 'x.txt' }] },
      { callId: 'b', content: [{ text: '/\n(exit code 1)' }] },
      { callId: 'c', content: [{ text: 'no such file' }], isError: true },
    ]);
    expect(write(request).body.tools).toEqual(wires);
    expect((write(request).body.input as Fields[]).map(({ type }) => type)).toEqual([
      'local_shell_call',
      'local_shell_call_output',
      'shell_call',
      'shell_call_output',
      'apply_patch_call',
      'apply_patch_call_output',
    ]);
    const answered = (name: string, input: string): Part => ({ type: 'tool_call', id: name, name, input });
    const items = answerItems(
      [
        answered('local_shell', '{"command":["ls","-l"],"timeout_ms":9}'),
        answered('shell', '{"commands":["ls"]}'),
        answered('apply_patch', '{"type":"create_file","path":"a","diff":"+x"}'),
        answered('tool_search', '{"query":"files"}'),
      ],
      request,
    );
    expect(items).toMatchObject([
      {
        type: 'local_shell_call',
        call_id: 'local_shell',
        action: { type: 'exec', command: ['ls', '-l'], timeout_ms: 9 },
      },
      { type: 'shell_call', action: { commands: ['ls'], timeout_ms: null } },
      { type: 'apply_patch_call', operation: { type: 'create_file', path: 'a', diff: '+x' } },
      { type: 'tool_search_call', execution: 'client', arguments: { query: 'files' } },
    ]);
    expect(readItem(items[1] as Fields)).toMatchObject([{ type: 'tool_call', name: 'shell' }]);
    expect(answerItems([answered('shell', 'not json')], request)).toMatchObject([
      { action: { commands: [] } },
    ]);
    expect(readTools({ type: 'shell', environment: { type: 'container_auto' } })).toMatchObject([
      { type: 'hosted' },
    ]);
  });

  test('namespaces: are one name without them, and what they were in calls and answers', () => {
    const inner = { type: 'function', name: 'read', parameters, strict: false };
    const wire = { type: 'namespace', name: 'mcp__files', description: 'files', tools: [inner] };
    const plain = { type: 'namespace', name: 'functions', tools: [{ ...inner, name: 'now' }] };
    const past = {
      type: 'function_call',
      call_id: 'c',
      namespace: 'mcp__files',
      name: 'read',
      arguments: '{}',
    };
    const { request } = read({ tools: [wire, plain], input: [past] });
    expect(request.tools.map(({ name }) => name)).toEqual(['mcp__files__read', 'now']);
    expect(request.messages[0]?.parts[0]).toMatchObject({ name: 'mcp__files__read' });
    expect(write(request).body.tools).toEqual([wire, plain]);
    expect((write(request).body.input as Fields[])[0]).toEqual(past);
    const items = answerItems(
      [{ ...call, name: 'mcp__files__read' } as Part, { ...call, name: 'now' } as Part],
      request,
    );
    expect(items).toMatchObject([
      { name: 'read', namespace: 'mcp__files' },
      { name: 'now', namespace: 'functions' },
    ]);
    expect(readItem(items[0] as Fields)).toMatchObject([{ name: 'mcp__files__read' }]);
    const clash = [
      { ...inner, name: 'a__b' },
      { type: 'namespace', name: 'a', tools: [{ ...inner, name: 'b' }] },
    ];
    expect(readTools(...clash).map(({ name }) => name)).toEqual(['a__b', 'a__b_2']);
  });

  test('additional-tools: come with items, and those that a search found can be called', () => {
    const { request } = read({
      tools: [{ type: 'tool_search', execution: 'client' }],
      input: [
        { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'a' }] },
        { type: 'tool_search_call', call_id: 's', execution: 'client', arguments: { query: 'b' } },
        {
          type: 'tool_search_output',
          call_id: 's',
          execution: 'client',
          tools: [{ type: 'function', name: 'b' }],
        },
      ],
    });
    expect(request.tools.map(({ name }) => name)).toEqual(['tool_search', 'a', 'b']);
    expect(request.messages[1]?.parts[0]).toMatchObject({ type: 'tool_result', name: 'tool_search' });
    expect(JSON.stringify(request.messages[1])).toContain('\\"name\\":\\"b\\"');
  });

  test('tool-choice: both ways; one that only another provider can run is refused', () => {
    const given = (choice: unknown) =>
      read({ input: 'x', tools: [{ type: 'function', name: 'read' }], tool_choice: choice }).request
        .toolChoice;
    for (const mode of ['auto', 'none', 'required'] as const) {
      expect(given(mode)).toEqual({ mode });
      expect(bodyOf({ tools: [reader], toolChoice: { mode } }).body.tool_choice).toBe(mode);
    }
    expect(given({ type: 'function', name: 'read' })).toEqual({ mode: 'named', name: 'read' });
    const toolChoice = { mode: 'named', name: 'read' } as const;
    expect(bodyOf({ tools: [reader], toolChoice }).body.tool_choice).toEqual({
      type: 'function',
      name: 'read',
    });
    expect(shell({ tools: [reader], toolChoice }).tool_choice).toEqual({ type: 'function', name: 'read' });
    for (const type of ['web_search', 'mcp', 'file_search'])
      expect(() => given({ type })).toThrow(expect.objectContaining({ code: 'unsupported_conversion' }));
    expect(() => given({ type: 'function', name: 'other' })).toThrow(/tool_choice: names "other"/);
    const hosted: Tool = { type: 'hosted', protocol: 'gemini', name: 'search', value: {} };
    expect(() => bodyOf({ tools: [hosted], toolChoice: { mode: 'named', name: 'search' } })).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
  });

  test('allowed-tools: a required one is named, else the others are left out', () => {
    const tools = ['a', 'b', 'c'].map((name) => ({ type: 'function', name }));
    const given = (mode: string, ...names: string[]) =>
      read({
        input: 'x',
        tools,
        tool_choice: {
          type: 'allowed_tools',
          mode,
          tools: names.map((name) => ({ type: 'function', name })),
        },
      });
    expect(given('required', 'b').request).toMatchObject({ tools, toolChoice: { mode: 'named', name: 'b' } });
    const { request, notes } = given('auto', 'a', 'c');
    expect(request.tools.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(request.toolChoice).toEqual({ mode: 'auto' });
    expect(notes).toEqual([expect.stringMatching(/allowed_tools/)]);
    expect(() => given('auto', 'x')).toThrow(/tool_choice.tools/);
  });

  test('parallel-tools: both ways', () => {
    expect(read({ input: 'x', parallel_tool_calls: false }).request.parallelToolCalls).toBe(false);
    expect(bodyOf({ tools: [reader], parallelToolCalls: false }).body.parallel_tool_calls).toBe(false);
    expect(shell({ parallelToolCalls: false }).parallel_tool_calls).toBe(false);
  });

  test('tool-calls: keep their arguments to the letter; long ids are shortened, the same in the result', () => {
    const input = '{ "path" : "a\\u0000" }';
    const { request } = read({
      input: [{ type: 'function_call', call_id: 'c1', name: 'read', arguments: input }],
    });
    expect(request.messages).toEqual([said({ type: 'tool_call', id: 'c1', name: 'read', input })]);
    const id = 'x'.repeat(300);
    const items = itemsOf([said({ ...call, id, input: '' } as Part), result([], { callId: id })]);
    expect(items[0]).toMatchObject({ type: 'function_call', arguments: '{}' });
    expect(String(items[0]?.call_id)).toMatch(/^.{10,64}$/);
    expect(items[1]?.call_id).toBe(items[0]?.call_id);
    const [item] = answerItems([{ ...call, input } as Part]);
    expect(readItem(item as Fields)).toEqual([{ ...call, input }]);
    expect(answerItems([{ ...call, input: '' } as Part])).toMatchObject([{ arguments: '{}' }]);
  });

  test('tool-result-text: a text, or texts, both ways', () => {
    const past = { type: 'function_call', call_id: 'call_1', name: 'read', arguments: '{}' };
    for (const output of [
      'one',
      [
        { type: 'input_text', text: 'a' },
        { type: 'input_text', text: 'b' },
      ],
    ]) {
      const given = { type: 'function_call_output', call_id: 'call_1', output };
      const { request } = read({ input: [past, given] });
      expect(request.messages[1]?.parts[0]).toMatchObject({
        type: 'tool_result',
        callId: 'call_1',
        name: 'read',
      });
      expect(write(request).body.input).toEqual([past, given]);
    }
  });

  test('tool-result-image: as parts of the output, both ways', () => {
    const output = [
      { type: 'input_text', text: 'see' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
    ];
    const past = { type: 'function_call', call_id: 'c', name: 'view', arguments: '{}' };
    const given = { type: 'function_call_output', call_id: 'c', output };
    const { request } = read({ input: [past, given] });
    const part = request.messages[1]?.parts[0];
    expect(part).toMatchObject({ content: [{ type: 'text' }, { type: 'image' }, { type: 'file' }] });
    expect((write(request).body.input as Fields[])[1]).toEqual(given);
  });

  test('tool-result-error: is said in the text, once', () => {
    const sent = (content: string) =>
      itemsOf([said(call), result([{ type: 'text', text: content }], { isError: true })])[1];
    expect(sent('gone')?.output).toBe('Error: gone');
    expect(sent('TypeError: gone')?.output).toBe('TypeError: gone');
    const { notes } = bodyOf({
      messages: [said(call), result([{ type: 'text', text: 'x' }], { isError: true })],
    });
    expect(notes).toEqual([expect.stringMatching(/is_error/)]);
  });

  test('tool-result-missing: a call gets one, and a result without a call becomes a message', () => {
    const { body, notes } = bodyOf({ messages: [said(call), user(text('stop'))] });
    expect(body.input).toMatchObject([
      { type: 'function_call' },
      { type: 'function_call_output', call_id: 'call_1', output: expect.stringMatching(/no result/) },
      { type: 'message' },
    ]);
    expect(notes).toHaveLength(1);
    const stray = itemsOf([result([{ type: 'text', text: 'late' }])]);
    expect(stray).toMatchObject([{ type: 'message', role: 'user', content: [{}, { text: 'late' }] }]);
  });

  test('tool-result-missing: of two results of one call the first is sent, unless the call was made again', () => {
    const twice = [result([{ type: 'text', text: 'one' }]), result([{ type: 'text', text: 'two' }])];
    const { body, notes } = bodyOf({ messages: [said(call), ...twice] });
    expect(body.input).toMatchObject([{ type: 'function_call' }, { output: 'one' }]);
    expect(notes).toEqual([expect.stringMatching(/the second result of a call/)]);
    const again = itemsOf([said(call), twice[0] as Message, said(call), twice[1] as Message]);
    expect(again.map((item) => item.output)).toEqual([undefined, 'one', undefined, 'two']);
  });
});
