import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, NeutralRequest, Tool } from '../../../../src/protocols/neutral/request.ts';
import { sealText } from '../../../../src/protocols/neutral/seals.ts';
import {
  answer,
  ask,
  collected,
  contentsOf,
  conversion,
  partsOf,
  piece,
  read,
  readParts,
  text,
  user,
  write,
  written,
} from './kit.ts';

const OLD = 'gemini-2.0-flash';
const config = (request: NeutralRequest, model?: string) => {
  const { body, said } = write(request, model);
  return { config: body.generationConfig, said };
};
const call = (id: string, more: Partial<Extract<Part, { type: 'tool_call' }>> = {}): Part => ({
  type: 'tool_call',
  id,
  name: 'read',
  input: '{"p":1}',
  ...more,
});
const result = (callId: string, value: string, more = {}): Part => ({
  type: 'tool_result',
  callId,
  content: [{ type: 'text', text: value }],
  ...more,
});
const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts });
const tool = (...parts: Part[]): Message => ({ role: 'tool', parts });
const fn: Tool = {
  type: 'function',
  name: 'read',
  description: 'Reads.',
  parameters: { type: 'object', properties: { p: { type: 'integer' } } },
};
const declared = (tools: Tool[], more: Partial<NeutralRequest> = {}) => {
  const sent = write(ask({ tools, ...more }));
  const [first] = (sent.body.tools ?? []) as { functionDeclarations?: Record<string, unknown>[] }[];
  return { ...sent, functions: first?.functionDeclarations ?? [] };
};

describe('what is said before the conversation', () => {
  it('system: a system instruction is a system message in front, and back', () => {
    for (const name of ['systemInstruction', 'system_instruction']) {
      const { request } = read({
        [name]: { role: 'user', parts: [{ text: 'be kind' }, { text: 'and brief' }] },
      });
      expect(request.messages[0]).toEqual({ role: 'system', parts: [text('be kind'), text('and brief')] });
      expect(write(request).body.systemInstruction).toEqual({
        parts: [{ text: 'be kind' }, { text: 'and brief' }],
      });
    }
    expect(read({ systemInstruction: 'be kind' }).request.messages[0]?.parts).toEqual([text('be kind')]);
  });

  it('system: alone it goes up as the user’s, since there must be a content', () => {
    const { body, said } = write(ask({ messages: [{ role: 'system', parts: [text('say hi')] }] }));
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'say hi' }] }] });
    expect(said).toHaveLength(1);
  });

  it('system: images in it go up with the user’s first message', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } };
    const { body } = write(
      ask({ messages: [{ role: 'system', parts: [text('s'), image] }, user(text('u'))] }),
    );
    expect(body.systemInstruction).toEqual({ parts: [{ text: 's' }] });
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }, { text: 'u' }] },
    ]);
  });

  it('system-middle: one between others stays in its place, as a text of the user', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('a')),
          assistant(text('b')),
          { role: 'system', parts: [text('c')] },
          user(text('d')),
        ],
      }),
    );
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'a' }] },
      { role: 'model', parts: [{ text: 'b' }] },
      { role: 'user', parts: [{ text: 'c' }, { text: 'd' }] },
    ]);
    expect(said.join()).toContain('system message');
  });

  it('developer: is a system message', () => {
    const developer: Message = { role: 'system', developer: true, parts: [text('d')] };
    expect(write(ask({ messages: [developer, user(text('u'))] })).body.systemInstruction).toEqual({
      parts: [{ text: 'd' }],
    });
  });

  it('safety-settings: what only Gemini knows comes back to it', () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    const { request } = read({ safetySettings, labels: { team: 'a' } });
    expect(write(request).body).toMatchObject({ safetySettings, labels: { team: 'a' } });
  });

  it('cached-content: is a file that no other provider has', () => {
    const { request } = read({ cachedContent: 'cachedContents/abc' });
    expect(request.messages[0]?.parts).toEqual([
      { type: 'file', source: { kind: 'file', id: 'cachedContents/abc', protocol: 'gemini' } },
    ]);
    expect(write(request).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
      cachedContent: 'cachedContents/abc',
    });
  });

  it('unknown-fields: of the request, of a content, of a part, of a function, of the configuration', () => {
    const body = {
      futureField: { a: 1 },
      contents: [{ role: 'user', parts: [{ text: 'x', partMetadata: { k: 1 } }], futureContent: 2 }],
      tools: [{ functionDeclarations: [{ name: 'f', behavior: 'BLOCKING' }] }],
      toolConfig: { retrievalConfig: { languageCode: 'fr' } },
      generationConfig: { responseModalities: ['TEXT'], speechConfig: { languageCode: 'de' } },
    };
    expect(write(read(body).request).body).toEqual(body);
  });

  it('unknown-fields: a key called __proto__ changes no prototype', () => {
    const body = JSON.parse(
      '{"__proto__":{"polluted":1},"contents":[{"parts":[{"text":"x","__proto__":{"polluted":1}}]}]}',
    );
    const sent = write(read(body).request).body;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((sent as { polluted?: unknown }).polluted).toBeUndefined();
    expect(JSON.stringify(sent)).not.toContain('polluted');
  });
});

