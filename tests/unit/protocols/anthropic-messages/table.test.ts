import { describe, expect, test } from 'vitest';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS } from '../../../../src/protocols/neutral/quirks.ts';
import type { Message, Tool } from '../../../../src/protocols/neutral/request.ts';
import { restoreAnswer } from '../../../../src/protocols/neutral/restore.ts';
import { sealText, unsealed } from '../../../../src/protocols/neutral/seals.ts';
import {
  eventsIn,
  read,
  readBlocks,
  readMessages,
  readStream,
  said,
  sent,
  target,
  user,
  write,
  writeStream,
} from './support.ts';

const OWN = 'anthropic-messages' as const;
const text = (value: string, more: Fields = {}) => ({ type: 'text', text: value, ...more });
const part = (value: string): Part => ({ type: 'text', text: value });
const says = (role: Message['role'], ...parts: Part[]): Message => ({ role, parts });
const call = (id: string, name = 'f', input = '{}'): Part => ({ type: 'tool_call', id, name, input });
const result = (callId: string, ...content: Part[]): Part =>
  ({ type: 'tool_result', callId, content }) as Part;
const tool = (name: string, more: Partial<Tool> = {}): Tool =>
  ({ type: 'function', name, parameters: { type: 'object', properties: {} }, ...more }) as Tool;
const own = (fields: Fields) => ({ extra: { protocol: OWN, fields } });
const answer = (parts: Part[], more: Partial<NeutralAnswer> = {}): NeutralAnswer => ({
  id: 'msg_1',
  model: 'm',
  created: null,
  parts,
  finish: { reason: 'stop' },
  usage: null,
  ...more,
});
const written = (parts: Part[], more: Partial<NeutralAnswer> = {}) => {
  const notes = new Notes();
  const message = conversion.writeAnswer(answer(parts, more), target({ notes })) as Fields;
  return { message, notes: said(notes) };
};
const readContent = (...content: Fields[]) => conversion.readAnswer({ content })?.parts;
const content = (...messages: Message[]) =>
  (sent(...messages) as { content: Fields[] }[]).map((each) => each.content);

const NO_RESULT = {
  type: 'tool_result',
  tool_use_id: 'c1',
  is_error: true,
  content: [text('There is no result: the call was cancelled.')],
};

