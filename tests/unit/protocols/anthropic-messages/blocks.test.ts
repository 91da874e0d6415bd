import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowthReader, placeBlocks, rebuildBody } from '../../../../src/context/index.ts';
import { messageBlocks, messagesGrowing } from '../../../../src/protocols/anthropic-messages/blocks.ts';
import { scanObject } from '../../../../src/protocols/json/scan.ts';
import { chatBlocks } from '../../../../src/protocols/openai-chat/blocks.ts';

const of = (...messages: unknown[]) => messageBlocks({ messages });
const brief = (body: unknown) => messageBlocks(body).map(({ kind, role, content }) => [kind, role, content]);
const contents = (blocks: { kind: string; content: string; tool: string | null }[]) =>
  blocks.map(({ kind, content, tool }) => [kind, content, tool]);

const tool = { name: 'read', description: 'Reads', input_schema: { type: 'object' } };
const cache = { cache_control: { type: 'ephemeral' } };

describe('the blocks of a Messages request', () => {
  test('are tools, system, messages', () => {
    const blocks = messageBlocks({
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: [{ type: 'text', text: 'hi' }] },
        { role: 'system', content: 'be brief' },
      ],
      system: [{ type: 'text', text: 'be kind', ...cache }],
      tools: [{ ...tool, ...cache }],
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    });
    expect(blocks.map(({ kind, role, content, message }) => [kind, role, content, message])).toEqual([
      ['tool_schema', 'tools', JSON.stringify(tool), -1],
      ['other', 'system', '{"type":"object"}', -1],
      ['system', 'system', 'be kind', -1],
      ['text', 'user', 'hello', 0],
      ['text', 'assistant', 'hi', 1],
      ['system', 'system', 'be brief', 2],
    ]);
    expect(blocks[0]).toMatchObject({ tool: 'read', envelope: null });
  });

  test('have the content that the same has in chat completions', () => {
    const messages = of(
      { role: 'user', content: [{ type: 'text', text: 'look', ...cache }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'x' },
          { type: 'text', text: 'let me' },
          { type: 'tool_use', id: 'c1', name: 'read', input: { path: 'a' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'the file' }] },
    );
    const chat = chatBlocks({
      messages: [
        { role: 'user', content: 'look' },
        {
          role: 'assistant',
          reasoning_content: 'hm',
          content: 'let me',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'the file' },
      ],
    });
    expect(contents(messages)).toEqual(contents(chat));
    expect(messages.map(({ role, envelope }) => [role, envelope])).toEqual(
      chat.map(({ role, envelope }) => [role, envelope]),
    );
  });

  test('know results of several parts, of nothing, and of tools that run elsewhere', () => {
    const blocks = of(
      {
        role: 'assistant',
        content: [
          { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } },
          {
            type: 'web_search_tool_result',
            tool_use_id: 's1',
            content: [{ type: 'web_search_result', url: 'u' }],
          },
          { type: 'tool_use', id: 'c1', name: 'shot', input: {} },
          { type: 'tool_use', id: 'c2', name: 'none', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'c1',
            content: [
              { type: 'text', text: 'here' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            ],
          },
          { type: 'tool_result', tool_use_id: 'c2' },
        ],
      },
    );
    expect(contents(blocks)).toEqual([
      ['tool_call', 'web_search\n{"query":"x"}', 'web_search'],
      ['tool_result', '[{"type":"web_search_result","url":"u"}]', 'web_search'],
      ['tool_call', 'shot\n{}', 'shot'],
      ['tool_call', 'none\n{}', 'none'],
      ['tool_result', 'here', 'shot'],
      ['image', 'AAAA', 'shot'],
      ['tool_result', '', 'none'],
    ]);
  });

  test('tell documents, hidden reasoning and unknown parts apart', () => {
    expect(
      brief({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'document', source: { type: 'text', data: 'plain' } },
              { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'UERG' } },
              { type: 'image', source: { type: 'url', url: 'https://x/y.png' } },
              { type: 'redacted_thinking', data: 'cmVk' },
              { type: 'thinking', thinking: '', signature: 'c2ln' },
              { type: 'novel', a: 1, ...cache },
              7,
            ],
          },
          { role: 'assistant', content: [] },
        ],
      }),
    ).toEqual([
      ['text', 'user', 'plain'],
      ['image', 'user', 'UERG'],
      ['image', 'user', 'https://x/y.png'],
      ['reasoning', 'user', 'cmVk'],
      ['reasoning', 'user', 'c2ln'],
      ['other', 'user', '{"type":"novel","a":1}'],
      ['other', 'user', '7'],
      ['text', 'assistant', ''],
    ]);
  });

  test('do not change with the line for Anthropic’s billing, which is new with each request', () => {
    const line = (cch: string) =>
      `x-anthropic-billing-header: cc_version=2.1.39.c39; cc_entrypoint=cli; cch=${cch};`;
    const body = (cch: string) => ({
      system: [
        { type: 'text', text: line(cch) },
        { type: 'text', text: 'You are an agent.' },
      ],
      messages: [{ role: 'user', content: 'hi' }],
    });
    expect(messageBlocks(body('1'))).toEqual(messageBlocks(body('2')));
    expect(brief({ system: `${line('1')}\nYou are.` })).toEqual([['system', 'system', 'You are.']]);
    expect(placeBlocks(messageBlocks(body('1'))).systemHash).not.toBeNull();
  });

  test('of any shape are read without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (messages, system, tools) => {
        expect(Array.isArray(messageBlocks({ messages, system, tools }))).toBe(true);
        expect(
          Array.isArray(messageBlocks({ messages: [{ role: 'user', content: messages }, system] })),
        ).toBe(true);
      }),
    );
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(
      of({ role: 'assistant', content: [{ type: 'tool_use', name: 'f', input: deep }] })[0]?.content,
    ).toContain('too deeply');
  });
});

describe('reading a large body by what is new in it', () => {
  const text = 'a text that is long enough to be worth taking out of the envelope';
  const turns = [
    [{ role: 'user', content: `${text} 1` }],
    [
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_0123456789', name: 'read', input: { path: text } }],
      },
    ],
    [
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_0123456789', content: `${text} 2` }],
      },
    ],
    [{ role: 'system', content: `${text} 3` }],
  ];
  const body = (n: number) =>
    JSON.stringify({
      model: 'm',
      system: text,
      tools: [tool],
      messages: turns.slice(0, n).flat(),
      stream: true,
    });

  test('gives the places and the envelope that the whole gives', () => {
    const reader = new GrowthReader(1024 * 1024);
    const options = { known: () => true, envelope: true };
    for (let n = 1; n <= turns.length; n++) {
      const bytes = Buffer.from(body(n));
      const scanned = { bytes, members: scanObject(bytes)?.members ?? new Map() };
      const grown = reader.read(scanned, messagesGrowing, options);
      expect(grown !== null).toBe(n > 1);
      const context =
        grown ?? reader.learn(scanned, messagesGrowing, JSON.parse(body(n)), { envelope: true });
      const whole = placeBlocks(messageBlocks(JSON.parse(body(n))));
      expect(context.placed.head).toBe(whole.head);
      expect(context.placed.conversation).toEqual(whole.conversation);
      expect(rebuildBody(context.envelope ?? Buffer.alloc(0), whole.blocks)?.toString()).toBe(body(n));
    }
  });
});