describe('what messages hold', () => {
  it('text: is kept each way', () => {
    expect(readParts({ text: 'a' }, { text: '' }, 'b')).toEqual([text('a'), text('b')]);
    expect(partsOf(assistant(text('a'), text(''), text('b')))).toEqual([{ text: 'a' }, { text: 'b' }]);
    expect(collected(piece([{ text: 'a' }]), piece([{ text: 'b' }], { finishReason: 'STOP' })).parts).toEqual(
      [text('ab')],
    );
    expect(written(answer({ parts: [text('a')] })).candidates[0]?.content).toEqual({
      role: 'model',
      parts: [{ text: 'a' }],
    });
  });

  it('text: pieces of a stream that a client keeps as contents of their own are one text', () => {
    const { request } = read({
      contents: [
        { role: 'user', parts: [{ text: 'q' }] },
        { role: 'model', parts: [{ text: 'Hel' }] },
        { role: 'model', parts: [{ text: 'lo' }] },
        { role: 'model', parts: [{ text: '!' }, { functionCall: { name: 'read', args: {} } }] },
      ],
    });
    expect(request.messages).toHaveLength(2);
    expect(request.messages[1]?.parts).toMatchObject([text('Hello!'), { type: 'tool_call' }]);
  });

  it.each(['image', 'file'] as const)('%s-url: an https address is fetched by Gemini', (type) => {
    const url = type === 'image' ? 'https://example.com/a.png?x=1' : 'https://example.com/a.pdf';
    const mimeType = type === 'image' ? 'image/png' : 'application/pdf';
    const part: Part = { type, source: { kind: 'url', url } };
    expect(partsOf(user(part))).toEqual([{ fileData: { mimeType, fileUri: url } }]);
    expect(readParts({ fileData: { mimeType, fileUri: url } })).toEqual([
      { type, source: { kind: 'url', url, mediaType: mimeType } },
    ]);
    const sent = written(answer({ parts: [part] })).candidates[0]?.content.parts;
    expect(sent).toEqual([{ fileData: { fileUri: url } }]);
  });

  it.each([
    ['image-url', 'image', 'http://example.com/a.png', 'gemini-3-flash'],
    ['image-url', 'image', 'https://example.com/a.png', OLD],
    ['file-url', 'file', 'ftp://example.com/a.pdf', 'gemini-3-flash'],
    ['file-url', 'file', 'https://example.com/a.pdf', OLD],
  ] as const)('%s: an address that is not fetched is refused: %s %s %s', (_row, type, url, model) => {
    const request = ask({ messages: [user({ type, source: { kind: 'url', url } })] });
    expect(() => write(request, model)).toThrow(
      expect.objectContaining({
        code: 'unsupported_conversion',
        details: { field: 'messages[0].content[0]' },
      }),
    );
  });

  it('image-url: a data URL is the image itself', () => {
    const part: Part = { type: 'image', source: { kind: 'url', url: 'data:image/webp;base64,UklG' } };
    expect(partsOf(user(part), OLD)).toEqual([{ inlineData: { mimeType: 'image/webp', data: 'UklG' } }]);
  });

  it.each([
    ['image-base64', 'image', 'image/png'],
    ['file-base64', 'file', 'application/pdf'],
    ['file-base64', 'file', 'video/mp4'],
  ] as const)('%s: is kept each way (%s, %s)', (_row, type, mimeType) => {
    const part: Part = { type, source: { kind: 'base64', mediaType: mimeType, data: 'AAAA' } };
    const wire = { inlineData: { mimeType, data: 'AAAA' } };
    expect(readParts(wire)).toEqual([part]);
    expect(readParts({ inline_data: { mime_type: mimeType, data: 'AAAA' } })).toEqual([part]);
    expect(partsOf(user(part))).toEqual([wire]);
    expect(collected(piece([wire], { finishReason: 'STOP' })).parts).toEqual([part]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('file-base64: a document that is text goes up as its bytes', () => {
    const part: Part = { type: 'file', source: { kind: 'text', mediaType: 'text/plain', text: 'é' } };
    expect(partsOf(user(part))).toEqual([{ inlineData: { mimeType: 'text/plain', data: 'w6k=' } }]);
  });

  it.each([
    'https://generativelanguage.googleapis.com/v1beta/files/abc',
    'gs://bucket/a.pdf',
    'https://youtu.be/x',
  ])('file-id: %s is Google’s alone', (uri) => {
    const wire = { fileData: { mimeType: 'application/pdf', fileUri: uri } };
    const part: Part = {
      type: 'file',
      source: { kind: 'file', id: uri, protocol: 'gemini', mediaType: 'application/pdf' },
    };
    expect(readParts(wire)).toEqual([part]);
    expect(partsOf(user(part), OLD)).toEqual([wire]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('file-id: one of another provider is refused; in an answer it is left out', () => {
    const part: Part = { type: 'file', source: { kind: 'file', id: 'file-1', protocol: 'openai-responses' } };
    expect(() => write(ask({ messages: [user(part)] }))).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([{ text: '' }]);
  });

  it('audio: is kept each way', () => {
    const wire = { inlineData: { mimeType: 'audio/wav', data: 'UklG' } };
    const part: Part = { type: 'audio', format: 'wav', data: 'UklG' };
    expect(readParts(wire)).toEqual([part]);
    expect(partsOf(user(part))).toEqual([wire]);
    expect(collected(piece([wire], { finishReason: 'STOP' })).parts).toEqual([part]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('part-fields: what is said of a part for Gemini alone stays on it', () => {
    const wire = { inlineData: { mimeType: 'video/mp4', data: 'AA==' }, videoMetadata: { fps: 2 } };
    expect(partsOf(user(...readParts(wire)))).toEqual([wire]);
    expect(written(collected(piece([wire], { finishReason: 'STOP' }))).candidates[0]?.content.parts).toEqual([
      wire,
    ]);
  });

  it('server-parts: code that Google ran is Gemini’s alone', () => {
    const wire = [
      { executableCode: { language: 'PYTHON', code: 'print(1)' } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
    ];
    expect(partsOf(assistant(...readParts(...wire)))).toEqual(wire);
    expect(written(collected(piece(wire, { finishReason: 'STOP' }))).candidates[0]?.content.parts).toEqual(
      wire,
    );
    const foreign: Part = {
      type: 'other',
      protocol: 'anthropic-messages',
      value: { type: 'server_tool_use' },
    };
    const { body, said } = write(ask({ messages: [user(text('a')), assistant(foreign, text('b'))] }));
    expect(body.contents).toMatchObject([{}, { parts: [{ text: 'b' }] }]);
    expect(said).toEqual(['a part of anthropic-messages was left out: no other protocol knows it']);
  });

  it('refusal: goes up as a text, and to a client as a text that ended for safety', () => {
    expect(partsOf(assistant({ type: 'refusal', text: 'no' }))).toEqual([{ text: 'no' }]);
    const sent = written(answer({ parts: [{ type: 'refusal', text: 'no' }], finish: { reason: 'refusal' } }));
    expect(sent.candidates[0]).toMatchObject({
      content: { parts: [{ text: 'no' }] },
      finishReason: 'SAFETY',
    });
  });

  it('cache-marks: mean nothing', () => {
    const marked: Part = { type: 'text', text: 'a', cache: { ttl: '1h' } };
    expect(partsOf(user(marked))).toEqual([{ text: 'a' }]);
  });
});

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

  it('tool-calls: are kept each way', () => {
    const wire = { functionCall: { id: 'c1', name: 'read', args: { p: 1 } } };
    const part = call('c1');
    expect(readParts(wire)).toEqual([part]);
    expect(readParts({ function_call: wire.functionCall })).toEqual([part]);
    expect(partsOf(assistant(part), 'gemini-2.5-flash')[0]).toEqual(wire);
    expect(collected(piece([wire], { finishReason: 'STOP' }))).toMatchObject({
      parts: [part],
      finish: { reason: 'tool_calls' },
    });
    expect(written(answer({ parts: [part], finish: { reason: 'tool_calls' } })).candidates[0]).toMatchObject({
      content: { parts: [wire] },
      finishReason: 'STOP',
    });
  });

  it('tool-calls: one whose arguments are no object is malformed for a client, and told in words to Gemini', () => {
    for (const input of ['{"p":', '[1]', '7']) {
      const sent = written(
        answer({ parts: [text('a'), call('c', { input })], finish: { reason: 'length' } }),
      );
      expect(sent.candidates[0]).toMatchObject({
        content: { parts: [{ text: 'a' }] },
        finishReason: 'MALFORMED_FUNCTION_CALL',
        finishMessage: expect.stringContaining('read'),
      });
      expect(partsOf(assistant(call('c', { input })))[0]).toMatchObject({
        functionCall: { args: { input } },
      });
    }
    expect(written(answer({ parts: [call('c', { input: '' })] })).candidates[0]?.content.parts).toMatchObject(
      [{ functionCall: { args: {} } }],
    );
  });

  it('tool-call-ids: are made where Gemini gives none, differ, and do not go up', () => {
    const wire = [{ functionCall: { name: 'read', args: {} } }, { functionCall: { name: 'read', args: {} } }];
    const { parts } = collected(piece(wire, { finishReason: 'STOP' }));
    const ids = parts.map((part) => (part.type === 'tool_call' ? part.id : ''));
    expect(new Set(ids).size).toBe(2);
    expect(collected(piece(wire, { finishReason: 'STOP' })).parts).toEqual(parts);
    const [model, answers] = contentsOf(
      [user(text('q')), assistant(...parts), tool(...ids.map((id) => result(id, id)))],
      'gemini-2.5-pro',
    ).slice(1);
    expect(model?.parts).toEqual(wire);
    expect(answers?.parts).toEqual(
      ids.map((id) => ({ functionResponse: { name: 'read', response: { output: id } } })),
    );
    const unnamed = { candidates: [{ content: { parts: wire } }] };
    expect(collected(unnamed).parts).not.toEqual(collected(unnamed).parts);
  });

  it('tool-result-text: a response is its output, or its JSON, there and back', () => {
    for (const [response, value] of [
      [{ output: 'done' }, 'done'],
      [{ result: 5 }, '{"result":5}'],
      [{ output: 'a', exit: 0 }, '{"output":"a","exit":0}'],
      [{}, '{}'],
    ] as const) {
      const { request } = read({
        contents: [
          { role: 'user', parts: [{ text: 'q' }] },
          { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read', args: {} } }] },
          { role: 'function', parts: [{ functionResponse: { id: 'c', name: 'read', response } }] },
        ],
      });
      expect(request.messages[2]).toEqual({
        role: 'tool',
        parts: [{ type: 'tool_result', callId: 'c', name: 'read', content: [text(value)] }],
      });
      expect(contentsOf(request.messages).at(-1)).toEqual({
        role: 'user',
        parts: [{ functionResponse: { id: 'c', name: 'read', response } }],
      });
    }
  });

  it('tool-result-text: JSON that Gemini would spell otherwise stays a text', () => {
    for (const value of [
      '{"id":12345678901234567890}',
      '{ "a": 1 }',
      '[1]',
      'plain',
      '{"output":"x"}',
      '{"error":"x"}',
    ]) {
      const sent = contentsOf([user(text('q')), assistant(call('c')), tool(result('c', value))]).at(-1);
      expect(sent?.parts).toEqual([
        { functionResponse: { id: 'c', name: 'read', response: { output: value } } },
      ]);
    }
  });

  const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } };

  it('tool-result-image: is read from the response, and goes up in it from Gemini 3 on', () => {
    const wire = {
      functionResponse: {
        id: 'c',
        name: 'read',
        response: { output: 'seen' },
        parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
      },
    };
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read' } }] },
        { role: 'user', parts: [wire] },
      ],
    });
    expect(request.messages[1]?.parts).toMatchObject([{ content: [text('seen'), image] }]);
    expect(contentsOf(request.messages).at(-1)?.parts).toEqual([wire]);
  });

  it('tool-result-image: stands behind all results for older models', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('q')),
          assistant(call('a'), call('b')),
          tool(
            { type: 'tool_result', callId: 'a', content: [{ type: 'text', text: 'x' }, image as never] },
            result('b', 'y'),
          ),
        ],
      }),
      'gemini-2.5-pro',
    );
    const last = (body.contents as { parts: object[] }[]).at(-1);
    expect(last?.parts.map((part) => Object.keys(part)[0])).toEqual([
      'functionResponse',
      'functionResponse',
      'inlineData',
    ]);
    expect(said.join()).toContain('beside the result');
  });

  it('tool-result-error: is `error`, each way', () => {
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read' } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'c', name: 'read', response: { error: 'gone' } } }],
        },
      ],
    });
    expect(request.messages[1]?.parts).toMatchObject([{ isError: true, content: [text('gone')] }]);
    expect(contentsOf(request.messages).at(-1)?.parts).toMatchObject([
      { functionResponse: { response: { error: 'gone' } } },
    ]);
  });

  it('tool-result-missing: a call that was never answered goes up as cancelled', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('q')),
          assistant(call('a'), call('b')),
          tool(result('b', 'y')),
          user(text('go on')),
        ],
      }),
    );
    expect(body.contents).toMatchObject([
      {},
      { role: 'model' },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', response: { error: expect.any(String) } } },
          { functionResponse: { id: 'b', response: { output: 'y' } } },
          { text: 'go on' },
        ],
      },
    ]);
    expect(said.join()).toContain('no result');
  });

  it('tool-result-missing: a result without its call is a text of the user', () => {
    const { body, said } = write(
      ask({ messages: [tool(result('gone', 'y', { name: 'read' })), user(text('u'))] }),
    );
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Result of read:\ny' }, { text: 'u' }] }]);
    expect(said.join()).toContain('without its call');
  });

  it('tool-result-order: results stand behind their calls in the order of these, wherever they came', () => {
    const contents = contentsOf([
      user(text('q')),
      assistant(call('a')),
      assistant(call('b')),
      tool(result('b', '2')),
      user(text('between')),
      tool(result('a', '1')),
      assistant(text('done')),
    ]);
    expect(
      contents.map(({ role, parts }) => [
        role,
        parts.map(
          (part) => (part.functionResponse as { id?: string } | undefined)?.id ?? Object.keys(part)[0],
        ),
      ]),
    ).toEqual([
      ['user', ['text']],
      ['model', ['functionCall', 'functionCall']],
      ['user', ['a', 'b', 'text']],
      ['model', ['text']],
    ]);
  });

  it('tool-result-order: a response with an id of the client’s own making belongs to a call of its name without one', () => {
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'x' } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'x-1700000000000', name: 'x', response: { output: 'r' } } }],
        },
      ],
    });
    const [called] = request.messages[0]?.parts ?? [];
    expect(request.messages[1]?.parts).toMatchObject([
      { callId: called?.type === 'tool_call' ? called.id : '' },
    ]);
  });

  it('tool-result-order: an id that was used before is answered by the result behind it', () => {
    const contents = contentsOf([
      user(text('q')),
      assistant(call('a')),
      tool(result('a', 'first')),
      assistant(call('a')),
      tool(result('a', 'second')),
    ]);
    expect(
      contents.map(({ parts }) => JSON.stringify(parts)).filter((parts) => parts.includes('"output"')),
    ).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
    const twice = contentsOf([
      user(text('q')),
      assistant(call('a'), call('a')),
      tool(result('a', '1'), result('a', '2')),
    ]);
    expect(twice.at(-1)?.parts).toMatchObject([
      { functionResponse: { response: { output: '1' } } },
      { functionResponse: { response: { output: '2' } } },
    ]);
  });

  it('tool-result-order: a conversation that begins with the model gets a user’s message in front', () => {
    const { body, said } = write(
      ask({ messages: [assistant(call('a')), tool(result('a', 'r')), user(text('u'))] }),
    );
    expect(body.contents).toMatchObject([
      { role: 'user', parts: [{ text: expect.any(String) }] },
      { role: 'model' },
      { role: 'user' },
    ]);
    expect(said.join()).toContain('the first message');
  });

  it('tool-result-order: without ids a response belongs to the first open call of its name', () => {
    const { request } = read({
      contents: [
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'x' } },
            { functionCall: { name: 'y' } },
            { functionCall: { name: 'x' } },
          ],
        },
        {
          role: 'user',
          parts: ['y', 'x', 'x'].map((name, i) => ({
            functionResponse: { name, response: { output: `${i}` } },
          })),
        },
      ],
    });
    const ids = request.messages[0]?.parts.map((part) => (part.type === 'tool_call' ? part.id : ''));
    const answered = request.messages[1]?.parts.map((part) =>
      part.type === 'tool_result' ? part.callId : '',
    );
    expect(answered).toEqual([ids?.[1], ids?.[0], ids?.[2]]);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('reasoning', () => {
  const own = { protocol: 'gemini', kind: 'signature', value: 'AbC-_w==' } as const;
  const foreign = { protocol: 'openai-responses', kind: 'encrypted', value: 'xyz', id: 'rs_1' } as const;
  const signature = { protocol: 'anthropic-messages', kind: 'signature', value: 'sig' } as const;

  it('reasoning-text: thoughts are reasoning, and Gemini’s own go back to it', () => {
    const wire = { text: 'hmm', thought: true };
    const [part] = readParts(wire);
    expect(part).toMatchObject({ type: 'reasoning', text: 'hmm', summary: true });
    expect(partsOf(assistant(part as Part))).toEqual([wire]);
    const { body, said } = write(
      ask({ messages: [user(text('q')), assistant({ type: 'reasoning', text: 'other' }, text('a'))] }),
    );
    expect(body.contents).toMatchObject([{}, { parts: [{ text: 'a' }] }]);
    expect(said).toEqual(['reasoning of earlier turns was left out: Gemini takes back none but its own']);
    expect(collected(piece([wire]), piece([{ text: 'so' }], { finishReason: 'STOP' })).parts).toEqual([
      { type: 'reasoning', summary: true, text: 'hmm' },
      text('so'),
    ]);
  });

  it('reasoning-text: is told to a client that asked for thoughts, and to no other', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'hmm' }, text('so')] });
    expect(written(given).candidates[0]?.content.parts).toEqual([
      { text: 'hmm', thought: true },
      { text: 'so' },
    ]);
    for (const request of [ask(), ask({ reasoning: { summary: 'none' } })])
      expect(written(given, { request }).candidates[0]?.content.parts).toEqual([{ text: 'so' }]);
  });

  it('reasoning-seal-own: stays on exactly the part that it came on', () => {
    const wire = [
      { text: 'hmm', thought: true, thoughtSignature: 'AAAA' },
      { text: 'a' },
      { text: 'b', thoughtSignature: 'BBBB' },
      { functionCall: { id: 'c', name: 'read', args: {} }, thoughtSignature: 'CCCC' },
      { functionCall: { id: 'd', name: 'read', args: {} } },
      { text: '', thoughtSignature: 'DDDD' },
    ];
    const done = tool(result('c', ''), result('d', ''));
    expect(contentsOf([user(text('q')), assistant(...readParts(...wire)), done])[1]?.parts).toEqual(wire);
    const fromProvider = collected(piece(wire, { finishReason: 'STOP' }));
    expect(contentsOf([user(text('q')), assistant(...fromProvider.parts), done])[1]?.parts).toEqual(wire);
    expect(written(fromProvider).candidates[0]?.content.parts).toEqual(wire);
  });

  it('reasoning-seal-own: one that is no base64 is left out, since it would refuse the request', () => {
    for (const value of ['with spaces', 'abcde', 'abc…', '=']) {
      const [part] = partsOf(assistant({ type: 'text', text: 'a', seal: { ...own, value } }));
      expect(part).toEqual({ text: 'a' });
    }
  });

  it('reasoning-seal-foreign: the first call of a step gets the documented stand-in from Gemini 3 on', () => {
    const messages = [
      user(text('q')),
      assistant({ type: 'reasoning', text: 't', seal: signature }, call('a'), call('b')),
      tool(result('a', ''), result('b', '')),
    ];
    for (const model of [
      'gemini-3-pro-preview',
      'models/gemini-3.8-flash',
      'gemini-4-argon',
      'gemini-flash-latest',
    ]) {
      expect(contentsOf(messages, model)[1]?.parts).toMatchObject([
        { functionCall: { id: 'a' }, thoughtSignature: 'skip_thought_signature_validator' },
        { functionCall: { id: 'b' } },
      ]);
      expect(contentsOf(messages, model)[1]?.parts[1]).not.toHaveProperty('thoughtSignature');
    }
    expect(JSON.stringify(contentsOf(messages, 'gemini-2.5-pro'))).not.toContain('Signature');
    const signed = [
      user(text('q')),
      assistant(call('a', { seal: own }), call('b')),
      tool(result('a', ''), result('b', '')),
    ];
    expect(JSON.stringify(contentsOf(signed))).not.toContain('skip_');
    expect(
      readParts({
        functionCall: { id: 'a', name: 'read', args: { p: 1 } },
        thoughtSignature: 'skip_thought_signature_validator',
      }),
    ).toEqual([call('a')]);
  });

  it('reasoning-seal-foreign: encrypted reasoning rides on the next call, where Gemini’s clients keep it', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: '', seal: foreign }, call('c')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(parts).toEqual([
      { functionCall: { id: 'c', name: 'read', args: { p: 1 } }, thoughtSignature: sealText(foreign) },
    ]);
    expect(readParts(...parts)).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: with its summary, it is that reasoning’s again', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'sum', seal: foreign }, call('c')] });
    expect(readParts(...(written(given).candidates[0]?.content.parts ?? []))).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: without a call it is a thought at the end, and read where it was', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: '', seal: foreign }, text('a')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(parts).toEqual([{ text: 'a' }, { text: '', thought: true, thoughtSignature: sealText(foreign) }]);
    expect(readParts({ text: 'a', thoughtSignature: sealText(foreign) })).toEqual(given.parts);
    expect(readParts(...parts)).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: a signature goes with the text that it is over, or not at all', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'think', seal: signature }, text('a')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(readParts(...parts)).toEqual(given.parts);
    expect(JSON.stringify(written(given, { request: ask() }))).not.toContain('thought');
  });

  it.each([
    [{ thinkingBudget: 0 }, { enabled: false, summary: 'none' }],
    [
      { thinkingBudget: -1, includeThoughts: true },
      { enabled: true, summary: 'auto' },
    ],
    [{ thinkingBudget: 2048 }, { budget: 2048, summary: 'none' }],
    [
      { thinkingLevel: 'HIGH', includeThoughts: true },
      { effort: 'high', summary: 'auto' },
    ],
    [{ thinking_level: 'low' }, { effort: 'low', summary: 'none' }],
  ])('reasoning-request: %j is read as %j', (thinkingConfig, reasoning) => {
    expect(read({ generationConfig: { thinkingConfig } }).request.reasoning).toEqual(reasoning);
  });

  it.each([
    ['gemini-3-flash', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', { effort: 'minimal' }, { thinkingLevel: 'LOW' }],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro-preview', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash', { effort: 'max', summary: 'auto' }, { includeThoughts: true, thinkingLevel: 'HIGH' }],
    ['gemini-3-flash', { budget: 1000 }, { thinkingLevel: 'LOW' }],
    ['gemini-3-flash', { budget: 32_000 }, { thinkingLevel: 'HIGH' }],
    ['gemini-3-flash', { enabled: false }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-flash', { enabled: true }, { includeThoughts: true }],
    ['gemini-2.5-flash', { enabled: false }, { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { enabled: true, summary: 'none' }, { thinkingBudget: -1 }],
    ['gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8192 }],
    ['gemini-2.5-flash', { budget: 100_000 }, { thinkingBudget: 24_576 }],
    ['gemini-2.5-flash-lite', { budget: 100 }, { thinkingBudget: 512 }],
    ['gemini-2.5-pro', { enabled: false }, { thinkingBudget: 128 }],
    ['gemini-2.5-pro', { effort: 'xhigh' }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-image', { effort: 'high' }, undefined],
    [OLD, { effort: 'high' }, undefined],
    ['gemma-3-27b-it', { effort: 'high' }, undefined],
  ] as const)('reasoning-request: for %s, %j is %j', (model, reasoning, thinkingConfig) => {
    const sent = config(ask({ reasoning }), model);
    expect(sent.config).toEqual(thinkingConfig === undefined ? undefined : { thinkingConfig });
    if (thinkingConfig === undefined) expect(sent.said).toHaveLength(1);
  });
});

describe('how the answer is to be', () => {
  it.each([
    ['max-tokens', 'maxTokens', 'maxOutputTokens', 100, 262_144, 65_536],
    ['temperature', 'temperature', 'temperature', 0.5, 3, 2],
    ['top-p', 'topP', 'topP', 0.5, 1.5, 1],
    ['top-k', 'topK', 'topK', 40, 0, 1],
    ['seed', 'seed', 'seed', 7, 2 ** 40, 2 ** 31 - 1],
    ['penalties', 'presencePenalty', 'presencePenalty', -1, -3, -2],
    ['penalties', 'frequencyPenalty', 'frequencyPenalty', 1, 3, 2],
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

  it('penalties: of 0 are none, and some models refuse them', () => {
    expect(config(ask({ sampling: { presencePenalty: 0, frequencyPenalty: 0 } })).config).toBeUndefined();
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

  it('logprobs: of the tokens alone, or of alternatives', () => {
    expect(read({ generationConfig: { responseLogprobs: true } }).request.sampling).toEqual({ logprobs: 0 });
    expect(read({ generationConfig: { responseLogprobs: true, logprobs: 3 } }).request.sampling).toEqual({
      logprobs: 3,
    });
    expect(config(ask({ sampling: { logprobs: 0 } })).config).toEqual({ responseLogprobs: true });
    expect(config(ask({ sampling: { logprobs: 25 } })).config).toEqual({
      responseLogprobs: true,
      logprobs: 20,
    });
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

describe('answers', () => {
  it.each([
    ['STOP', 'stop', 'STOP'],
    ['MAX_TOKENS', 'length', 'MAX_TOKENS'],
    ['SAFETY', 'content_filter', 'SAFETY'],
    ['RECITATION', 'content_filter', 'SAFETY'],
    ['BLOCKLIST', 'content_filter', 'SAFETY'],
    ['CONTINUATION', 'pause', 'STOP'],
    ['MALFORMED_FUNCTION_CALL', 'other', 'MALFORMED_FUNCTION_CALL'],
    ['LANGUAGE', 'other', 'LANGUAGE'],
    ['A_NEW_ONE', 'other', 'OTHER'],
  ])('finish-reasons: %s is %s, and %s for a client', (wire, reason, back) => {
    const { finish } = collected(piece([{ text: 'a' }], { finishReason: wire }));
    expect(finish.reason).toBe(reason);
    expect(written(answer({ finish })).candidates[0]?.finishReason).toBe(back);
  });

  it('finish-reasons: refusals, context windows and calls, for a client', () => {
    for (const [reason, wire] of [
      ['refusal', 'SAFETY'],
      ['context_window', 'MAX_TOKENS'],
      ['tool_calls', 'STOP'],
      ['pause', 'STOP'],
    ] as const)
      expect(written(answer({ finish: { reason } })).candidates[0]?.finishReason).toBe(wire);
  });

  it('stop-sequence: is a stop', () => {
    expect(written(answer({ finish: { reason: 'stop', stopSequence: 'END' } })).candidates[0]).toMatchObject({
      finishReason: 'STOP',
    });
  });

  it('usage: thoughts are output, and cached tokens input', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 150,
    };
    const { usage } = collected(piece([{ text: 'a' }], { finishReason: 'STOP' }, { usageMetadata }));
    expect(usage).toEqual({
      input: 100,
      cache_read: 60,
      cache_write: null,
      output: 50,
      reasoning: 30,
      total: 150,
    });
    expect(written(answer({ usage })).usageMetadata).toEqual(usageMetadata);
  });

  it('citations: sources at their places, which Google counts in bytes', () => {
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: 'https://a.example', title: 'A' } },
        { web: { uri: 'https://b.example' } },
      ],
      groundingSupports: [
        { segment: { endIndex: 7 }, groundingChunkIndices: [0] },
        { segment: { startIndex: 8, endIndex: 11 }, groundingChunkIndices: [1, 9] },
        { segment: { startIndex: 8, endIndex: 99 }, groundingChunkIndices: [0] },
      ],
    };
    const { parts } = collected(
      piece([{ text: 'é😀' }]),
      piece([{ text: '! fin' }], { finishReason: 'STOP', groundingMetadata }),
    );
    expect(parts).toEqual([
      {
        type: 'text',
        text: 'é😀! fin',
        citations: [
          { url: 'https://a.example', title: 'A', start: 0, end: 4 },
          { url: 'https://b.example', start: 5, end: 8 },
          { url: 'https://a.example', title: 'A' },
        ],
      },
    ]);
    const citations = [
      { startIndex: 0, endIndex: 7, uri: 'https://a.example', title: 'A' },
      { startIndex: 8, endIndex: 11, uri: 'https://b.example' },
      { uri: 'https://a.example', title: 'A' },
    ];
    expect(written(answer({ parts })).candidates[0]?.citationMetadata).toEqual({
      citationSources: citations,
      citations,
    });
    const cited = collected(
      piece([{ text: 'é😀! fin' }], {
        finishReason: 'STOP',
        citationMetadata: { citationSources: citations },
      }),
    );
    expect(cited.parts).toEqual(parts);
  });

  it('blocked-prompt: is a refusal that names the reason', () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
      modelVersion: 'm',
    };
    const refusal = {
      parts: [{ type: 'refusal', text: 'The prompt was blocked (PROHIBITED_CONTENT).' }],
      finish: { reason: 'refusal' },
    };
    expect(conversion.readAnswer(blocked)).toMatchObject(refusal);
    expect(collected(blocked)).toMatchObject(refusal);
  });

  it('images-out: are kept', () => {
    const wire = { inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 'BBBB' };
    const given = collected(piece([wire], { finishReason: 'STOP' }));
    expect(given.parts).toMatchObject([{ type: 'image', source: { kind: 'base64', data: 'AAAA' } }]);
    expect(written(given).candidates[0]?.content.parts).toEqual([wire]);
    expect(partsOf(assistant(...given.parts))).toEqual([wire]);
  });

  it('unknown-fields: of a whole answer’s candidate are kept', () => {
    const body = piece([{ text: 'a' }], {
      finishReason: 'STOP',
      safetyRatings: [{ category: 'X' }],
      avgLogprobs: -0.5,
    });
    const given = conversion.readAnswer(body);
    expect(given === null ? null : written(given).candidates[0]).toEqual((body.candidates as unknown[])[0]);
  });
});