describe('messages', () => {
  test('system: text and list are kept', () => {
    const parts = [part('be kind')];
    expect(read({ system: 'be kind' }).request.messages).toEqual([{ role: 'system', parts }]);
    expect(read({ system: [text('be kind')] }).request.messages).toEqual([{ role: 'system', parts }]);
    expect(read({ system: [] }).request.messages).toEqual([]);
    expect(() => read({ system: 7 })).toThrow('system: must be');
    const { body } = write({
      messages: [says('system', ...parts), says('system', part('and brief')), user('hi')],
    });
    expect(body.system).toMatchObject([text('be kind'), text('and brief')]);
  });

  test('system-middle: stays behind the user’s message where the model takes it, else is a reminder in it', () => {
    expect(readMessages({ role: 'system', content: 'now' })).toEqual([says('system', part('now'))]);
    const messages = [
      user('a'),
      says('system', part('now')),
      user('b'),
      says('assistant', part('c')),
      user('d'),
    ];
    const roles = (model: string) => write({ messages }, model).messages.map(({ role }) => role);
    expect(roles('claude-opus-4-8')).toEqual(['user', 'system', 'assistant', 'user']);
    const older = write({ messages }, 'claude-sonnet-5');
    expect(older.messages[0]?.content).toEqual([
      text('a'),
      text('<system-reminder>\nnow\n</system-reminder>'),
      text('b'),
    ]);
    expect(older.notes).toContain('system message between others');
    const last = write(
      { messages: [user('a'), says('assistant', part('b')), says('system', part('now'))] },
      'claude-opus-5',
    );
    expect(last.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'system']);
  });

  test('developer: is a system text', () => {
    const developer: Message = { role: 'system', developer: true, parts: [part('be kind')] };
    expect(write({ messages: [developer, user('hi')] }).body.system).toMatchObject([text('be kind')]);
  });

  test('billing-header: is taken out, but for Anthropic itself', () => {
    const line = 'x-anthropic-billing-header: cc_version=2.1.39.c39; cc_entrypoint=cli; cch=56445;';
    const system = [text(line), text(`${line}\nYou are`), text('an agent')];
    const { request, notes } = read({ system });
    expect(request.messages[0]?.parts).toEqual([part('You are'), part('an agent')]);
    expect(notes).toContain('x-anthropic-billing-header');
    const kept = read({ system }, true);
    expect(kept.request.messages[0]?.parts).toHaveLength(3);
    expect(kept.notes).toBe('');
  });

  test('text: is kept, and left out where it is empty', () => {
    expect(readMessages({ role: 'user', content: 'hi' })).toEqual([user('hi')]);
    expect(readBlocks('user', text('a'), text(' '))).toEqual([part('a'), part(' ')]);
    expect(() => readMessages({ role: 'user', content: [{ type: 'text' }] })).toThrow(
      'messages[0].content[0].text',
    );
    expect(content(says('user', part('a'), part(' \n'), part('')))).toEqual([[text('a')]]);
    expect(readContent(text('a'))).toEqual([part('a')]);
    expect(written([part(''), part('a')]).message.content).toEqual([text('a')]);
  });

  test('image-url: is kept; a data URL is bytes', () => {
    const block = { type: 'image', source: { type: 'url', url: 'https://x/y' } };
    const [image] = readBlocks('user', block);
    expect(image).toEqual({ type: 'image', source: { kind: 'url', url: 'https://x/y' } });
    expect(content(says('user', image as Part))).toEqual([[block]]);
    const data: Part = { type: 'image', source: { kind: 'url', url: 'data:image/jpg;base64,AAAA' } };
    const source = { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' };
    expect(content(says('user', data))).toEqual([[{ type: 'image', source }]]);
  });

  test('image-base64: is kept in four formats, refused in others', () => {
    const block = { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AAAA' } };
    expect(content(says('user', ...readBlocks('user', block)))).toEqual([[block]]);
    const bmp: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/bmp', data: 'AAAA' } };
    expect(() => sent(says('user', bmp))).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
    for (const source of [undefined, 'x', { type: 'novel' }, { type: 'base64' }])
      expect(() => readBlocks('user', { type: 'image', source })).toThrow('messages[0].content[0].source');
  });

  test('file-url: is kept', () => {
    const block = { type: 'document', source: { type: 'url', url: 'https://x/y.pdf' }, title: 'Y' };
    const parts = readBlocks('user', block);
    expect(parts).toEqual([{ type: 'file', source: { kind: 'url', url: 'https://x/y.pdf' }, name: 'Y' }]);
    expect(content(says('user', ...parts))).toEqual([[block]]);
  });

  test('file-base64: PDF and text are kept, others refused', () => {
    const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'UERG' } };
    const plain = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } };
    expect(content(says('user', ...readBlocks('user', pdf, plain)))).toEqual([[pdf, plain]]);
    const file = (mediaType: string): Part => ({
      type: 'file',
      source: { kind: 'base64', mediaType, data: 'aGk=' },
    });
    expect(content(says('user', file('text/markdown'), file('image/png')))).toEqual([
      [plain, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } }],
    ]);
    expect(() => sent(says('user', file('application/zip')))).toThrow('application/zip');
    const image = { type: 'image', source: { type: 'url', url: 'u' } };
    const blocks = { type: 'document', source: { type: 'content', content: [text('a'), image, text('b')] } };
    expect(readBlocks('user', blocks)).toMatchObject([
      { type: 'file', source: { kind: 'text', text: 'a\nb' } },
      { type: 'image' },
    ]);
    const texts = { type: 'document', source: { type: 'content', content: [text('a')] } };
    expect(content(says('user', ...readBlocks('user', texts)))).toEqual([[texts]]);
  });

  test('file-id: means something to the provider that has the file alone', () => {
    const block = { type: 'image', source: { type: 'file', file_id: 'file_1' } };
    const parts = readBlocks('user', block);
    expect(parts).toEqual([{ type: 'image', source: { kind: 'file', id: 'file_1', protocol: OWN } }]);
    expect(content(says('user', ...parts))).toEqual([[block]]);
    const foreign: Part = { type: 'file', source: { kind: 'file', id: 'f', protocol: 'openai-chat' } };
    expect(() => sent(says('user', foreign))).toThrow('another provider');
  });

  test('document-options: are Anthropic’s alone', () => {
    const block = {
      type: 'document',
      source: { type: 'url', url: 'u' },
      context: 'from 1999',
      citations: { enabled: true },
    };
    const messages = [{ role: 'user', content: [block] }];
    expect(content(...read({ messages }, true).request.messages)).toEqual([[block]]);
    expect(read({ messages }).notes).toMatch(/context of a document.*citations of a document/);
  });

  test('search-results: are text for others', () => {
    const found = { type: 'search_result', title: 'T', source: 'https://s', content: [text('a')] };
    const results = {
      type: 'tool_result',
      tool_use_id: 'c',
      content: [found, { type: 'tool_reference', tool_name: 'x' }],
    };
    const messages = [{ role: 'user', content: [found, results] }];
    expect(read({ messages }).request.messages).toMatchObject([
      { parts: [{ text: 'T\nhttps://s\na' }] },
      { parts: [{ content: [{ text: 'T\nhttps://s\na' }, { text: 'The tool x is available now.' }] }] },
    ]);
    expect(read({ messages }, true).request.messages[0]?.parts).toEqual([
      { type: 'other', protocol: OWN, value: found },
    ]);
  });

  test('audio: is refused', () => {
    expect(() => sent(says('user', { type: 'audio', format: 'wav', data: 'AAAA' }))).toThrow('audio');
  });

  test('first-message: is the user’s', () => {
    const { messages, notes } = write({ messages: [says('assistant', part('hello')), user('hi')] });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(notes).toContain('the first message must be the user’s');
    expect(write({ messages: [] }).messages).toHaveLength(1);
  });

  test('prefill: is trimmed where the model goes on with it, else answered', () => {
    const messages = [user('hi'), says('assistant', part('The answer is \n'))];
    expect(write({ messages }).messages.at(-1)).toEqual({
      role: 'assistant',
      content: [text('The answer is')],
    });
    const newer = write({ messages }, 'claude-opus-4-6');
    expect(newer.messages.at(-1)).toMatchObject({ role: 'user', content: [text('Continue.')] });
    expect(newer.notes).toContain('does not go on');
    expect(write({ messages, reasoning: { enabled: true } }).messages).toHaveLength(3);
  });

  test('alternation: messages of one role are one', () => {
    const messages = [
      user('a'),
      user('b'),
      says('assistant', part('c')),
      says('assistant', { type: 'reasoning', text: 'lost' }),
      user('d'),
      says('assistant', { type: 'reasoning', text: 'lost' }),
      user('e'),
    ];
    expect(content(...messages)).toEqual([[text('a'), text('b')], [text('c')], [text('d'), text('e')]]);
  });
});

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

