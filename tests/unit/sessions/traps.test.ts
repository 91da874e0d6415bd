import { describe, expect, test } from 'vitest';
import { placeBlocks } from '../../../src/context/index.ts';
import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import { readRequest } from '../../support/fixtures/context.ts';
import { type Asked, MINUTE, offered, requestsOf, said, startBed, talk } from './bed.ts';

const bed = startBed();

const claude = (session: string, more: Record<string, string> = {}) => ({
  'user-agent': 'claude-cli/2.1.332 (external, cli)',
  'x-claude-code-session-id': session,
  ...more,
});

const codex = (session: string, thread: string, more: Record<string, string> = {}) => ({
  'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64)',
  'session-id': session,
  'thread-id': thread,
  ...more,
});

const opencode = (session: string, more: Record<string, string> = {}) => ({
  'user-agent': 'opencode/1.18.33 ai-sdk/provider-utils/4.0.23',
  'x-session-id': session,
  'x-session-affinity': session,
  ...more,
});

const gemini = { 'user-agent': 'GeminiCLI-tui/0.61.0/tool-model (linux; x64; terminal)' };
const kimi = { 'user-agent': 'kimi-code-cli/2.1.0' };
const lastOf = (tool: string) => requestsOf(tool).at(-1) ?? requestsOf(tool)[0];

describe('sub-agents', () => {
  test("Kimi's share prompt_cache_key: their system text tells them apart", async () => {
    const body = { prompt_cache_key: 'session_1' };
    const agent = (system: string, ...texts: string[]): Asked => ({
      headers: kimi,
      body,
      blocks: [...offered('Read'), said('system', system), ...talk(...texts)],
    });
    const main = await bed.hear(agent('You lead.', 'find the bug'));
    const sub = await bed.hear(agent('You lead. You are now a helper.', 'read the file'));
    const again = await bed.hear(agent('You lead.', 'find the bug', 'found', 'mend it'));
    expect([sub.session, again.session]).toEqual([main.session, main.session]);
    expect(sub.agent).not.toBe(main.agent);
    expect(again.agent).toBe(main.agent);
  });

  test("Codex's keep session-id and cache key: thread-id tells, and so do the helpers' helpers", async () => {
    const body = { prompt_cache_key: 's' };
    const blocks = [...offered('exec_command'), said('developer', 'You code.'), ...talk('go')];
    const main = await bed.hear({ headers: codex('s', 's'), body, blocks });
    const spawned = { 'x-openai-subagent': 'collab_spawn', 'x-codex-parent-thread-id': 's' };
    const sub = await bed.hear({ headers: codex('s', 't', spawned), body, blocks });
    const below = { ...spawned, 'x-codex-parent-thread-id': 't' };
    const deeper = await bed.hear({ headers: codex('s', 'u', below), body, blocks });
    expect([sub.session, deeper.session]).toEqual([main.session, main.session]);
    expect(new Set([main.agent, sub.agent, deeper.agent]).size).toBe(3);
    const parents = (await bed.store.listAgents(Number(main.session))).map((agent) => [
      agent.key,
      agent.parentKey,
    ]);
    expect(parents).toEqual([
      ['main', null],
      ['agent:t', 's'],
      ['agent:u', 't'],
    ]);
  });

  test("Claude Code's have an agent header and no parent; the main one is the same under another system text", async () => {
    const blocks = (system: string) => [...offered('Read'), said('system', system, -1), ...talk('go')];
    const main = await bed.hear({ headers: claude('s'), blocks: blocks('You lead.') });
    const agent = claude('s', { 'x-claude-code-agent-id': 'a1' });
    const sub = await bed.hear({ headers: agent, blocks: blocks('You help.') });
    const other = await bed.hear({ headers: claude('s'), blocks: blocks('You lead, planning.') });
    expect([sub.session, other.session]).toEqual([main.session, main.session]);
    expect(sub.agent).not.toBe(main.agent);
    expect(other.agent).toBe(main.agent);
  });

  test("OpenCode's have ids of their own and their parent's; what they start belongs there, too", async () => {
    const blocks = [...offered('read'), said('system', 'You code.'), ...talk('go')];
    const main = await bed.hear({ headers: opencode('ses_1'), blocks });
    const child = opencode('ses_2', { 'x-parent-session-id': 'ses_1' });
    const grandchild = opencode('ses_3', { 'x-parent-session-id': 'ses_2' });
    const sub = await bed.hear({ headers: child, blocks });
    const deeper = await bed.hear({ headers: grandchild, blocks });
    expect([sub.session, deeper.session]).toEqual([main.session, main.session]);
    expect(new Set([main.agent, sub.agent, deeper.agent]).size).toBe(3);
  });

  test("Gemini CLI's and Qwen Code's say what they are, and not whose: they go to the newest session of their tool", async () => {
    const lead = await bed.hear({ headers: gemini, blocks: [...offered('read_file'), ...talk('go')] });
    const helper = [...offered('read_file', 'complete_task'), said('system', 'You lead.', -1)];
    const sub = await bed.hear({ headers: gemini, blocks: [...helper, ...talk('read it')] });
    const next = await bed.hear({
      headers: gemini,
      blocks: [...helper, ...talk('read it', 'done', 'sure?')],
    });
    expect([sub.session, next.session]).toEqual([lead.session, lead.session]);
    expect(sub.agent).not.toBe(lead.agent);
    expect(next.agent).toBe(sub.agent);
    // Another tool's, or one long after, is nobody's helper.
    const qwen = { 'user-agent': 'QwenCode/0.24.4 (linux; x64)' };
    const text = said('system', 'You are a general-purpose subagent working for another agent.');
    const stray = await bed.hear({ headers: qwen, blocks: [text, ...talk('look for it')] });
    expect(stray.session).not.toBe(lead.session);
    bed.wait(11 * MINUTE);
    const late = await bed.hear({ headers: gemini, blocks: [...helper, ...talk('something else')] });
    expect(late.session).not.toBe(lead.session);
  });
});

