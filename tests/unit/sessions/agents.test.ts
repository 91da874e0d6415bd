import { describe, expect, test } from 'vitest';
import { placeBlocks } from '../../../src/context/index.ts';
import { type Asked, MINUTE, offered, said, startBed, talk } from './bed.ts';

const bed = startBed();

const kimi = { 'user-agent': 'kimi-code-cli/2.1.0' };
const gemini = { 'user-agent': 'GeminiCLI-tui/0.61.0/tool-model (linux; x64; terminal)' };
const qwen = { 'user-agent': 'QwenCode/0.24.4 (linux; x64)' };
const HANDOFF = 'You are about to run out of context. Write a handoff summary.';

/** A turn of Kimi Code's, whose sub-agents of one kind have one system text. */
function ask(system: string, texts: string[], session = 'session_1'): Asked {
  const blocks = [...offered('Read'), said('system', system), ...talk(...texts)];
  return { headers: kimi, body: { prompt_cache_key: session }, blocks };
}

const searcher = (...texts: string[]) => ask('You search.', texts);
const leader = (...texts: string[]) => ask('You lead.', texts);

describe('agents that share a system text', () => {
  test('are told apart after a start, and so is one that begins then', async () => {
    await bed.hear(leader('go'));
    const [a, b] = [await bed.hear(searcher('find a')), await bed.hear(searcher('find b'))];
    await bed.restart();
    const c = await bed.hear(searcher('find c'));
    expect(new Set([a.agent, b.agent, c.agent]).size).toBe(3);
    expect((await bed.hear(searcher('find a', 'ok', 'on'))).agent).toBe(a.agent);
    expect((await bed.hear(searcher('find b', 'ok', 'on'))).agent).toBe(b.agent);
    expect((await bed.hear(searcher('find c', 'ok', 'on'))).agent).toBe(c.agent);
  });

  test('have compactions of their own, and go on behind them', async () => {
    const lead = await bed.hear(leader('go'));
    const [a, b] = [await bed.hear(searcher('find a')), await bed.hear(searcher('find b'))];
    const compaction = await bed.hear(searcher('find b', 'ok', HANDOFF));
    expect(compaction).toMatchObject({ kind: 'compaction', agent: b.agent });
    expect((await bed.hear(searcher('find a', 'ok', 'on'))).agent).toBe(a.agent);
    expect((await bed.hear(leader('go', 'ok', 'on'))).agent).toBe(lead.agent);
    expect((await bed.hear(searcher('the sum of b'))).agent).toBe(b.agent);
    expect((await bed.hear(searcher('the sum of b', 'ok', 'on'))).agent).toBe(b.agent);
    const next = await bed.hear(searcher('find d'));
    expect([a.agent, b.agent]).not.toContain(next.agent);
  });

  test('of two sessions that are compacted at once stay apart', async () => {
    const at = (session: string, ...texts: string[]) => ask('You lead.', texts, session);
    const [one, two] = [await bed.hear(at('session_1', 'go')), await bed.hear(at('session_2', 'go'))];
    for (const session of ['session_1', 'session_2']) await bed.hear(at(session, 'go', 'ok', HANDOFF));
    expect((await bed.hear(at('session_1', 'the sum'))).agent).toBe(one.agent);
    expect((await bed.hear(at('session_2', 'the sum'))).agent).toBe(two.agent);
  });

  test('go on behind a compaction after a start', async () => {
    await bed.keep(searcher('find a'));
    const b = await bed.keep(searcher('find b'));
    await bed.keep(searcher('find b', 'ok', HANDOFF));
    await bed.restart();
    expect((await bed.keep(searcher('the sum of b'))).agent).toBe(b.agent);
    await bed.restart();
    // The chain alone knows whose this beginning is.
    expect((await bed.hear(searcher('the sum of b', 'ok', 'on'))).agent).toBe(b.agent);
    expect(await bed.store.listAgents(Number(b.session))).toHaveLength(2);
  });

  test('that go on after a start are not taken for ones that begin anew behind an old compaction', async () => {
    const a = await bed.keep(searcher('find a'));
    await bed.keep(searcher('find a', 'ok', HANDOFF));
    await bed.keep(searcher('the sum of a'));
    await bed.restart();
    expect((await bed.hear(searcher('find b'))).agent).not.toBe(a.agent);
  });

  test('are so many at most: a client may begin a conversation with each call', async () => {
    const agents = new Set<string | null>();
    let session: number | null = null;
    for (let call = 0; call < 130; call++) {
      const heard = await bed.hear(searcher(`sort this: ${call}`));
      agents.add(heard.agent);
      session = heard.session;
    }
    expect(agents.size).toBe(100);
    expect(await bed.store.listAgents(Number(session))).toHaveLength(100);
  });

  test('are one where the client edits its first message with each turn', async () => {
    const dated = (day: number, ...rest: string[]) => searcher(`On day ${day}: find a`, ...rest);
    const a = await bed.hear(dated(1));
    expect((await bed.hear(dated(2, 'ok', 'on'))).agent).toBe(a.agent);
    expect((await bed.hear(dated(3, 'ok', 'on', 'ok', 'on'))).agent).toBe(a.agent);
    expect(await bed.store.listAgents(Number(a.session))).toHaveLength(1);
  });
});

