import { describe, expect, it } from 'vitest';
import type { Tool } from '../../../../src/protocols/neutral/request.ts';
import { ask, assistant, call, declared, fn, read, result, text, tool, user, write } from './kit.ts';

describe('tools', () => {
  it('tools: declarations of all lists are functions, and go up in one', () => {
    const { request } = read({
      tools: [
        { functionDeclarations: [{ name: 'a', description: 'A.' }] },
        { function_declarations: [{ name: 'b' }] },
      ],
    });
    expect(request.tools).toEqual([
      { type: 'function', name: 'a', description: 'A.', parameters: null },
      { type: 'function', name: 'b', parameters: null },
    ]);
    expect(write(request).body.tools).toEqual([
      { functionDeclarations: [{ name: 'a', description: 'A.' }, { name: 'b' }] },
    ]);
    const { functions, said } = declared([fn, fn]);
    expect(functions).toHaveLength(1);
    expect(said.join()).toContain('second tool');
  });

  it('tool-schema: the OpenAPI subset is read as JSON Schema', () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        a: { type: 'STRING', nullable: true, format: 'enum', enum: ['x'] },
        b: { type: 'ARRAY', items: { type: 'INTEGER' }, min_items: '2', example: [1, 2] },
        c: { any_of: [{ type: 'NUMBER' }, { type: 'BOOLEAN' }] },
      },
      propertyOrdering: ['a', 'b'],
      required: ['a'],
    };
    const { request } = read({ tools: [{ functionDeclarations: [{ name: 'f', parameters }] }] });
    expect(request.tools[0]).toMatchObject({
      parameters: {
        type: 'object',
        properties: {
          a: { type: ['string', 'null'], enum: ['x', null] },
          b: { type: 'array', items: { type: 'integer' }, minItems: 2, examples: [[1, 2]] },
          c: { anyOf: [{ type: 'number' }, { type: 'boolean' }] },
        },
        required: ['a'],
      },
    });
    const schema = { type: 'object', properties: { x: { const: 1 } }, $defs: {} };
    const whole = read({ tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: schema }] }] });
    expect(whole.request.tools[0]).toMatchObject({ parameters: schema });
  });

  it('tool-schema: goes up in parametersJsonSchema, and what Gemini does not know is told, once a tool', () => {
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        n: { type: 'integer', exclusiveMinimum: 0 },
        s: { type: 'string', description: 'A name.', pattern: '^a+$', minLength: 1 },
      },
    };
    const { functions, said } = declared([{ ...fn, parameters } as Tool]);
    expect(functions).toEqual([
      {
        name: 'read',
        description: 'Reads.',
        parametersJsonSchema: {
          type: 'object',
          properties: {
            n: { type: 'integer', minimum: 1 },
            s: { type: 'string', description: 'A name. (pattern: ^a+$; minLength: 1)' },
          },
        },
      },
    ]);
    expect(said).toEqual([
      'the schema of the tool read: Gemini has no field for pattern, minLength: told in descriptions',
    ]);
  });

  it('tool-strict: is dropped', () => {
    const { functions, said } = declared([{ ...fn, strict: true } as Tool]);
    expect(functions[0]).not.toHaveProperty('strict');
    expect(said.join()).toContain('strict');
    expect(declared([{ ...fn, strict: false } as Tool]).said).toEqual([]);
  });

  it('tool-names: a name that Gemini refuses is another on the way, the same in calls, results and choice', () => {
    const name = '1 répertoire';
    const sent = write(
      ask({
        tools: [{ ...fn, name } as Tool],
        toolChoice: { mode: 'named', name },
        messages: [user(text('a')), assistant(call('c', { name })), tool(result('c', 'r'))],
      }),
    );
    const [made] = [...sent.toolNames.keys()];
    expect(made).toMatch(/^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/);
    expect(sent.toolNames).toEqual(new Map([[made, name]]));
    expect(JSON.stringify(sent.body).split(`"${made}"`)).toHaveLength(5);
    for (const fine of ['mcp__a__b', 'a.b:c-d', '_x', 'x'.repeat(64)])
      expect(declared([{ ...fn, name: fine } as Tool]).functions[0]?.name).toBe(fine);
    expect(declared([{ ...fn, name: 'x'.repeat(65) } as Tool]).functions[0]?.name).toHaveLength(64);
  });

  it('custom-tools: are functions with one text, in declarations and in the history', () => {
    const grammar = { syntax: 'lark', definition: 'start: "a"' };
    const sent = write(
      ask({
        tools: [{ type: 'custom', name: 'patch', description: 'Patches.', grammar }],
        messages: [
          user(text('a')),
          assistant(call('c', { name: 'patch', custom: true, input: '*** "x"' })),
          tool(result('c', 'ok', { custom: true })),
        ],
      }),
    );
    expect(sent.body.tools).toMatchObject([
      { functionDeclarations: [{ name: 'patch', parametersJsonSchema: { required: ['input'] } }] },
    ]);
    expect(JSON.stringify(sent.body.tools)).toContain('lark');
    expect(sent.body.contents).toMatchObject([
      {},
      { parts: [{ functionCall: { args: { input: '*** "x"' } } }] },
      {},
    ]);
    expect(sent.custom).toEqual(new Set(['patch']));
  });

  it('hosted-tools: Gemini’s own are kept, others dropped, and refused where they are forced', () => {
    const { request } = read({
      tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'a' }] }, { codeExecution: {} }],
    });
    expect(request.tools.map(({ type, name }) => [type, name])).toEqual([
      ['hosted', 'googleSearch'],
      ['function', 'a'],
      ['hosted', 'codeExecution'],
    ]);
    expect(write(request).body.tools).toEqual([
      { functionDeclarations: [{ name: 'a' }] },
      { googleSearch: {} },
      { codeExecution: {} },
    ]);
    const foreign: Tool = { type: 'hosted', protocol: 'openai-responses', name: 'web_search', value: {} };
    const dropped = write(ask({ tools: [foreign] }));
    expect(dropped.body).not.toHaveProperty('tools');
    expect(dropped.said.join()).toContain('web_search was left out');
    expect(() => write(ask({ tools: [foreign], toolChoice: { mode: 'named', name: 'web_search' } }))).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
  });

  it.each([
    ['AUTO', undefined, { mode: 'auto' }],
    ['NONE', undefined, { mode: 'none' }],
    ['ANY', undefined, { mode: 'required' }],
    ['any', ['a'], { mode: 'named', name: 'a' }],
    ['VALIDATED', undefined, { mode: 'auto' }],
  ])('tool-choice: %s with %j, there and back', (mode, allowedFunctionNames, toolChoice) => {
    const body = {
      tools: [{ functionDeclarations: [{ name: 'a' }, { name: 'b' }] }],
      toolConfig: {
        functionCallingConfig: {
          mode,
          ...(allowedFunctionNames === undefined ? {} : { allowedFunctionNames }),
        },
      },
    };
    const { request } = read(body);
    expect(request.toolChoice).toEqual(toolChoice);
    expect(write(request).body.toolConfig).toEqual({
      functionCallingConfig: { ...body.toolConfig.functionCallingConfig, mode: mode.toUpperCase() },
    });
  });

  it('tool-choice: of several allowed names only those are offered', () => {
    const { request, said } = read({
      tools: [{ functionDeclarations: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['a', 'c'] } },
    });
    expect(request.tools.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(request.toolChoice).toEqual({ mode: 'required' });
    expect(said).toHaveLength(1);
  });

  it('tool-choice: says nothing where no function is offered', () => {
    expect(write(ask({ toolChoice: { mode: 'auto' } })).body).not.toHaveProperty('toolConfig');
  });

  it('parallel-tools: cannot be turned off', () => {
    expect(declared([fn], { parallelToolCalls: false }).said).toEqual([
      'parallel tool calls off was left out: Gemini cannot be told so',
    ]);
    expect(declared([fn], { parallelToolCalls: true }).said).toEqual([]);
  });
});