describe('titles', () => {
  const title = [said('system', 'You are a title generator.'), ...talk('Generate a title')];
  const turn = [...offered('read'), said('system', 'You code.'), ...talk('mend the roof')];

  test("OpenCode's comes first, under the main id: it makes no session and no agent of its own, and names nothing", async () => {
    const headers = opencode('ses_1');
    const first = await bed.hear({ headers, blocks: title });
    expect(first).toMatchObject({ kind: 'title', agent: null });
    expect(await bed.names()).toEqual(['opencode']);
    const main = await bed.hear({ headers, blocks: turn });
    expect(main.session).toBe(first.session);
    expect(await bed.names()).toEqual(['opencode · mend the roof']);
    const later = await bed.hear({ headers, blocks: title });
    expect(later).toMatchObject({ session: main.session, agent: main.agent, kind: 'title' });
    expect(await bed.names()).toEqual(['opencode · mend the roof']);
    expect(await bed.store.listAgents(Number(main.session))).toHaveLength(1);
  });

  test('leave the name that the client itself gives its session', async () => {
    const headers = { ...opencode('ses_1'), 'x-kimi-proxy-session': 'roofs' };
    const { session } = await bed.hear({ headers, blocks: title });
    expect((await bed.hear({ headers, blocks: turn })).session).toBe(session);
    expect(await bed.names()).toEqual(['roofs']);
  });

  test('leave a name that was given by hand meanwhile', async () => {
    const headers = opencode('ses_1');
    const { session } = await bed.hear({ headers, blocks: title });
    await bed.directory.update(Number(session), { name: 'mine' });
    await bed.hear({ headers, blocks: turn });
    expect(await bed.names()).toEqual(['mine']);
  });

  test('without an id go to the newest session of their tool', async () => {
    const main = await bed.hear({ headers: { 'user-agent': 'opencode/1' }, blocks: turn });
    const asked = await bed.hear({ headers: { 'user-agent': 'opencode/1' }, blocks: title });
    expect(asked).toMatchObject({ kind: 'title', session: main.session });
    expect(await bed.names()).toHaveLength(1);
  });

  test('are no turn: the newest turn is still the current session', async () => {
    await bed.hear({ headers: opencode('ses_1'), blocks: title });
    expect(await bed.directory.current()).toBeNull();
    const { session } = await bed.hear({ headers: opencode('ses_2'), blocks: turn });
    await bed.hear({ headers: opencode('ses_1'), blocks: title });
    expect((await bed.directory.current())?.id).toBe(session);
  });
});