describe('a conversation that goes on behind another system text', () => {
  const planner = (...texts: string[]) => ask('You plan.', texts);

  test('is the same agent’s, back and forth', async () => {
    const lead = await bed.hear(leader('go'));
    expect((await bed.hear(planner('go', 'ok', 'plan'))).agent).toBe(lead.agent);
    expect((await bed.hear(planner('go', 'ok', 'plan', 'planned', 'more'))).agent).toBe(lead.agent);
    const back = await bed.hear(leader('go', 'ok', 'plan', 'planned', 'more', 'more', 'do it'));
    expect(back.agent).toBe(lead.agent);
    expect(await bed.store.listAgents(Number(lead.session))).toHaveLength(1);
  });

  test('is so where another agent has that system text already', async () => {
    const lead = await bed.hear(leader('go'));
    const other = await bed.hear(planner('plan something else'));
    expect((await bed.hear(planner('go', 'ok', 'plan'))).agent).toBe(lead.agent);
    expect((await bed.hear(planner('plan something else', 'sure', 'on'))).agent).toBe(other.agent);
    const third = await bed.hear(planner('and a third'));
    expect(new Set([lead.agent, other.agent, third.agent]).size).toBe(3);
    expect((await bed.hear(planner('go', 'ok', 'plan', 'planned', 'on'))).agent).toBe(lead.agent);
  });

  test('is so after a start, too, once it has gone on', async () => {
    const lead = await bed.keep(leader('go'));
    expect((await bed.keep(planner('go', 'ok', 'plan'))).agent).toBe(lead.agent);
    await bed.restart();
    expect((await bed.hear(planner('go', 'ok', 'plan', 'planned', 'more'))).agent).toBe(lead.agent);
  });

  test('is another’s where it begins with it, has other answers, or is another session’s', async () => {
    const lead = await bed.hear(leader('go'));
    await bed.hear(leader('go', 'ok', 'on'));
    const beside = await bed.hear(planner('go'));
    expect(beside.agent).not.toBe(lead.agent);
    expect((await bed.hear(planner('go', 'sure', 'on'))).agent).toBe(beside.agent);
    const other = await bed.hear(ask('You check.', ['check', 'checked', 'again']));
    expect([lead.agent, beside.agent]).not.toContain(other.agent);
    const elsewhere = await bed.hear(ask('You plan.', ['go', 'ok', 'plan'], 'session_2'));
    expect(elsewhere.session).not.toBe(lead.session);
    expect(elsewhere.agent).not.toBe(lead.agent);
  });
});