describe('reasoning', () => {
  const signed = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const seal = { protocol: OWN, kind: 'signature' as const, value: 'c2ln' };
  const foreign = { protocol: 'gemini' as const, kind: 'signature' as const, value: 'abc' };
  const thinks = (more: Fields): Part => ({ type: 'reasoning', text: 'hm', ...more }) as Part;
  const turn = (reasoning: Part) => [user('a'), says('assistant', reasoning, part('b')), user('c')];
  const thinking = (reasoning: Fields, model?: string, more: Fields = {}) => {
    const { body, notes } = write({ reasoning, ...more } as never, model);
    return [body.thinking, (body.output_config as Fields | undefined)?.effort, notes] as const;
  };

  test('reasoning-text: goes to providers that do not verify it', () => {
    expect(readBlocks('assistant', { type: 'thinking', thinking: 'hm', signature: '' })).toEqual([
      thinks({}),
    ]);
    expect(readContent({ type: 'thinking', thinking: 'hm' })).toEqual([thinks({})]);
    expect(content(...turn(thinks({})))[1]).toEqual([{ ...signed, signature: '' }, text('b')]);
    const { messages, notes } = write({ messages: turn(thinks({})) });
    expect(messages[1]?.content).toEqual([text('b')]);
    expect(notes).toContain('not signed by Anthropic');
    expect(written([thinks({})]).message.content).toEqual([{ ...signed, signature: '' }]);
    const gateway = write({ messages: turn(thinks({})) }, 'anthropic/claude-opus-4.5', {
      isAnthropic: false,
    });
    expect(gateway.messages[1]?.content).toEqual([text('b')]);
  });

  test('reasoning-seal-own: comes and goes as it is', () => {
    expect(readBlocks('assistant', signed)).toEqual([thinks({ seal })]);
    expect(readContent(signed)).toEqual([thinks({ seal })]);
    expect(write({ messages: turn(thinks({ seal })) }).messages[1]?.content).toEqual([signed, text('b')]);
    expect(written([thinks({ seal })]).message.content).toEqual([signed]);
    const redacted = { type: 'redacted_thinking', data: 'cmVk' };
    const parts = readContent(redacted) ?? [];
    expect(written(parts).message.content).toEqual([redacted]);
    expect(write({ messages: turn(parts[0] as Part) }).messages[1]?.content).toEqual([redacted, text('b')]);
    expect(
      write({ messages: [user('a'), says('assistant', part('b'), thinks({ seal })), user('c')] }).messages[1]
        ?.content,
    ).toEqual([text('b')]);
  });

  test('reasoning-seal-foreign: is kept by the client in the slot of the signature', () => {
    const { message } = written([
      thinks({ seal: foreign }),
      thinks({ text: '', seal: { ...foreign, kind: 'encrypted', id: 'rs_1' } }),
    ]);
    const blocks = message.content as { signature: string }[];
    expect(blocks.map(({ signature }) => unsealed(signature))).toEqual([
      foreign,
      { ...foreign, kind: 'encrypted', id: 'rs_1' },
    ]);
    expect(readBlocks('assistant', ...blocks)).toEqual([
      thinks({ seal: foreign }),
      thinks({ text: '', seal: { ...foreign, kind: 'encrypted', id: 'rs_1' } }),
    ]);
    expect(readBlocks('assistant', { type: 'redacted_thinking', data: sealText(foreign) })).toMatchObject([
      { seal: foreign },
    ]);
    expect(write({ messages: turn(thinks({ seal: foreign })) }).messages[1]?.content).toEqual([text('b')]);
    expect(content(...turn(thinks({ seal: foreign })))[1]).toEqual([{ ...signed, signature: '' }, text('b')]);
  });

  test('reasoning-request: is read', () => {
    const asked = (body: Fields) => read(body).request.reasoning;
    expect(asked({ thinking: { type: 'enabled', budget_tokens: 2048, display: 'omitted' } })).toEqual({
      enabled: true,
      budget: 2048,
      summary: 'none',
    });
    expect(
      asked({ thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } }),
    ).toEqual({ enabled: true, summary: 'auto', effort: 'xhigh' });
    expect(asked({ thinking: { type: 'disabled' } })).toEqual({ enabled: false });
    expect(asked({})).toBeUndefined();
    expect(() => asked({ thinking: { type: 'novel' } })).toThrow('thinking.type');
  });

  test('reasoning-request: is asked for as the model takes it', () => {
    expect(thinking({ effort: 'medium' })).toEqual([{ type: 'enabled', budget_tokens: 8192 }, undefined, '']);
    expect(thinking({ effort: 'medium' }, 'claude-opus-4-5')).toEqual([
      { type: 'enabled', budget_tokens: 8192 },
      'medium',
      '',
    ]);
    expect(thinking({ effort: 'minimal', summary: 'auto' }, 'claude-opus-4-8')).toEqual([
      { type: 'adaptive', display: 'summarized' },
      'low',
      expect.stringContaining('effort minimal'),
    ]);
    expect(thinking({ effort: 'xhigh' }, 'claude-opus-4-6')).toEqual([
      { type: 'adaptive' },
      'high',
      expect.stringContaining('sent as high'),
    ]);
    expect(thinking({ budget: 9000 }, 'claude-opus-4-6')).toEqual([
      { type: 'enabled', budget_tokens: 9000 },
      undefined,
      '',
    ]);
    expect(thinking({ budget: 9000 }, 'claude-sonnet-5')).toEqual([
      { type: 'adaptive' },
      'high',
      expect.stringContaining('thinking budget'),
    ]);
    expect(thinking({ effort: 'high' }, 'claude-3-5-haiku-20241022')).toEqual([
      undefined,
      undefined,
      expect.stringContaining('does not think'),
    ]);
    expect(thinking({})).toEqual([undefined, undefined, '']);
    expect(thinking({ effort: 'low' }, 'claude-opus-4-8', own({}))).toEqual([undefined, 'low', '']);
  });

  test('reasoning-request: is kept within max_tokens', () => {
    const bound = (budget: number, maxTokens: number) =>
      thinking({ budget }, undefined, { sampling: { maxTokens } });
    expect(bound(5000, 10_000)[0]).toEqual({ type: 'enabled', budget_tokens: 5000 });
    expect(bound(10_000, 10_000)[0]).toEqual({ type: 'enabled', budget_tokens: 8000 });
    expect(bound(10, 10_000)).toEqual([
      { type: 'enabled', budget_tokens: 1024 },
      undefined,
      expect.stringContaining('sent as 1024'),
    ]);
    expect(bound(5000, 1025)[0]).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(bound(5000, 1024)).toEqual([undefined, undefined, expect.stringContaining('max_tokens is 1024')]);
  });

  test('reasoning-request: no thinking is what the model takes for it', () => {
    expect(thinking({ enabled: false })[0]).toEqual({ type: 'disabled' });
    expect(thinking({ enabled: false, effort: 'max' }, 'claude-opus-5').slice(0, 2)).toEqual([
      { type: 'disabled' },
      'high',
    ]);
    expect(thinking({ enabled: false }, 'claude-sonnet-5-5')[0]).toEqual({ type: 'between_tools' });
    expect(thinking({ enabled: false }, 'claude-opus-5-5')).toEqual([
      undefined,
      'low',
      expect.stringContaining('cannot be kept from thinking'),
    ]);
    expect(thinking({ enabled: false }, 'claude-3-haiku-20240307')[0]).toBeUndefined();
  });

  test('reasoning-request: is left out where the calls that are answered came without it', () => {
    const messages = [user('a'), says('assistant', call('c1')), says('tool', result('c1', part('r')))];
    expect(thinking({ enabled: true }, undefined, { messages })).toEqual([
      undefined,
      undefined,
      expect.stringContaining('came without theirs'),
    ]);
    expect(thinking({ budget: 2000 }, 'claude-sonnet-4-6', { messages })[0]).toEqual({ type: 'adaptive' });
    const kept = [
      user('a'),
      says('assistant', thinks({ seal }), call('c1')),
      says('tool', result('c1', part('r'))),
    ];
    expect(thinking({ enabled: true }, undefined, { messages: kept })[0]).toMatchObject({ type: 'enabled' });
    expect(
      thinking({ enabled: true }, undefined, {
        messages: [...messages, says('assistant', part('b')), user('c')],
      })[0],
    ).toMatchObject({ type: 'enabled' });
    const elsewhere = write({ reasoning: { enabled: true }, messages }, 'kimi-k3', { isAnthropic: false });
    expect(elsewhere.body.thinking).toMatchObject({ type: 'enabled' });
  });

  test('reasoning-request: is left out where a tool is forced', () => {
    const forced = { tools: [tool('f')], toolChoice: { mode: 'required' } };
    expect(thinking({ enabled: true }, undefined, forced)).toEqual([
      { type: 'disabled' },
      undefined,
      expect.stringContaining('a tool is forced'),
    ]);
    expect(thinking({}, 'claude-sonnet-5', forced)[0]).toEqual({ type: 'disabled' });
    expect(thinking({}, undefined, forced)[0]).toBeUndefined();
  });
});

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

