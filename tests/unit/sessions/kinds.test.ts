import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import type { ExchangeKind } from '../../../src/contract/index.ts';
import { type Headers, sessionHint } from '../../../src/sessions/index.ts';
import { character } from '../../support/characters.ts';
import { readRequest } from '../../support/fixtures/context.ts';
import { type Asked, offered, requestsOf, said, talk } from './bed.ts';

const AGENTS = {
  claude: 'claude-cli/2.1.332 (external, cli)',
  codex: 'codex_exec/0.169.0',
  opencode: 'opencode/1.18.33',
  kimi: 'kimi-code-cli/2.1.0',
  gemini: 'GeminiCLI-tui/0.61.0/m (linux; x64; terminal)',
  qwen: 'QwenCode/0.24.4 (linux; x64)',
  none: 'ai-sdk/openai-compatible/3.0.37',
};

function hintOf(
  agent: string,
  { headers = {}, body = {}, blocks = [], operation = 'turn', streamed = true, context }: Asked,
) {
  const call = { operation, streamed, context: context ?? placeBlocks(blocks) };
  return sessionHint({ pathSession: null, headers: { 'user-agent': agent, ...headers }, body, call });
}

const kindOf = (agent: string, asked: Asked): ExchangeKind | null => hintOf(agent, asked).kind;
const titleFormat = {
  format: { type: 'json_schema', schema: { properties: { title: { type: 'string' } } } },
};
const compact = 'CRITICAL: Respond with TEXT ONLY. … an <analysis> block followed by a <summary> block …';
const handoff = 'You are about to run out of context. Create a handoff summary for the next';
const component = 'You are the component that summarizes a conversation';

describe('calls that are no turn', () => {
  test.each<[string, ExchangeKind, string, Asked]>([
    [
      "Claude Code's title",
      'title',
      AGENTS.claude,
      { body: { output_config: titleFormat }, blocks: talk('x') },
    ],
    ["Claude Code's quota check", 'probe', AGENTS.claude, { body: { max_tokens: 1 }, blocks: talk('quota') }],
    [
      "Claude Code's compaction",
      'compaction',
      AGENTS.claude,
      { blocks: [...offered('Read'), ...talk('a', 'b', compact)] },
    ],
    [
      'a side question to Claude Code',
      'other',
      AGENTS.claude,
      { blocks: talk('a', 'b', '<system-reminder>This is a side question') },
    ],
    [
      "Claude Code's recap",
      'other',
      AGENTS.claude,
      { blocks: talk('a', 'b', 'The user stepped away and is coming back. Recap it') },
    ],
    [
      "Claude Code's web search",
      'other',
      AGENTS.claude,
      { blocks: [...offered('web_search'), ...talk('Search for x')] },
    ],
    [
      "Codex's compaction",
      'compaction',
      AGENTS.codex,
      { headers: { 'x-codex-turn-metadata': '{"request_kind":"compaction"}' } },
    ],
    [
      "Codex's warming up",
      'probe',
      AGENTS.codex,
      { headers: { 'x-codex-turn-metadata': '{"request_kind":"prewarm"}' } },
    ],
    [
      "Codex's compacting helper",
      'compaction',
      AGENTS.codex,
      { headers: { 'x-openai-subagent': 'compact' } },
    ],
    ["Codex's memories", 'other', AGENTS.codex, { headers: { 'x-openai-memgen-request': 'true' } }],
    [
      "OpenCode's title",
      'title',
      AGENTS.opencode,
      { blocks: [said('system', 'You are a title generator. You'), ...talk('x')] },
    ],
    [
      "OpenCode's compaction",
      'compaction',
      AGENTS.opencode,
      { blocks: [said('system', 'You are an anchored context summarization assistant'), ...talk('x')] },
    ],
    [
      "Kimi's compaction",
      'compaction',
      AGENTS.kimi,
      { blocks: [...offered('Read'), ...talk('a', 'b', handoff)] },
    ],
    [
      "Gemini CLI's compaction",
      'compaction',
      AGENTS.gemini,
      { streamed: false, blocks: [said('system', 'into a <state_snapshot>', -1), ...talk('a')] },
    ],
    [
      "Gemini CLI's line for its list",
      'title',
      AGENTS.gemini,
      { streamed: false, blocks: talk("Summarize the user's primary intent or goal") },
    ],
    ["Gemini CLI's checks", 'other', AGENTS.gemini, { streamed: false, blocks: talk('Who speaks next?') }],
    [
      "Qwen Code's compaction",
      'compaction',
      AGENTS.qwen,
      { blocks: [said('system', component), ...talk('a')] },
    ],
    [
      "Qwen Code's compaction behind the conversation",
      'compaction',
      AGENTS.qwen,
      { blocks: [...offered('read_file'), ...talk('a', 'b', component)] },
    ],
    [
      "Qwen Code's title",
      'title',
      AGENTS.qwen,
      {
        blocks: [
          ...offered('respond'),
          said('system', 'Generate a concise, sentence-case title (3-7 words)'),
          ...talk('a'),
        ],
      },
    ],
    [
      "Continue's title",
      'title',
      AGENTS.none,
      {
        body: { max_tokens: 16 },
        blocks: talk('Given the following... please reply with a title for the chat'),
      },
    ],
    [
      "Continue's autocompletion by chat",
      'fim',
      AGENTS.none,
      { blocks: [said('system', 'You are a HOLE FILLER. You'), ...talk('x')] },
    ],
    [
      'an autocompletion with a suffix',
      'fim',
      AGENTS.none,
      { operation: 'other', body: { prompt: 'a', suffix: 'b' }, blocks: talk('a', 'b') },
    ],
    [
      'an autocompletion with marks',
      'fim',
      AGENTS.none,
      { operation: 'other', blocks: talk('<fim_prefix>a<fim_suffix>b<fim_middle>') },
    ],
    [
      "an autocompletion with DeepSeek's marks",
      'fim',
      AGENTS.none,
      { operation: 'other', blocks: talk('<｜fim▁begin｜>a<｜fim▁hole｜>b<｜fim▁end｜>') },
    ],
  ])('%s is one of kind %s', (_, kind, agent, asked) => {
    expect(kindOf(agent, asked)).toBe(kind);
  });

  test('are known when they are sent again, though their texts are gone by then', () => {
    const request = requestsOf('@moonshot-ai/kimi-code').find(
      (it) => hintOf(AGENTS.kimi, readRequest(it)).kind === 'compaction',
    );
    if (request === undefined) throw new Error('There is no compaction');
    const read = readRequest(request);
    const blocks = read.context.blocks.map((block) => ({ ...block, content: '' }));
    expect(kindOf(AGENTS.kimi, { ...read, context: { ...read.context, blocks } })).toBe('compaction');
    expect(
      kindOf(AGENTS.kimi, { ...read, context: { ...read.context, blocks, head: 'another' } }),
    ).toBeNull();
  });
});

