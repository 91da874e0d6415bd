import { describe, expect, test } from 'vitest';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { type Heard, requestsOf, startBed } from './bed.ts';

const bed = startBed();

async function hearAll(tool: string): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const request of requestsOf(tool)) heard.push(await bed.hearRequest(request));
  return heard;
}

const distinct = (values: unknown[]) => [...new Set(values)];

/** What each tool was asked: see tests/support/fixtures. */
const EXPECTED = [
  { tool: '@anthropic-ai/claude-code', client: 'claude-code', sessions: 2, agents: [2, 1] },
  { tool: 'cline', client: 'cline', sessions: 1, agents: [1] },
  { tool: '@continuedev/cli', client: 'continue', sessions: 1, agents: [1] },
  { tool: '@openai/codex', client: 'codex', sessions: 1, agents: [2] },
  { tool: '@google/gemini-cli', client: 'gemini-cli', sessions: 1, agents: [2] },
  { tool: '@moonshot-ai/kimi-code', client: 'kimi-code', sessions: 1, agents: [2] },
  { tool: 'opencode-ai', client: 'opencode', sessions: 2, agents: [2, 1] },
  { tool: '@qwen-code/qwen-code', client: 'qwen-code', sessions: 1, agents: [2] },
];

const KINDS: Record<string, string[]> = {
  '@anthropic-ai/claude-code': ['title', 'turn', 'count_tokens', 'compaction'],
  cline: ['turn'],
  '@continuedev/cli': ['turn'],
  '@openai/codex': ['turn', 'compaction'],
  '@google/gemini-cli': ['turn', 'compaction'],
  '@moonshot-ai/kimi-code': ['turn', 'compaction'],
  'opencode-ai': ['title', 'turn', 'compaction'],
  '@qwen-code/qwen-code': ['turn', 'compaction'],
};

describe('the real tools', () => {
  test('are all here', () => {
    expect(EXPECTED.map(({ tool }) => tool)).toEqual(toolFixtures().map((fixture) => fixture.tool));
  });

  test.each(EXPECTED)('$tool: each conversation is one session that bears its name', async (expected) => {
    const heard = await hearAll(expected.tool);
    expect(distinct(heard.map((it) => it.client))).toEqual([expected.client]);
    const sessions = distinct(heard.map((it) => it.session));
    expect(sessions).toHaveLength(expected.sessions);
    for (const name of await bed.names()) expect(name).toMatch(new RegExp(`^${expected.client} · \\S`));
    const agents = sessions.map((id) =>
      distinct(heard.flatMap((it) => (it.session === id && it.agent !== null ? [it.agent] : []))),
    );
    expect(agents.map((ids) => ids.length)).toEqual(expected.agents);
    for (const [at, id] of sessions.entries())
      expect(await bed.store.listAgents(Number(id))).toHaveLength(expected.agents[at] ?? 0);
    expect(bed.failures).toEqual([]);
  });

  test.each(EXPECTED)(
    '$tool: what is no turn is told apart, and every turn is left one',
    async ({ tool }) => {
      const heard = await hearAll(tool);
      expect(distinct(heard.map((it) => it.kind))).toEqual(KINDS[tool]);
      // Turns offer tools, all of them; a compaction may.
      const bare = requestsOf(tool).map(
        (request) => /"tools":\[\]/.test(request.body) || !request.body.includes('"tools":'),
      );
      for (const [at, it] of heard.entries()) if (it.kind === 'turn') expect(bare[at]).toBe(false);
    },
  );

  test.each(EXPECTED)('$tool: is found again after a start', async ({ tool, sessions }) => {
    const named = ['@continuedev/cli', 'cline', '@google/gemini-cli', '@qwen-code/qwen-code'];
    const first = await hearAll(tool);
    await bed.restart();
    const second = await hearAll(tool);
    // Without an id of the client's it is the recorded chain that finds it, and nothing is recorded here.
    if (named.includes(tool)) return;
    expect(second.map((it) => [it.session, it.agent])).toEqual(
      first.map((it, at) => [it.session, it.agent ?? second[at]?.agent]),
    );
    expect(await bed.names()).toHaveLength(sessions);
  });
});