describe('answers', () => {
  test.each([
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['pause_turn', 'pause'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'context_window'],
  ] as const)('finish-reasons: %s is %s', (stop, reason) => {
    expect(conversion.readAnswer({ content: [], stop_reason: stop })?.finish).toEqual({ reason });
    expect(written([], { finish: { reason } }).message.stop_reason).toBe(stop);
  });

  test('finish-reasons: others keep their name', () => {
    for (const stop of ['compaction', 'toString'])
      expect(conversion.readAnswer({ content: [], stop_reason: stop })?.finish).toEqual({
        reason: 'other',
        raw: stop,
      });
    expect(written([], { finish: { reason: 'content_filter' } }).message.stop_reason).toBe('refusal');
    expect(written([], { finish: { reason: 'other', raw: 'x' } }).message.stop_reason).toBe('end_turn');
  });

  test('stop-sequence: is kept', () => {
    const finish = { reason: 'stop', stopSequence: 'END' } as const;
    const fields = { stop_reason: 'stop_sequence', stop_sequence: 'END' };
    expect(conversion.readAnswer({ content: [], ...fields })?.finish).toEqual(finish);
    expect(written([], { finish }).message).toMatchObject(fields);
  });

  test('usage: input is with the cache on our side, without it on theirs', () => {
    const wire = {
      input_tokens: 1,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 300,
      output_tokens: 4,
    };
    const usage = { input: 321, cache_read: 20, cache_write: 300, output: 4, reasoning: null, total: 325 };
    expect(conversion.readAnswer({ content: [], usage: wire })?.usage).toEqual(usage);
    expect(written([], { usage }).message.usage).toEqual(wire);
    const steps = readStream(
      { type: 'message_start', message: { usage: { ...wire, output_tokens: 1 } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 4 } },
    );
    expect(steps.at(-1)).toEqual({ type: 'usage', usage });
  });

  test('citations: are pages', () => {
    const page = {
      type: 'web_search_result_location',
      url: 'https://a',
      title: 'A',
      cited_text: 'x',
      encrypted_index: 'e',
    };
    const place = { type: 'char_location', cited_text: 'x', document_index: 0 };
    const cited = text('a', { citations: [page, place] });
    const parts = [{ ...part('a'), citations: [{ url: 'https://a', title: 'A' }] }] as Part[];
    expect(readContent(cited)).toEqual(parts);
    expect(written(parts).message.content).toEqual([
      text('a', { citations: [{ ...page, cited_text: '', encrypted_index: '' }] }),
    ]);
    expect(write({ messages: [user('q'), says('assistant', ...parts), user('b')] }).notes).toContain(
      'citations of earlier answers',
    );
    const kept = readBlocks('assistant', cited);
    expect(
      write({ messages: [user('q'), says('assistant', ...kept), user('b')] }).messages[1]?.content,
    ).toEqual([cited]);
  });

  test('refusal: is a text', () => {
    expect(written([{ type: 'refusal', text: 'no' }]).message.content).toEqual([text('no')]);
    expect(content(user('a'), says('assistant', { type: 'refusal', text: 'no' }), user('b'))[1]).toEqual([
      text('no'),
    ]);
  });

  test('images-out: are left out, and it is said', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } };
    const { message, notes } = written([image, part('a')]);
    expect(message.content).toEqual([text('a')]);
    expect(notes).toContain('image in the answer');
    const streamed = new Notes();
    const start: AnswerEvent = { type: 'part_start', index: 0, part: { type: 'whole', part: image } };
    expect(writeStream([start, { type: 'part_end', index: 0 }], { notes: streamed })).toBe('');
    expect(said(streamed)).toContain('image in the answer');
    const back = write({ messages: [user('a'), says('assistant', image, part('b')), user('c')] });
    expect(back.notes).toContain('image in an answer');
  });

  test('errors: keep type and status', () => {
    const error = { type: 'overloaded_error', message: 'busy' };
    expect(conversion.readError(529, { type: 'error', error })).toEqual({
      status: 529,
      code: 'overloaded_error',
      message: 'busy',
    });
    expect(conversion.readAnswer({ type: 'error', error })).toBeNull();
    const [step] = readStream({ type: 'error', error });
    expect(step).toEqual({
      type: 'error',
      error: { status: 529, code: 'overloaded_error', message: 'busy' },
    });
    expect(readStream({ type: 'error' })).toMatchObject([{ error: { status: 500, code: 'upstream_error' } }]);
    const [event] = eventsIn(writeStream([step as AnswerEvent]));
    expect(event).toMatchObject({
      event: 'error',
      json: { type: 'error', error: { ...error, code: 'overloaded_error' }, request_id: 'x1' },
    });
  });

  test('ping-and-comments: say nothing', () => {
    expect(readStream({ type: 'ping' })).toEqual([]);
    expect(conversion.streamReader().push({ event: 'ping', data: '' })).toEqual([]);
  });
});
