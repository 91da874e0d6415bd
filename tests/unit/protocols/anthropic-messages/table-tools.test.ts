import { describe, expect, test } from 'vitest';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Tool } from '../../../../src/protocols/neutral/request.ts';
import { restoreAnswer } from '../../../../src/protocols/neutral/restore.ts';
import {
  answer,
  call,
  content,
  NO_RESULT,
  OWN,
  own,
  part,
  readContent,
  result,
  says,
  text,
  tool,
  written,
} from './parts.ts';
import { read, readBlocks, readMessages, user, write } from './support.ts';

describe('tools', () => {
  test('tools: are kept, each name once', () => {
    const given = {
      name: 'read',
      description: 'Reads',
      input_schema: { type: 'object' },
      defer_loading: true,
    };
    const { tools } = read({ tools: [given, { ...given, type: 'custom', name: 'b' }] }).request;
    expect(tools).toEqual([
      {
        type: 'function',
        name: 'read',
        description: 'Reads',
        parameters: { type: 'object' },
        ...own({ defer_loading: true }),
      },
      expect.objectContaining({ name: 'b' }),
    ]);
    expect(write({ tools: tools.slice(0, 1) }, 'm', { isAnthropic: false }).body.tools).toEqual([given]);
    const twice = write({ tools: [tool('a'), tool('a')] });
    expect(twice.body.tools).toHaveLength(1);
    expect(twice.notes).toContain('a second tool a');
    expect(() => read({ tools: [{ input_schema: {} }] })).toThrow('tools[0].name');
    expect(() => read({ tools: [{ name: 'a', input_schema: 7 }] })).toThrow('tools[0].input_schema');
  });

  test('tool-schema: is an object at its top', () => {
    const fitted = (parameters: Fields | null) => {
      const { body, notes } = write({ tools: [tool('a', { parameters } as Partial<Tool>)] });
      return [(body.tools as Fields[])[0]?.input_schema, notes];
    };
    const a = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const b = { type: 'object', properties: { b: { type: 'number' } }, required: ['b', 'a'] };
    expect(fitted(null)).toEqual([{ type: 'object', properties: {} }, '']);
    expect(fitted(a)).toEqual([a, '']);
    expect(fitted({ properties: {} })).toEqual([{ type: 'object', properties: {} }, '']);
    expect(fitted({ anyOf: [a, b], description: 'x' })).toEqual([
      { type: 'object', description: 'x', properties: { ...a.properties, ...b.properties }, required: ['a'] },
      expect.stringContaining('anyOf'),
    ]);
    expect(fitted({ allOf: [a, b] })[0]).toMatchObject({ required: ['a', 'b'] });
    expect(fitted({ type: 'string' })).toEqual([
      { type: 'object' },
      expect.stringContaining('sent as an object'),
    ]);
  });

  test('tool-strict: closes the schema', () => {
    expect(read({ tools: [{ name: 'a', strict: true }] }).request.tools).toMatchObject([{ strict: true }]);
    const parameters = {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 1 }, o: { type: ['object', 'null'], properties: {} } },
    };
    const strict = tool('a', { strict: true, parameters } as Partial<Tool>);
    const { body, notes } = write({ tools: [strict] });
    expect(body.tools).toMatchObject([
      {
        strict: true,
        input_schema: {
          additionalProperties: false,
          properties: { n: { type: 'integer' }, o: { additionalProperties: false } },
        },
      },
    ]);
    expect(JSON.stringify(body.tools)).not.toContain('minimum');
    expect(notes).toContain('minimum in the schema of tool a');
    expect(write({ tools: [strict] }, 'claude-sonnet-4-0').notes).toContain('strict of tools');
    const many = Array.from({ length: 21 }, (_, i) => tool(`t${i}`, { strict: true }));
    expect(JSON.stringify(write({ tools: many }).body.tools)).not.toContain('strict');
  });

  const wide = (count: number, schema: Fields, required = false) => {
    const properties = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, schema]));
    return { type: 'object', properties, ...(required ? { required: Object.keys(properties) } : {}) };
  };
  const maybeText = { type: ['string', 'null'] };

  test('tool-strict: is left out where schemas are too many for one grammar', () => {
    const strictly = (...schemas: Fields[]) => {
      const tools = schemas.map((parameters, i) => tool(`t${i}`, { strict: true, parameters }));
      const { body, notes } = write({ tools });
      return [(body.tools as Fields[]).map((each) => each.strict), notes];
    };
    expect(strictly(wide(12, { type: 'string' }), wide(12, { type: 'string' }))).toEqual([[true, true], '']);
    expect(strictly(wide(12, { type: 'string' }), wide(13, { type: 'string' }))).toEqual([
      [undefined, undefined],
      'strict of tools was left out: together they have too many optional or many-typed arguments',
    ]);
    expect(strictly(wide(40, { type: 'string' }, true))[0]).toEqual([true]);
    expect(strictly(wide(16, maybeText, true))[0]).toEqual([true]);
    expect(strictly(wide(17, maybeText, true))[0]).toEqual([undefined]);
    const nested = { type: 'object', properties: { list: { type: 'array', items: wide(24, maybeText) } } };
    expect(strictly(nested)[0]).toEqual([undefined]);
  });

  test('tool-strict: is left out of a tool whose schema goes round', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
    const round = { type: 'object', properties: { n: { $ref: '#/$defs/node' } }, $defs: { node } };
    const away = { type: 'object', properties: { n: { $ref: 'https://x.example/s.json' } } };
    const shared = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/p' }, b: { $ref: '#/$defs/p' } },
      $defs: { p: { type: 'string' } },
    };
    const tools = [round, away, shared].map((parameters, i) => tool(`t${i}`, { strict: true, parameters }));
    const { body, notes } = write({ tools });
    expect((body.tools as Fields[]).map(({ strict }) => strict)).toEqual([undefined, undefined, true]);
    expect((body.tools as Fields[])[0]).toMatchObject({ input_schema: round });
    expect(notes).toContain('strict of tool t0');
    expect(notes).toContain('strict of tool t1');
  });

  test('tool-strict: what binds nothing, or cannot bind, is not in the schema', () => {
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        plain: { type: 'string', pattern: '^[a-z]+$', default: 'a' },
        hard: { type: 'string', pattern: '^(?!x)a$' },
        odd: { type: 'array', items: {}, contains: { type: 'string' }, minItems: 1 },
      },
      required: ['plain', 'hard', 'odd'],
      dependentRequired: {},
    };
    const { body, notes } = write({ tools: [tool('a', { strict: true, parameters } as Partial<Tool>)] });
    expect((body.tools as Fields[])[0]?.input_schema).toEqual({
      type: 'object',
      properties: {
        plain: { type: 'string', pattern: '^[a-z]+$', default: 'a' },
        hard: { type: 'string' },
        odd: { type: 'array', items: {}, minItems: 1 },
      },
      required: ['plain', 'hard', 'odd'],
      additionalProperties: false,
    });
    expect(notes).toContain('pattern, contains, dependentRequired in the schema of tool a');
  });

  test('tool-names: are made to fit, and come back as they were', () => {
    const name = `mcp.server/tool ${'x'.repeat(130)}`;
    const { body, changes } = write({
      tools: [tool(name)],
      messages: [user('a'), says('assistant', call('c1', name)), says('tool', result('c1', part('r')))],
    });
    const [made] = body.tools as { name: string }[];
    expect(made?.name).toMatch(/^[a-zA-Z0-9_-]{1,128}$/);
    expect(JSON.stringify(body.messages)).toContain(`"name":"${made?.name}"`);
    const back = restoreAnswer(answer([call('t', made?.name)]), changes);
    expect(back.parts).toEqual([call('t', name)]);
  });

  test('custom-tools: are functions with one text', () => {
    const patch: Tool = {
      type: 'custom',
      name: 'patch',
      description: 'Patches',
      grammar: { syntax: 'lark', definition: 'start: "x"' },
    };
    const { body, changes } = write({
      tools: [patch],
      messages: [
        user('a'),
        says('assistant', { ...call('c1', 'patch', '*** Begin'), custom: true } as Part),
        says('tool', result('c1', part('ok'))),
      ],
    });
    expect(body.tools).toMatchObject([
      {
        name: 'patch',
        description: 'Patches\n\nThe input must fit this lark grammar:\nstart: "x"',
        input_schema: { required: ['input'] },
      },
    ]);
    expect(JSON.stringify(body.messages)).toContain('"input":{"input":"*** Begin"}');
    const back = restoreAnswer(answer([call('t', 'patch', '{"input":"*** End"}')]), changes);
    expect(back.parts).toEqual([{ ...call('t', 'patch', '*** End'), custom: true }]);
    expect(written(back.parts).message.content).toMatchObject([{ input: { input: '*** End' } }]);
  });

  test('hosted-tools: are Anthropic’s own alone; those that the client runs are functions for others', () => {
    const search = { type: 'web_search_20250305', name: 'web_search', max_uses: 3 };
    const tools = [
      search,
      { type: 'bash_20250124', name: 'bash' },
      { type: 'mcp_toolset', mcp_server_name: 's' },
    ];
    const others = read({ tools });
    expect(others.request.tools).toMatchObject([
      { type: 'hosted', protocol: OWN, name: 'web_search', value: search },
      { type: 'function', name: 'bash', parameters: { properties: { command: {} } } },
      { type: 'hosted', name: 'mcp_toolset' },
    ]);
    expect(others.notes).toContain('bash_20250124');
    const { request } = read({ tools }, true);
    expect(write({ tools: request.tools }).body.tools).toMatchObject(tools);
    const foreign: Tool = { type: 'hosted', protocol: 'gemini', name: 'google_search', value: {} };
    const { body, notes } = write({ tools: [foreign] });
    expect(body.tools).toBeUndefined();
    expect(notes).toContain('google_search');
    const used = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    expect(readContent(used)).toEqual([{ type: 'other', protocol: OWN, value: used }]);
    expect(written(readContent(used) ?? []).message.content).toEqual([used]);
  });

  test('tool-choice: is kept, and refused where it cannot be', () => {
    const choose = (choice: Fields, model?: string) =>
      write(
        { tools: [tool('f')], toolChoice: read({ tool_choice: choice }).request.toolChoice } as never,
        model,
      ).body.tool_choice;
    for (const choice of [{ type: 'auto' }, { type: 'any' }, { type: 'none' }, { type: 'tool', name: 'f' }])
      expect(choose(choice)).toEqual(choice);
    expect(() => choose({ type: 'tool', name: 'g' })).toThrow('tool g cannot be offered');
    expect(() => choose({ type: 'any' }, 'claude-opus-5-5')).toThrow('refuses to be forced');
    expect(() => write({ toolChoice: { mode: 'required' } })).toThrow('none can be offered');
    expect(() => read({ tool_choice: { type: 'novel' } })).toThrow('tool_choice.type');
  });

  test('parallel-tools: one at a time is kept', () => {
    const { request } = read({ tool_choice: { type: 'any', disable_parallel_tool_use: true } });
    expect(request).toMatchObject({ toolChoice: { mode: 'required' }, parallelToolCalls: false });
    const choice = { type: 'auto', disable_parallel_tool_use: true };
    expect(write({ tools: [tool('f')], parallelToolCalls: false }).body.tool_choice).toEqual(choice);
    expect(write({ parallelToolCalls: false }).body.tool_choice).toBeUndefined();
  });

  test('tool-calls: are kept; ids are such as the API takes, each once', () => {
    const block = { type: 'tool_use', id: 'c1', name: 'f', input: { a: 1 } };
    expect(readBlocks('assistant', block)).toEqual([call('c1', 'f', '{"a":1}')]);
    expect(readContent(block)).toEqual([call('c1', 'f', '{"a":1}')]);
    expect(written([call('c1', 'f', '{"a":1}')]).message.content).toEqual([block]);
    expect(written([call('c1', 'f', 'no JSON')]).message.content).toMatchObject([
      { input: { input: 'no JSON' } },
    ]);
    const turn = [
      says('assistant', call('functions.f:0'), call('same'), call('same')),
      says('tool', result('functions.f:0', part('1')), result('same', part('2')), result('same', part('3'))),
    ];
    const ids = (content(user('a'), ...turn, says('assistant', call('same'))) as Fields[][]).map((blocks) =>
      blocks.map((each) => each.id ?? each.tool_use_id ?? 'text'),
    );
    const [odd] = ids[1] as string[];
    expect(odd).toMatch(/^functions_f_0_[0-9a-f]{8}$/);
    expect(ids).toEqual([
      ['text'],
      [odd, 'same', 'same_again_1'],
      [odd, 'same', 'same_again_1'],
      ['same_again_2'],
      ['same_again_2'],
    ]);
  });

  test('tool-result-text: stands directly behind its call', () => {
    const block = { type: 'tool_result', tool_use_id: 'c1', content: 'r' };
    const [called, results] = readMessages(
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'f', input: {} }] },
      { role: 'user', content: [block, text('and')] },
    );
    expect(called?.role).toBe('assistant');
    expect(results).toEqual(says('tool', { ...result('c1', part('r')), name: 'f' } as Part));
    const late = content(
      user('a'),
      says('assistant', call('c1')),
      user('b'),
      says('tool', result('c1', part('r')), result('c9', part('lost'))),
    );
    expect(late[2]).toEqual([
      { ...block, content: [text('r')] },
      text('b'),
      text('Result of a tool:'),
      text('lost'),
    ]);
    const twice = content(
      user('a'),
      says('assistant', call('c1')),
      says('tool', result('c1', part('1')), result('c1', part('2'))),
    );
    expect(twice[2]).toEqual([{ ...block, content: [text('1'), text('2')] }]);
    const same = content(
      user('a'),
      says('assistant', call('c1'), call('c1')),
      says('tool', result('c1', part('1')), result('c1', part('2'))),
    );
    expect(same[2]).toMatchObject([{ content: [text('1')] }, { content: [text('2')] }]);
  });

  test('tool-result-image: is kept', () => {
    const image = { type: 'image', source: { type: 'url', url: 'u' } };
    const document = { type: 'document', source: { type: 'url', url: 'd' } };
    const block = { type: 'tool_result', tool_use_id: 'c1', content: [text('see'), image, document] };
    const parts = readBlocks('user', block);
    expect(content(user('a'), says('assistant', call('c1')), says('tool', ...parts))[2]).toEqual([block]);
  });

  test('tool-result-error: is kept', () => {
    const block = { type: 'tool_result', tool_use_id: 'c1', is_error: true };
    const parts = readBlocks('user', block);
    expect(parts).toMatchObject([{ isError: true, content: [] }]);
    expect(content(user('a'), says('assistant', call('c1')), says('tool', ...parts))[2]).toEqual([block]);
  });

  test('tool-result-missing: is said to be missing', () => {
    const { messages, notes } = write(
      { messages: [user('a'), says('assistant', call('c1')), user('b')] },
      'm',
      { isAnthropic: false },
    );
    expect(messages[2]?.content).toEqual([NO_RESULT, text('b')]);
    expect(notes).toContain('call of f without a result');
    expect(content(user('a'), says('assistant', call('c1')))[2]).toEqual([NO_RESULT]);
  });

  test('tools-undefined: those that were called are defined', () => {
    const { body, notes } = write({
      messages: [user('a'), says('assistant', call('c1')), says('tool', result('c1', part('r')))],
    });
    expect(body.tools).toMatchObject([{ name: 'f', input_schema: { type: 'object' } }]);
    expect(body.tool_choice).toEqual({ type: 'none' });
    expect(notes).toContain('Anthropic demands it');
  });
});