describe('ids', () => {
  test('a fork and its original send the same context under different ids, and are two sessions', async () => {
    for (const tool of ['@anthropic-ai/claude-code', 'opencode-ai']) {
      const fork = lastOf(tool);
      if (fork === undefined) throw new Error(tool);
      const read = readRequest(fork);
      const name = tool === 'opencode-ai' ? 'x-session-id' : 'x-claude-code-session-id';
      const original = await bed.hear({ ...read, headers: { ...read.headers, [name]: 'the-original' } });
      expect((await bed.hear(read)).session).not.toBe(original.session);
    }
  });

  test("Claude Code's device_id changes within a session, which stays one", async () => {
    const user = (device: string) =>
      JSON.stringify({ device_id: device, account_uuid: '', session_id: '9d1c0e2a-1111' });
    const headers = { 'user-agent': 'claude-cli/2.1.3' };
    const ask = (device: string): Asked => ({
      headers,
      body: { metadata: { user_id: user(device) } },
      blocks: [...offered('Read'), ...talk('go')],
    });
    const first = await bed.hear(ask('a'.repeat(64)));
    expect((await bed.hear(ask('b'.repeat(64)))).session).toBe(first.session);
  });

  test("count_tokens, one file's text under the session's header, is of the session and makes none", async () => {
    const count: Asked = { headers: claude('s'), operation: 'count_tokens', blocks: talk('text of a file') };
    expect(await bed.hear(count)).toMatchObject({ session: null, agent: null, created: false });
    expect(await bed.names()).toEqual([]);
    const main = await bed.hear({ headers: claude('s'), blocks: [...offered('Read'), ...talk('go')] });
    expect(await bed.hear(count)).toMatchObject({ session: main.session, agent: main.agent });
    expect((await bed.directory.current())?.id).toBe(main.session);
    await bed.restart();
    expect(await bed.hear(count)).toMatchObject({ session: main.session, agent: main.agent });
    expect(await bed.store.listAgents(Number(main.session))).toHaveLength(1);
  });

  test("Claude Code's question for its quota makes no session", async () => {
    const quota: Asked = { headers: claude('s'), body: { max_tokens: 1 }, blocks: talk('quota') };
    expect(await bed.hear(quota)).toMatchObject({ kind: 'probe', session: null });
    expect(await bed.names()).toEqual([]);
  });

  test('HEAD / has no identity, and becomes no conversation', async () => {
    const probe: Asked = { headers: { 'user-agent': 'Bun/1.4.6' }, operation: 'probe' };
    const first = await bed.hear(probe);
    const turn = await bed.hear({ headers: claude('s'), blocks: [...offered('Read'), ...talk('go')] });
    expect(turn.session).not.toBe(first.session);
    expect((await bed.directory.current())?.id).toBe(turn.session);
  });
});

