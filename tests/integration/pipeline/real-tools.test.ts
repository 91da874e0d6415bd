import { describe, expect, it } from 'vitest';
import type { ExchangeView, SessionView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { send } from '../../support/http.ts';
import { providers } from '../../support/in-process.ts';
import { chat } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

/** Tools that speak chat completions, with their sessions and how many of their calls are no turns. */
const TOOLS = [
  { tool: 'cline', client: 'cline', sessions: 1, kinds: { turn: 2 } },
  { tool: '@continuedev/cli', client: 'continue', sessions: 1, kinds: { turn: 4 } },
  { tool: '@moonshot-ai/kimi-code', client: 'kimi-code', sessions: 1, kinds: { turn: 9, compaction: 1 } },
  { tool: 'opencode-ai', client: 'opencode', sessions: 2, kinds: { title: 1, turn: 14, compaction: 2 } },
  { tool: '@qwen-code/qwen-code', client: 'qwen-code', sessions: 1, kinds: { turn: 10, compaction: 2 } },
];

describe('requests of real tools through the program', () => {
  it.each(TOOLS)('$tool: sessions, kinds and names', async ({ tool, client, sessions, kinds }) => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const views: ExchangeView[] = [];
    for (const request of toolFixtures().find((it) => it.tool === tool)?.requests ?? []) {
      const body = request.body.replace('"model":"tool-model"', '"model":"up/gpt-4o"');
      const answer = await send(`${proxy.url}${request.path}`, {
        body,
        headers: Object.fromEntries(
          request.headers.filter(([name]) => !/^(?:authorization|accept-encoding)$/i.test(name)),
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
