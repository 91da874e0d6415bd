import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeBlocks } from '../../../src/context/index.ts';
import { chatBlocks, completionBlocks, embeddingBlocks } from '../../../src/protocols/openai-chat/blocks.ts';

const of = (...messages: unknown[]) => chatBlocks({ messages });
const brief = (body: unknown) => chatBlocks(body).map(({ kind, role, content }) => [kind, role, content]);

describe('the blocks of a chat', () => {
  test('are tools first, then the messages in their order', () => {
    const tool = { type: 'function', function: { name: 'read', parameters: { type: 'object' } } };
    const blocks = chatBlocks({
      messages: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: 'hi' },
      ],
      tools: [tool],
    });
    expect(blocks.map(({ kind, role, message }) => [kind, role, message])).toEqual([
      ['tool_schema', 'tools', -1],
      ['system', 'system', 0],
      ['text', 'user', 1],
      ['text', 'assistant', 2],
    ]);
    expect(blocks[0]).toMatchObject({ tool: 'read', content: JSON.stringify(tool), envelope: null });
  });

  test('keep the key order of a schema, since that is what the model reads', () => {
    expect(brief({ tools: [{ b: 1, a: 2 }] })).toEqual([['tool_schema', 'tools', '{"b":1,"a":2}']]);
  });

  test('have the older functions and the schema of the answer, too', () => {
    const schema = { name: 'answer', schema: { type: 'object' } };
    expect(
      brief({
        functions: [{ name: 'f' }],
        response_format: { type: 'json_schema', json_schema: schema },
        messages: [],
      }),
    ).toEqual([
      ['tool_schema', 'tools', '{"name":"f"}'],
      ['other', 'system', JSON.stringify(schema)],
    ]);
    expect(chatBlocks({ functions: [{ name: 'f' }] })[0]?.tool).toBe('f');
  });

  test('of an answer with calls are its reasoning, its text and each call', () => {
    const blocks = of({
      role: 'assistant',
      reasoning_content: 'hm',
      content: 'let me see',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path": "a"}' } },
        { id: 'call_2', type: 'custom', custom: { name: 'patch', input: '*** Begin' } },
      ],
    });
    expect(blocks.map(({ kind, tool, content, envelope }) => [kind, tool, content, envelope])).toEqual([
      ['reasoning', null, 'hm', null],
      ['text', null, 'let me see', null],
      ['tool_call', 'read', 'read\n{"path": "a"}', '{"id":"call_1"}'],
      ['tool_call', 'patch', 'patch\n*** Begin', '{"id":"call_2"}'],
    ]);
  });

  test('of a result know the tool from the call that it answers, and keep the id beside the content', () => {
    const blocks = of(
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', function: { name: 'read', arguments: '{}' } }],
      },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: [
          { type: 'text', text: 'the file' },
          { type: 'text', text: 'the rest' },
        ],
      },
      { role: 'tool', tool_call_id: 'unknown', content: 'x' },
      { role: 'function', name: 'old', content: 'y' },
    );
    expect(
      blocks.slice(1).map(({ kind, tool, content, envelope }) => [kind, tool, content, envelope]),
    ).toEqual([
      ['tool_result', 'read', 'the file', '{"tool_call_id":"c1"}'],
      ['tool_result', 'read', 'the rest', '{"tool_call_id":"c1"}'],
      ['tool_result', null, 'x', '{"tool_call_id":"unknown"}'],
      ['tool_result', 'old', 'y', '{"name":"old"}'],
    ]);
  });

  test('have the same hash for the same result under another id, but another place', () => {
    const [a, b] = ['call_a', 'call_b'].map((id) =>
      placeBlocks(of({ role: 'tool', tool_call_id: id, content: 'same' })),
    );
    expect(a?.blocks[0]?.hash).toBe(b?.blocks[0]?.hash);
    expect(a?.head).not.toBe(b?.head);
  });

  test('take images by their address, with or without an object around it', () => {
    const url = 'data:image/png;base64,AAAA';
    const parts = [
      { type: 'image_url', image_url: { url, detail: 'low' } },
      { type: 'image_url', image_url: url },
    ];
    expect(brief({ messages: [{ role: 'user', content: parts }] })).toEqual([
      ['image', 'user', url],
      ['image', 'user', url],
    ]);
  });

  test('keep refusals, names, thoughts and old function calls', () => {
    expect(brief({ messages: [{ role: 'assistant', refusal: 'no' }] })).toEqual([
      ['text', 'assistant', 'no'],
    ]);
    expect(of({ role: 'user', name: 'ada', content: 'x' })[0]?.envelope).toBe('{"name":"ada"}');
    const parts = [
      { type: 'refusal', refusal: 'no' },
      { type: 'thinking', thinking: 'hm' },
    ];
    expect(
      brief({
        messages: [{ role: 'assistant', content: parts, function_call: { name: 'f', arguments: '{}' } }],
      }),
    ).toEqual([
      ['text', 'assistant', 'no'],
      ['reasoning', 'assistant', 'hm'],
      ['tool_call', 'assistant', 'f\n{}'],
    ]);
  });

  test('keep what is not known as it is', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } };
    expect(brief({ messages: [{ role: 'user', content: [audio, 7, null, ['x'], 'plain'] }] })).toEqual([
      ['other', 'user', JSON.stringify(audio)],
      ['other', 'user', '7'],
      ['other', 'user', 'null'],
      ['other', 'user', '["x"]'],
      ['text', 'user', 'plain'],
    ]);
    expect(
      brief({ messages: [{ role: 'assistant', tool_calls: [{ id: 'x' }, 'odd', null] }] }).map(
        ([kind]) => kind,
      ),
    ).toEqual(['other', 'other', 'other']);
  });

  test('have one for a message with nothing in it, which is a turn all the same', () => {
    expect(
      brief({ messages: [{ role: 'user', content: '' }, { role: 'assistant', content: null }, {}] }),
    ).toEqual([
      ['text', 'user', ''],
      ['text', 'assistant', ''],
      ['text', 'unknown', ''],
    ]);
  });
});