describe('after a start, of a client that names no session', () => {
  const main = (...texts: string[]): Asked => ({
    headers: gemini,
    blocks: [...offered('read_file'), said('system', 'You lead.', -1), ...talk(...texts)],
  });
  const helper = (...texts: string[]): Asked => ({
    headers: gemini,
    blocks: [...offered('read_file', 'complete_task'), said('system', 'You help.', -1), ...talk(...texts)],
  });

  test('the first answer to an opening is of its session and agent', async () => {
    const first = await bed.keep(main('go'));
    await bed.restart();
    const next = await bed.hear(main('go', 'done', 'on'));
    expect(next).toMatchObject({ session: first.session, agent: first.agent, created: false });
  });

  test('not of another client, nor late', async () => {
    const first = await bed.keep(main('go'));
    await bed.restart();
    const other = await bed.hear({ ...main('go', 'done', 'on'), headers: qwen });
    expect(other.session).not.toBe(first.session);
    bed.wait(11 * MINUTE);
    await bed.restart();
    expect((await bed.hear(main('go', 'done', 'yes'))).session).not.toBe(first.session);
  });

  test('a helper is of the session in which its client has just had a turn', async () => {
    const lead = await bed.keep(main('go'));
    await bed.keep({ ...main('something else'), headers: qwen });
    await bed.restart();
    const sub = await bed.hear(helper('read it'));
    expect(sub.session).toBe(lead.session);
    expect(sub.agent).not.toBe(lead.agent);
    bed.wait(11 * MINUTE);
    await bed.restart();
    expect((await bed.hear(helper('read that'))).session).not.toBe(lead.session);
  });

  test('what begins with a summary goes on the session that was compacted, once', async () => {
    const lead = await bed.keep(main('go', 'done', 'on'));
    const snapshot = said('system', 'You distill it into a <state_snapshot>', -1);
    const compaction = { headers: gemini, streamed: false, blocks: [snapshot, ...talk('go', 'done', 'on')] };
    expect((await bed.keep(compaction)).kind).toBe('compaction');
    await bed.restart();
    const after = await bed.keep(main('the sum of it', 'Got it', 'further'));
    expect(after).toMatchObject({ session: lead.session, agent: lead.agent });
    await bed.restart();
    expect((await bed.hear(main('x', 'y', 'z'))).session).not.toBe(lead.session);
  });
});

describe('one question in two folders at once', () => {
  const inFolder = (folder: string, ...texts: string[]): Asked => ({
    headers: qwen,
    blocks: [
      ...offered('read_file'),
      said('system', `You code. ${'Be careful. '.repeat(100)} You are in ${folder}.`),
      ...talk(...texts),
    ],
  });

  test('makes two sessions, and each goes on in its own', async () => {
    const one = await bed.hear(inFolder('/one', 'read the note'));
    const two = await bed.hear(inFolder('/two', 'read the note'));
    expect(two.session).not.toBe(one.session);
    expect((await bed.hear(inFolder('/one', 'read the note'))).session).toBe(one.session);
    const next = await bed.hear(inFolder('/one', 'read the note', 'it says x', 'and now?'));
    expect(next).toMatchObject({ session: one.session, agent: one.agent });
    const other = await bed.hear(inFolder('/two', 'read the note', 'it says y', 'and now?'));
    expect(other).toMatchObject({ session: two.session, agent: two.agent });
  });
});

describe("Qwen Code's keepers of memory", () => {
  const turn: Asked = {
    headers: qwen,
    blocks: [...offered('read_file', 'edit'), said('system', 'You code.'), ...talk('go', 'done', 'on')],
  };
  const keeper = (system: string, ...texts: string[]): Asked => ({
    headers: qwen,
    blocks: [...offered('read_file'), said('system', system), ...talk(...texts)],
  });

  test('make no session, no agent and no turn', async () => {
    const main = await bed.hear(turn);
    const fork = keeper('You are now acting as the managed memory keeper.', 'go', 'done', 'on', 'ok', 'x');
    const dream = keeper('You are performing a managed memory dream.', 'Look at what is known');
    for (const asked of [fork, dream])
      expect(await bed.hear(asked)).toMatchObject({ kind: 'other', session: main.session, created: false });
    // The texts of a conversation that goes on are gone.
    const blocks = keeper(
      'You are performing a managed memory dream.',
      'Look at what is known',
      'I did',
      'on',
    );
    const gone = bed.hear({ ...blocks, context: forgotten(blocks) });
    expect(await gone).toMatchObject({ kind: 'other', session: main.session });
    expect(await bed.store.listAgents(Number(main.session))).toHaveLength(1);
    expect(await bed.names()).toHaveLength(1);
  });
});

function forgotten({ blocks = [] }: Asked): NonNullable<Asked['context']> {
  const placed = placeBlocks(blocks);
  return { ...placed, blocks: placed.blocks.map((block) => ({ ...block, content: '' })) };
}
