import { describe, expect, it } from 'vitest';
import type { McpCallView, McpPolicyView, McpServerView } from '../../../src/contract/mcp.ts';
import { shownArguments } from '../../../web/src/components/confirmations/shown-arguments.ts';
import { mergeCalls } from '../../../web/src/panels/mcp/calls/merge-calls.ts';
import { fixOf } from '../../../web/src/panels/mcp/config-snippet.ts';
import { hintsOfTool } from '../../../web/src/panels/mcp/hints-of-tool.ts';
import { policyWords } from '../../../web/src/panels/mcp/policy-words.ts';
import { partsOf } from '../../../web/src/panels/mcp/result/parts.ts';
import { TEXTS } from '../../../web/src/panels/mcp/texts.ts';
import { formatOf } from '../../../web/src/texts/format.ts';

function callOf(id: string, over: Partial<McpCallView> = {}): McpCallView {
  return {
    id,
    started_at: '2026-11-22T10:12:01.204Z',
    server: 'files',
    tool: 'read',
    from: 'gateway',
    client: { name: null, version: null },
    session_id: null,
    outcome: 'ok',
    refusal: null,
    message: null,
    waited_ms: 0,
    total_ms: 1,
    arguments: { bytes: 2, tokens: null },
    result: null,
    ...over,
  };
}

describe('calls', () => {
  const all = { server: null, tool: null, outcome: null };
  const ids = (calls: readonly McpCallView[]) => calls.map(({ id }) => id).join('');

  it('that came since stand where they belong, each once', () => {
    const read = [callOf('d'), callOf('b')];
    const live = [callOf('c'), callOf('e'), callOf('d'), callOf('a')];
    expect(ids(mergeCalls(read, live, all, false))).toBe('edcb');
    expect(ids(mergeCalls(read, live, all, true))).toBe('edcba');
    expect(ids(mergeCalls([], live, all, true))).toBe('edca');
  });

  it('that came since are held to the filter', () => {
    const live = [
      callOf('a', { server: 'x' }),
      callOf('b', { tool: 'write' }),
      callOf('c', { outcome: 'refused' }),
      callOf('d'),
    ];
    expect(ids(mergeCalls([], live, { ...all, server: 'x' }, true))).toBe('a');
    expect(ids(mergeCalls([], live, { ...all, tool: 'write' }, true))).toBe('b');
    expect(ids(mergeCalls([], live, { server: 'files', tool: 'read', outcome: 'refused' }, true))).toBe('c');
  });
});

describe('what a server says of a tool', () => {
  it.each([
    [null, ''],
    ['x', ''],
    [{ readOnlyHint: 'true' }, ''],
    [{ readOnlyHint: true, destructiveHint: true, idempotentHint: true }, 'readOnly'],
    [{ readOnlyHint: false, idempotentHint: true }, 'writes idempotent'],
    [{ destructiveHint: true, openWorldHint: true }, 'destructive openWorld'],
  ])('%j is %j', (annotations, hints) => {
    expect(
      hintsOfTool(annotations)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(hints);
  });
});

describe('what to write into the configuration', () => {
  const server = {
    name: 'files',
    state: 'down',
    source: 'config',
    transport: 'stdio',
    address: 'npx',
  } as const;
  it.each<[Partial<McpServerView>, string | null]>([
    [{ state: 'ready' }, null],
    [{ state: 'stopped' }, null],
    [{ state: 'off' }, '[mcp.servers.files]\nenabled = true'],
    [{ state: 'off', name: 'a"b' }, '[mcp.servers."a\\"b"]\nenabled = true'],
    [{ source: 'preset', name: 'task_master' }, '[mcp.servers.task_master]\nstart = true'],
    [{}, '[mcp.servers.files]\ncommand = "npx"'],
    [
      { transport: 'sse', address: 'https://docs.example/mcp' },
      '[mcp.servers.files]\nurl = "https://docs.example/mcp"',
    ],
  ])('for %j is %j', (over, lines) => {
    expect(fixOf({ ...server, ...over })?.lines ?? null).toBe(lines);
  });
});

describe('rules', () => {
  const none: McpPolicyView = {
    allowed_directories: null,
    allow_tools: null,
    deny_tools: [],
    read_only: false,
    confirm: [],
    max_result_bytes: 1,
    calls_per_minute: null,
  };
  const words = (over: Partial<McpPolicyView>) =>
    policyWords({ ...none, ...over }, TEXTS.en, formatOf('en')).join(' ');

  it('are sentences; what does not narrow is none', () => {
    expect(words({})).toBe('');
    expect(words({ allowed_directories: [] })).toBe('No path is allowed.');
    expect(words({ allowed_directories: ['/a', '/b'], deny_tools: ['x*'], calls_per_minute: 60 })).toBe(
      'Paths must lead into /a and /b. Never these tools: x*. At most 60 calls a minute.',
    );
    expect(words({ read_only: true, allow_tools: ['r'], confirm: ['*'] })).toBe(
      'Tools that may change something are refused. Only these tools: r. A call waits for you: *.',
    );
  });
});

describe('what a tool answered', () => {
  it('is read from any shape', () => {
    for (const odd of [null, 7, [], { content: 'x' }]) expect(partsOf(odd)).toEqual([]);
    const content = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 5 },
      null,
      { type: 'image', mimeType: 'image/png', data: 'x' },
      { type: 'resource', resource: { uri: 'file:///a', text: 'of a file' } },
      { type: 'resource_link', uri: 'https://a.example', name: 'A' },
    ];
    expect(partsOf({ content })).toEqual([
      { text: 'a' },
      { type: 'text', about: '' },
      { type: '?', about: '' },
      { type: 'image', about: 'image/png' },
      { text: 'of a file' },
      { type: 'resource_link', about: 'A · https://a.example' },
    ]);
    expect(partsOf({ content: Array(10_000).fill({ type: 'text', text: '' }) })).toHaveLength(200);
  });
});

describe('arguments that wait for a person', () => {
  it.each([
    ['{"path":"a"}', '{\n  "path": "a"\n}'],
    ['{"path":"a…', '{"path":"a…'],
    ['{}', null],
    ['null', null],
    ['', null],
  ])('%j are shown as %j', (json, shown) => {
    expect(shownArguments(json)).toBe(shown);
  });
});