describe('turns of a person', () => {
  const quoting = [
    compact,
    handoff,
    component,
    'You are a title generator',
    'quota',
    'Generate a title for this',
    'Summarize it',
  ];
  const inside = (text: string) => `What does this mean: "${text}"?`;
  const agents = Object.values(AGENTS);

  test('stay turns where they speak of titles and summaries, with tools and without', () => {
    for (const agent of agents)
      for (const text of quoting.map(inside))
        for (const tools of [offered('read', 'write'), []])
          expect([
            agent,
            text,
            kindOf(agent, { blocks: [...tools, said('system', 'You code.', -1), ...talk('a', 'b', text)] }),
          ]).toEqual([agent, text, null]);
  });

  test('stay turns in every tool but the one whose words they are', () => {
    const others: [string, string[]][] = [
      [compact, [AGENTS.codex, AGENTS.opencode, AGENTS.kimi, AGENTS.gemini, AGENTS.qwen, AGENTS.none]],
      [handoff, [AGENTS.claude, AGENTS.codex, AGENTS.opencode, AGENTS.gemini, AGENTS.qwen, AGENTS.none]],
      [component, [AGENTS.claude, AGENTS.codex, AGENTS.opencode, AGENTS.kimi, AGENTS.gemini, AGENTS.none]],
    ];
    for (const [text, list] of others)
      for (const agent of list) expect(kindOf(agent, { blocks: talk('a', 'b', text) })).toBeNull();
  });

  test.each<[string, string, Asked]>([
    [
      'one word with room for an answer',
      AGENTS.claude,
      { body: { max_tokens: 32_000 }, blocks: talk('quota') },
    ],
    [
      'one token of a longer talk',
      AGENTS.claude,
      { body: { max_tokens: 1 }, blocks: talk('a', 'b', 'quota') },
    ],
    [
      'a schema that holds a title among others',
      AGENTS.claude,
      {
        body: { output_config: { format: { schema: { properties: { title: {}, body: {} } } } } },
        blocks: talk('x'),
      },
    ],
    [
      'a title asked of an agent with tools',
      AGENTS.claude,
      { body: { output_config: titleFormat }, blocks: [...offered('Read'), ...talk('x')] },
    ],
    [
      "no tools at all: Claude Code's --tools ''",
      AGENTS.claude,
      { blocks: [said('system', 'You are Claude Code', -1), ...talk('x')] },
    ],
    [
      'an agent with tools that generates titles',
      AGENTS.opencode,
      { blocks: [...offered('read'), said('system', 'You are a title generator'), ...talk('x')] },
    ],
    ["Codex's turn", AGENTS.codex, { headers: { 'x-codex-turn-metadata': '{"request_kind":"turn"}' } }],
    ["Codex's spawned helper", AGENTS.codex, { headers: { 'x-openai-subagent': 'collab_spawn' } }],
    ["Gemini CLI's turn about snapshots", AGENTS.gemini, { blocks: talk('Explain <state_snapshot>') }],
    ['a short answer', AGENTS.none, { body: { max_tokens: 16 }, blocks: talk('A title for a chat, please') }],
    [
      'a plain completion',
      AGENTS.none,
      { operation: 'other', body: { prompt: 'Once', suffix: '' }, blocks: talk('Once') },
    ],
    ['an embedding', AGENTS.none, { operation: 'embedding', blocks: talk('<fim_prefix>') }],
    ['the answer of an assistant', AGENTS.kimi, { blocks: talk('a', handoff) }],
  ])('%s is none of those', (_, agent, asked) => {
    expect(kindOf(agent, asked)).toBeNull();
  });
});

