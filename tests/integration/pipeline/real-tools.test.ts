import { describe, expect, it } from 'vitest';
import type { ExchangeView, SessionView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { agentModel } from '../../support/fixtures/answers/index.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { send } from '../../support/http.ts';

const { upstreamOf, proxyOf } = testBed();

/** How many of a tool's calls are turns, and what the others are. */
const TOOLS = [
  {
    tool: '@anthropic-ai/claude-code',
    client: 'claude-code',
    type: 'anthropic',
    sessions: 2,
    kinds: { title: 1, turn: 12, count_tokens: 2, compaction: 1 },
  },
  {
    tool: '@openai/codex',
    client: 'codex',
    type: 'openai-responses',
    sessions: 1,
    kinds: { turn: 7, compaction: 1 },
  },
  {
    tool: '@google/gemini-cli',
    client: 'gemini-cli',
    type: 'gemini',
    sessions: 1,
    kinds: { turn: 10, compaction: 1 },
  },
  { tool: 'cline', client: 'cline', type: 'openai-compatible', sessions: 1, kinds: { turn: 2 } },
  {
    tool: '@continuedev/cli',
    client: 'continue',
    type: 'openai-compatible',
    sessions: 1,
    kinds: { turn: 4 },
  },
  {
    tool: '@moonshot-ai/kimi-code',
    client: 'kimi-code',
    type: 'openai-compatible',
    sessions: 1,
    kinds: { turn: 9, compaction: 1 },
  },
  {
    tool: 'opencode-ai',
    client: 'opencode',
    type: 'openai-compatible',
    sessions: 2,
    kinds: { title: 1, turn: 14, compaction: 2 },
  },
  {
    tool: '@qwen-code/qwen-code',
    client: 'qwen-code',
    type: 'openai-compatible',
    sessions: 1,
    kinds: { turn: 10, compaction: 2 },
  },
];

describe('requests of real tools through the program', () => {
  it.each(TOOLS)('$tool: sessions, kinds and names', async ({ tool, client, type, sessions, kinds }) => {
    const upstream = await upstreamOf();
    upstream.always(agentModel('/note.txt'));
    const config = [
      '[providers.up]',
      `type = "${type}"`,
      `base_url = "${upstream.url.replace('/v1', type === 'gemini' ? '/v1beta' : '/v1')}"`,
      'api_key = "k"',
      '[models."*"]',
      'provider = "up"',
    ].join('\n');
    const proxy = await proxyOf(config);
    const views: ExchangeView[] = [];
    for (const request of toolFixtures().find((it) => it.tool === tool)?.requests ?? []) {
      const answer = await send(`${proxy.url}${request.path}`, {
        body: request.body,
        headers: Object.fromEntries(
          request.headers.filter(
            ([name]) => !/^(?:authorization|x-api-key|x-goog-api-key|accept-encoding)$/i.test(name),
          ),
        ),
      });
      views.push(await proxy.exchange(answer.headers['x-kimi-proxy-exchange']));
    }
    const counted: Record<string, number> = {};
    for (const view of views) counted[view.kind] = (counted[view.kind] ?? 0) + 1;
    expect(counted).toEqual(kinds);
    expect(new Set(views.map((view) => view.client.name))).toEqual(new Set([client]));
    const listed = (await (await fetch(`${proxy.url}/api/sessions`)).json()) as SessionView[];
    expect(listed).toHaveLength(sessions);
    for (const session of listed) expect(session.name).toMatch(new RegExp(`^${client} · \\S`));
  });
});