describe('marks that move', () => {
  const plain = of({ role: 'user', content: 'hello' });

  test('a list with one text is the text', () => {
    expect(of({ role: 'user', content: [{ type: 'text', text: 'hello' }] })).toEqual(plain);
  });

  test('cache_control is no part of a text, a tool or another part', () => {
    const mark = { cache_control: { type: 'ephemeral' } };
    expect(of({ role: 'user', content: [{ type: 'text', text: 'hello', ...mark }], ...mark })).toEqual(plain);
    const tool = { type: 'function', function: { name: 'f' } };
    expect(chatBlocks({ tools: [{ ...tool, ...mark }] })).toEqual(chatBlocks({ tools: [tool] }));
    const file = { type: 'file', file: { file_id: '1' } };
    expect(of({ role: 'user', content: [{ ...file, ...mark }] })).toEqual(
      of({ role: 'user', content: [file] }),
    );
  });

  test('a conversation whose mark moved is the same chain', () => {
    const marked = (at: number) =>
      placeBlocks(
        of(
          ...['one', 'two', 'three'].map((text, i) => ({
            role: i % 2 ? 'assistant' : 'user',
            content: i === at ? [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] : text,
          })),
        ),
      );
    expect(marked(0)).toEqual(marked(2));
  });

  test('fields around the messages do not matter', () => {
    const messages = [{ role: 'user', content: 'hello' }];
    expect(chatBlocks({ messages, max_completion_tokens: 5, model: 'a' })).toEqual(
      chatBlocks({ messages, stream: true }),
    );
  });
});

describe('hostile requests', () => {
  test.each([
    null,
    undefined,
    7,
    'text',
    [],
    [[]],
    {},
    { messages: 'x' },
    { messages: { length: 5 } },
    { tools: {} },
  ])('%j has no blocks', (body) => {
    for (const read of [chatBlocks, completionBlocks, embeddingBlocks]) expect(read(body)).toEqual([]);
  });

  test('what is nested without end is named, and does no harm', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    const blocks = chatBlocks({ messages: [{ role: 'user', content: [deep] }], tools: [{ deep }] });
    expect(blocks.map((block) => block.content)).toEqual(['"(nested too deeply)"', '"(nested too deeply)"']);
  });

  test('more blocks than any conversation has are not looked at', () => {
    expect(chatBlocks({ messages: Array.from({ length: 60_000 }, () => 1) })).toHaveLength(50_000);
    expect(embeddingBlocks({ input: Array.from({ length: 60_000 }, () => 'a') })).toHaveLength(50_000);
  });

  test('__proto__ and constructor are names like others', () => {
    const body = JSON.parse(
      '{"messages":[{"role":"__proto__","content":"x"},{"__proto__":{"role":"user"},"content":"y"}]}',
    );
    expect(brief(body)).toEqual([
      ['text', '__proto__', 'x'],
      ['text', 'unknown', 'y'],
    ]);
  });

  test('any JSON is read without an error, and gives well-formed blocks', () => {
    const shape = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        tie('message'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
      message: fc.dictionary(
        fc.constantFrom(
          'role',
          'content',
          'tool_calls',
          'function',
          'name',
          'arguments',
          'text',
          'type',
          'id',
          'image_url',
          'refusal',
        ),
        tie('value'),
        { maxKeys: 5 },
      ),
    }));
    const body = fc.dictionary(
      fc.constantFrom('messages', 'tools', 'functions', 'response_format', 'prompt', 'suffix', 'input'),
      fc.oneof(fc.array(shape.message, { maxLength: 4 }), shape.value),
    );
    fc.assert(
      fc.property(body, (given) => {
        for (const read of [chatBlocks, completionBlocks, embeddingBlocks]) {
          for (const block of read(given)) {
            expect(typeof block.content).toBe('string');
            expect(typeof block.role).toBe('string');
            expect(block.tool === null || typeof block.tool === 'string').toBe(true);
            if (block.envelope !== null)
              expect(Object.keys(JSON.parse(block.envelope)).length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the older calls', () => {
  test('a completion has its prompt, and what comes after the gap', () => {
    const texts = (body: unknown) =>
      completionBlocks(body).map(({ kind, content, message }) => [kind, content, message]);
    expect(texts({ prompt: 'def f(', suffix: 'return x' })).toEqual([
      ['text', 'def f(', 0],
      ['text', 'return x', 1],
    ]);
    expect(texts({ prompt: ['a', 'b'] })).toEqual([
      ['text', 'a', 0],
      ['text', 'b', 1],
    ]);
    expect(texts({ prompt: [1, 2, 3], suffix: null })).toEqual([['other', '[1,2,3]', 0]]);
    expect(texts({ prompt: [[1, 2], [3]] })).toEqual([
      ['other', '[1,2]', 0],
      ['other', '[3]', 1],
    ]);
  });

  test('an embedding has its inputs', () => {
    expect(embeddingBlocks({ input: ['a', 'b'] }).map((block) => block.content)).toEqual(['a', 'b']);
    expect(embeddingBlocks({ input: 'a' })).toEqual([
      { kind: 'text', role: 'user', content: 'a', message: 0, tool: null, envelope: null },
    ]);
  });
});