describe('tools that speak through a library', () => {
  const cline = [said('system', 'You are Cline, an AI coding agent.'), ...talk('x')];

  test('are named by their system text, also when it is known no more', () => {
    expect(hintOf(AGENTS.none, { blocks: cline }).client).toBe('cline');
    const context = placeBlocks(cline);
    const blocks = context.blocks.map((block) => ({ ...block, content: '' }));
    expect(hintOf(AGENTS.none, { context: { ...context, blocks } }).client).toBe('cline');
    expect(
      hintOf('ls/JS 5.23.2', { blocks: [said('system', 'You are an agent in the Continue CLI. Given')] })
        .client,
    ).toBe('continue');
  });

  test('are not, where the headers name a tool, or the text only speaks of one', () => {
    expect(hintOf(AGENTS.kimi, { blocks: cline }).client).toBeNull();
    expect(
      hintOf(AGENTS.none, { blocks: [said('system', 'You are Clineman'), ...talk('You are Cline')] }).client,
    ).toBeNull();
    expect(hintOf(AGENTS.none, { blocks: talk('You are Cline') }).client).toBeNull();
  });
});

describe('hostile calls', () => {
  test('neither fail nor hang', () => {
    const text = fc.oneof(
      fc.string({ unit: character }),
      fc.constantFrom('<system-reminder>'.repeat(5000), '\ud800', '__proto__', compact),
    );
    const block = fc.record<Block>({
      kind: fc.constantFrom('system', 'text', 'tool_schema', 'tool_result', 'other'),
      role: fc.constantFrom('system', 'user', 'assistant', 'tools', '__proto__'),
      tool: fc.option(fc.string()),
      content: text,
      envelope: fc.constant(null),
      message: fc.integer({ min: -1, max: 5 }),
    });
    const headers = fc.dictionary(
      fc.constantFrom('x-codex-turn-metadata', 'x-openai-subagent', 'x-openai-memgen-request'),
      fc.oneof(
        fc.string(),
        fc.constantFrom('{"request_kind":{"__proto__":1}}', '{"request_kind":["compaction"]}'),
      ),
    );
    const body = fc.dictionary(fc.constantFrom('max_tokens', 'output_config', 'suffix'), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(AGENTS)),
        fc.array(block, { maxLength: 6 }),
        headers,
        body,
        (agent, blocks, given, fields) => {
          const hint = hintOf(agent, { headers: given as Headers, body: fields, blocks });
          expect(hint.kind === null || typeof hint.kind === 'string').toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
