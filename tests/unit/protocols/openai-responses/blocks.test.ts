import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowthReader, placeBlocks } from '../../../../src/context/index.ts';
import { scanObject } from '../../../../src/protocols/json/scan.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import { chatBlocks } from '../../../../src/protocols/openai-chat/blocks.ts';
import { responsesBlocks, responsesGrowing } from '../../../../src/protocols/openai-responses/blocks.ts';

const brief = (body: unknown) =>
  responsesBlocks(body).map(({ kind, role, content }) => [kind, role, content]);
const hashes = (blocks: ReturnType<typeof responsesBlocks>) =>
  placeBlocks(blocks).blocks.map(({ hash }) => hash);

const TOOL = { type: 'function', name: 'read', parameters: { type: 'object' } };
const CONVERSATION = [
  { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'rules' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'read a' }] },
  {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 'plan' }],
    encrypted_content: 'gAAA',
  },
  { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'read', arguments: '{"path": "a"}' },
  { type: 'function_call_output', call_id: 'call_1', output: 'the file' },
  { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'done' }] },
];

describe('the blocks of a request to /responses', () => {
  it('are tools, instructions, the answer’s schema, then each item', () => {
    const format = { type: 'json_schema', name: 'a', schema: { type: 'object' } };
    const blocks = responsesBlocks({
      text: { format },
      input: CONVERSATION,
      instructions: 'be kind',
      tools: [TOOL],
    });
    expect(
      blocks.map(({ kind, role, message, tool, content }) => [kind, role, message, tool, content]),
    ).toEqual([
      ['tool_schema', 'tools', -1, 'read', JSON.stringify(TOOL)],
      ['system', 'system', -1, null, 'be kind'],
      ['other', 'system', -1, null, '{"name":"a","schema":{"type":"object"}}'],
      ['system', 'developer', 0, null, 'rules'],
      ['text', 'user', 1, null, 'read a'],
      ['reasoning', 'assistant', 2, null, 'plan'],
      ['other', 'assistant', 2, null, 'gAAA'],
      ['tool_call', 'assistant', 3, 'read', 'read\n{"path": "a"}'],
      ['tool_result', 'tool', 4, 'read', 'the file'],
      ['text', 'assistant', 5, null, 'done'],
    ]);
    expect(blocks.slice(-3).map(({ envelope }) => envelope)).toEqual([
      '{"id":"call_1"}',
      '{"tool_call_id":"call_1"}',
      null,
    ]);
  });

  it('have the contents that chat completions have for the same conversation', () => {
    const image = 'data:image/png;base64,AAAA';
    const chat = chatBlocks({
      messages: [
        { role: 'system', content: 'be kind' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'read a' },
            { type: 'image_url', image_url: { url: image } },
          ],
        },
        {
          role: 'assistant',
          content: 'yes',
          tool_calls: [{ id: 'call_1', function: { name: 'read', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'the file' },
        { role: 'assistant', refusal: 'no' },
      ],
    });
    const responses = responsesBlocks({
      instructions: 'be kind',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'read a' },
            { type: 'input_image', image_url: image },
          ],
        },
        { role: 'assistant', content: [{ type: 'output_text', text: 'yes' }] },
        { type: 'function_call', call_id: 'call_1', name: 'read', arguments: '{}' },
        {
          type: 'function_call_output',
          call_id: 'call_1',
          output: [{ type: 'input_text', text: 'the file' }],
        },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
      ],
    });
    expect(hashes(responses)).toEqual(hashes(chat));
    expect(responses.map(({ tool }) => tool)).toEqual(chat.map(({ tool }) => tool));
  });

  it('do not change with the ids that a client makes anew for items, nor with cache marks', () => {
    const again = CONVERSATION.map((item) => ({ ...item, id: `x${Math.random()}`, status: 'completed' }));
    expect(placeBlocks(responsesBlocks({ input: again })).head).toBe(
      placeBlocks(responsesBlocks({ input: CONVERSATION })).head,
    );
    const marked = { type: 'input_text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } };
    expect(brief({ input: [{ role: 'user', content: [marked] }] })).toEqual(brief({ input: 'a' }));
  });

  it('know the calls of tools without a name, and their results', () => {
    const input = [
      { type: 'custom_tool_call', call_id: 'a', name: 'apply_patch', input: '*** Begin' },
      { type: 'custom_tool_call_output', call_id: 'a', output: 'ok' },
      { type: 'local_shell_call', call_id: 'b', action: { command: ['ls'] } },
      { type: 'local_shell_call_output', call_id: 'b', output: 'x' },
      { type: 'web_search_call', id: 'ws', status: 'completed', action: { query: 'q' } },
      { type: 'compaction', id: 'cmp', encrypted_content: 'secret' },
    ];
    expect(responsesBlocks({ input }).map(({ kind, tool, content }) => [kind, tool, content])).toEqual([
      ['tool_call', 'apply_patch', 'apply_patch\n*** Begin'],
      ['tool_result', 'apply_patch', 'ok'],
      ['tool_call', 'local_shell', 'local_shell\n{"command":["ls"]}'],
      ['tool_result', 'local_shell', 'x'],
      ['other', null, '{"type":"web_search_call","action":{"query":"q"}}'],
      ['other', null, 'secret'],
    ]);
  });

  it('of anything are read without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        responsesBlocks(value);
        responsesBlocks({ input: value, tools: value, instructions: value, text: { format: value } });
        for (const { content } of responsesBlocks({ input: [value, { type: 'reasoning', summary: value }] }))
          expect(typeof content).toBe('string');
      }),
    );
    let deep: unknown = [];
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(brief({ input: [{ type: 'function_call', name: 'x', arguments: deep }] })[0]?.[2]).toContain(
      'too deeply',
    );
    expect(responsesBlocks({ input: Array(60_000).fill({ role: 'user', content: 'x' }) })).toHaveLength(
      50_000,
    );
  });
});

describe('a conversation that grows', () => {
  const scan = (body: Fields) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return { bytes, members: scanObject(bytes)?.members ?? new Map() };
  };
  const options = { known: () => true, envelope: false };

  it('is read by its new items alone, to the same chain', () => {
    for (let turns = 1; turns < CONVERSATION.length; turns++) {
      const reader = new GrowthReader(1e6);
      const body = (count: number) => ({
        instructions: 'i',
        tools: [TOOL],
        input: CONVERSATION.slice(0, count),
      });
      reader.learn(scan(body(turns)), responsesGrowing, body(turns), options);
      const grown = reader.read(scan(body(turns + 1)), responsesGrowing, options);
      const whole = placeBlocks(responsesBlocks(body(turns + 1)));
      expect(grown?.placed.head).toBe(whole.head);
      expect(grown?.placed.conversation).toEqual(whole.conversation);
    }
  });

  it('is read anew where instructions or tools have changed', () => {
    const reader = new GrowthReader(1e6);
    const body = { instructions: 'i', tools: [TOOL], input: CONVERSATION.slice(0, 3) };
    reader.learn(scan(body), responsesGrowing, body, options);
    for (const change of [
      { instructions: 'j' },
      { tools: [] },
      { text: { format: { type: 'json_object' } } },
    ])
      expect(reader.read(scan({ ...body, ...change }), responsesGrowing, options)).toBeNull();
  });

  it('whose input is one text has that text', () => {
    const body = { input: 'hello', instructions: 'i' };
    const read = new GrowthReader(1e6).learn(scan(body), responsesGrowing, body, options);
    expect(read.placed.head).toBe(placeBlocks(responsesBlocks(body)).head);
  });
});