describe('moves that are no breaks', () => {
  const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
  const chat = (...messages: unknown[]): Asked => ({ context: placeBlocks(chatBlocks({ messages })) });

  test('cache_control goes from message to message, a text from a list of parts to a string', async () => {
    const assistant = { role: 'assistant', content: 'b' };
    const first = await bed.hear(
      chat({ role: 'user', content: marked('a') }, assistant, { role: 'user', content: marked('c') }),
    );
    const next = await bed.hear(
      chat(
        { role: 'user', content: 'a' },
        assistant,
        { role: 'user', content: 'c' },
        { role: 'assistant', content: marked('d') },
      ),
    );
    expect(next).toMatchObject({ session: first.session, agent: first.agent });
  });

  test("Codex's metadata come in another key order", async () => {
    const blocks = [...offered('exec_command'), ...talk('go')];
    const heard = [];
    for (const json of [
      '{"session_id":"s","thread_id":"s","turn_id":"1"}',
      '{"turn_id":"2","thread_id":"s","session_id":"s"}',
    ])
      heard.push(await bed.hear({ headers: { 'x-codex-turn-metadata': json }, blocks }));
    expect(heard[1]).toMatchObject({ session: heard[0]?.session, agent: heard[0]?.agent });
  });

  test("Kimi's max_completion_tokens changes", async () => {
    const requests = requestsOf('@moonshot-ai/kimi-code').slice(0, 2).map(readRequest);
    const heard = [];
    for (const [at, request] of requests.entries())
      heard.push(await bed.hear({ ...request, body: { ...request.body, max_completion_tokens: 1000 - at } }));
    expect(heard[1]).toMatchObject({ session: heard[0]?.session, agent: heard[0]?.agent, kind: 'turn' });
  });

  test('a message of role system in the middle is no part of the conversation, nor another agent', async () => {
    const [first, second] = [talk('a', 'b', 'c'), talk('a', 'b', 'c', 'd', 'e')];
    const start = said('system', 'You code.', -1);
    const before = await bed.hear({ blocks: [start, ...first] });
    const middle = [...second.slice(0, 3), said('system', 'Tools have changed.', 3), ...second.slice(3)];
    expect(await bed.hear({ blocks: [start, ...middle] })).toMatchObject({
      session: before.session,
      agent: before.agent,
    });
  });

  test('Qwen Code leaves the date out of a conversation that it resumes', async () => {
    const date = '<system-reminder>\nThe current date is: Monday\n</system-reminder>';
    const headers = { 'user-agent': 'QwenCode/0.24.4 (linux; x64)' };
    const first = await bed.hear({ headers, blocks: [said('user', date), ...talk('go', 'done', 'on')] });
    const resumed = await bed.hear({ headers, blocks: talk('go', 'done', 'on', 'yes', 'more') });
    expect(resumed.session).toBe(first.session);
  });
});

describe('compaction', () => {
  test('goes on in its session, without an id of the client, too', async () => {
    const start = said('system', 'You lead.', -1);
    const tools = offered('read_file');
    const main = await bed.hear({ headers: gemini, blocks: [...tools, start, ...talk('go', 'done', 'on')] });
    const ask = [said('system', 'You distill it into a <state_snapshot>', -1), ...talk('go', 'done', 'on')];
    const compaction = await bed.hear({ headers: gemini, streamed: false, blocks: ask });
    expect(compaction).toMatchObject({ kind: 'compaction', session: main.session, agent: main.agent });
    const summary = [...tools, start, ...talk('<state_snapshot>short</state_snapshot>', 'Got it', 'further')];
    expect(await bed.hear({ headers: gemini, blocks: summary })).toMatchObject({
      session: main.session,
      agent: main.agent,
    });
    // What comes next and is new is a conversation of its own.
    const other = await bed.hear({ headers: gemini, blocks: [...tools, start, ...talk('x', 'y', 'z')] });
    expect(other.session).not.toBe(main.session);
  });

  test("has no agent of its own: OpenCode's system text for it is not another agent's", async () => {
    const headers = opencode('ses_1');
    const main = await bed.hear({
      headers,
      blocks: [...offered('read'), said('system', 'You code.'), ...talk('go')],
    });
    const ask = [said('system', 'You are a context summarization agent.'), ...talk('Here it is')];
    expect(await bed.hear({ headers, blocks: ask })).toMatchObject({
      kind: 'compaction',
      session: main.session,
      agent: main.agent,
    });
  });
});

describe('a store that fails while a session is named', () => {
  test('costs the name only, and for a turn only', async () => {
    const headers = opencode('ses_1');
    const { session } = await bed.hear({
      headers,
      blocks: [said('system', 'You are a title generator'), ...talk('x')],
    });
    const turn: Asked = { headers, blocks: [...offered('read'), ...talk('mend the roof')] };
    const { updateSession } = bed.store;
    bed.store.updateSession = () => Promise.reject(new Error('locked'));
    expect((await bed.hear(turn)).session).toBe(session);
    bed.store.updateSession = updateSession;
    expect(await bed.names()).toEqual(['opencode']);
    await bed.hear(turn);
    expect(await bed.names()).toEqual(['opencode · mend the roof']);
    expect(bed.failures).toEqual([]);
  });
});
