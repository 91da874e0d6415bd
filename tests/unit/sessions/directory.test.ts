import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { placeBlocks } from '../../../src/context/index.ts';
import type { SessionEvent } from '../../../src/contract/index.ts';
import { createExchange, newId } from '../../../src/exchange/index.ts';
import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import {
  createSessionDirectory,
  type ExchangeFacts,
  type Headers,
  type SessionDirectory,
  sessionHint,
} from '../../../src/sessions/index.ts';
import { type OpenedStore, openStore, type Store } from '../../../src/storage/index.ts';

const MINUTE = 60_000;

let folder: string;
let store: OpenedStore;
let now: number;
let events: SessionEvent[];
let failures: unknown[];
let sessions: SessionDirectory;

/** Where it is held still, no time passes between turns. */
let held: number | null;
const clock = { now: () => now, monotonic: () => held ?? now };

function start(over: Store = store, namesFromContent = true): Promise<SessionDirectory> {
  return createSessionDirectory({
    store: over,
    clock,
    onEvent: (event) => events.push(event),
    onFailure: (error) => failures.push(error),
    namesFromContent: () => namesFromContent,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-'));
  store = await openStore({ dialect: 'sqlite', file: join(folder, 'data.db') });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  held = null;
  events = [];
  failures = [];
  sessions = await start();
});
afterEach(async () => {
  for (const session of await store.listSessions({ limit: 1000 })) await store.deleteSession(session.id);
});

interface Sent {
  /** Texts of user and assistant in turn. */
  talk?: string[];
  messages?: unknown[];
  system?: string;
  headers?: Headers;
  path?: string;
  body?: Record<string, unknown>;
  client?: string | null;
  kind?: ExchangeFacts['kind'];
  by?: SessionDirectory;
}

function contextOf({ talk = [], messages, system, body = {} }: Sent) {
  const said = talk.map((content, i) => ({ role: i % 2 ? 'assistant' : 'user', content }));
  const all = [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...(messages ?? said)];
  return placeBlocks(chatBlocks({ ...body, messages: all }));
}

/** Sends one exchange, a second after the last. */
async function send(sent: Sent) {
  now += 1000;
  const hint = sessionHint({
    headers: sent.headers ?? {},
    body: sent.body ?? null,
    pathSession: sent.path ?? null,
  });
  return (sent.by ?? sessions).identify(hint, contextOf(sent), {
    kind: sent.kind ?? 'turn',
    clientName: sent.client === undefined ? 'tool' : sent.client,
    provider: null,
    model: 'test-model',
    startedAt: now,
  });
}

/** Sends, and writes the exchange as the recorder would. */
async function record(sent: Sent) {
  const identified = await send(sent);
  const placed = contextOf(sent);
  const exchange = createExchange({
    id: newId(now),
    startedAt: now,
    startedMono: now,
    path: '/v1/chat/completions',
    protocol: 'openai-chat',
    kind: 'turn',
  });
  const { client, startedMono: _, ...rest } = exchange;
  await store.write({
    exchanges: [
      {
        ...rest,
        ...identified,
        status: 'ok',
        clientName: client.name,
        clientVersion: null,
        headReceived: placed.head,
      },
    ],
    nodes: placed.blocks.map((block) => ({ ...block, id: block.nodeId, blockHash: block.hash })),
    blocks: placed.blocks.map((block) => ({ ...block, bytes: block.content.length })),
    counts: [],
    bodies: [],
    mcpCalls: [],
  });
  return identified;
}

const id = async (sent: Sent) => (await send(sent)).sessionId;

describe('a session named in our own way', () => {
  test('is made where its name is new, and found again by it', async () => {
    const first = await send({ path: 'my work' });
    expect(first.created).toBe(true);
    expect(await send({ headers: { 'x-kimi-proxy-session': 'my work' } })).toMatchObject({
      sessionId: first.sessionId,
      created: false,
    });
    expect((await sessions.get(first.sessionId ?? 0))?.name).toBe('my work');
  });

  test('is found by its number, and by a name that it was given by hand', async () => {
    const made = await sessions.create({ name: 'by hand' });
    expect(await id({ path: String(made.id) })).toBe(made.id);
    expect(await id({ path: 'by hand' })).toBe(made.id);
    await sessions.update(made.id, { name: 'renamed' });
    expect(await id({ path: 'renamed' })).toBe(made.id);
  });

  test('is not found by a number that there is none of, nor made', async () => {
    for (const path of ['999999', '99999999999999999999']) {
      await expect(send({ path })).rejects.toMatchObject({ code: 'not_found', status: 404 });
    }
    expect(await store.listSessions({ limit: 10 })).toEqual([]);
  });

  test('wins over everything that the client says otherwise', async () => {
    const said = {
      headers: { 'x-session-id': 'ses_1' },
      body: { prompt_cache_key: 'k' },
      talk: ['a', 'b', 'c'],
    };
    const other = await id(said);
    expect(await id({ ...said, path: 'mine' })).not.toBe(other);
  });
});

describe('a session that the client names', () => {
  test('is the same whatever else changes, and another under another id', async () => {
    const first = await id({ headers: { 'x-session-id': 'a' }, talk: ['hello'] });
    expect(await id({ headers: { 'x-session-id': 'a' }, talk: ['quite another text'] })).toBe(first);
    expect(await id({ headers: { 'x-session-id': 'b' }, talk: ['hello'] })).not.toBe(first);
  });

  test('is found again after a start', async () => {
    const first = await id({ body: { prompt_cache_key: 'session_1' } });
    expect(await id({ body: { prompt_cache_key: 'session_1' }, by: await start() })).toBe(first);
  });

  test('is one, however many of its exchanges come at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => send({ headers: { 'session-id': 's' }, talk: ['go'] })),
    );
    expect(new Set(all.map((each) => each.sessionId)).size).toBe(1);
    expect(new Set(all.map((each) => each.agentId)).size).toBe(1);
    expect(all.filter((each) => each.created)).toHaveLength(1);
    expect(await store.listSessions({ limit: 10 })).toHaveLength(1);
    expect(await store.listAgents(all[0]?.sessionId ?? 0)).toHaveLength(1);
    expect(events.filter((event) => event.change === 'created')).toHaveLength(1);
  });

  test('wins over the chain: a fork under an id of its own is a session of its own', async () => {
    const talk = ['a', 'b', 'c'];
    const original = await id({ headers: { 'x-session-id': 'one' }, talk });
    const fork = await id({ headers: { 'x-session-id': 'two' }, talk });
    expect(fork).not.toBe(original);
    expect(await id({ headers: { 'x-session-id': 'one' }, talk: [...talk, 'd', 'e'] })).toBe(original);
  });

  test('wins over the pinned one', async () => {
    const pinned = await sessions.create({ name: 'pinned' });
    expect(await id({ headers: { 'x-session-id': 'one' } })).not.toBe(pinned.id);
  });

  test('takes in sub-agents that call themselves sessions, and their own sub-agents', async () => {
    const main = await send({ headers: { 'x-session-id': 'm' }, talk: ['go'], system: 'main' });
    const sub = await send({
      headers: { 'x-session-id': 's', 'x-parent-session-id': 'm' },
      talk: ['look'],
      system: 'sub',
    });
    const below = await send({
      headers: { 'x-session-id': 'b', 'x-parent-session-id': 's' },
      talk: ['dig'],
      system: 'sub',
    });
    expect([sub.sessionId, below.sessionId]).toEqual([main.sessionId, main.sessionId]);
    expect(new Set([main.agentId, sub.agentId, below.agentId]).size).toBe(3);
    const agents = await store.listAgents(main.sessionId ?? 0);
    expect(agents.map(({ key, parentKey }) => [key.replace(/^system:.*/, 'system'), parentKey])).toEqual([
      ['system', null],
      ['agent:s', 'm'],
      ['agent:b', 's'],
    ]);
  });
});

describe('agents', () => {
  test("Kimi's sub-agents share its cache key, and are told apart by their system text", async () => {
    const body = { prompt_cache_key: 'session_1' };
    const main = await send({ body, system: 'You are Kimi.', talk: ['go'] });
    const sub = await send({ body, system: 'You are a searcher.', talk: ['find it'] });
    const again = await send({ body, system: 'You are Kimi.', talk: ['go', 'ok', 'on'] });
    expect(sub.sessionId).toBe(main.sessionId);
    expect(sub.agentId).not.toBe(main.agentId);
    expect(again.agentId).toBe(main.agentId);
  });

  test("Kimi's sub-agents of one kind, side by side, are told apart by what they were asked", async () => {
    const body = { prompt_cache_key: 'session_1' };
    const system = 'You are a searcher.';
    const ask = (talk: string[], by = sessions) => send({ body, system, talk, by });
    const [a, b] = [await ask(['find a']), await ask(['find b'])];
    expect(b.agentId).not.toBe(a.agentId);
    expect(b.sessionId).toBe(a.sessionId);
    expect((await ask(['find a', 'ok', 'on'])).agentId).toBe(a.agentId);
    expect((await ask(['find b', 'ok', 'on'])).agentId).toBe(b.agentId);
    // The first message was edited: there is no other conversation that it could be.
    expect((await ask(['find a, edited', 'ok', 'on', 'ok', 'on'])).agentId).toBe(a.agentId);
    const later = await start();
    expect((await ask(['find b', 'ok', 'on', 'ok', 'on'], later)).agentId).toBe(b.agentId);
  });

  test('a conversation that begins anew behind its compaction stays with its agent', async () => {
    const sent = { body: { prompt_cache_key: 'session_2' }, client: 'kimi-code', system: 'You are Kimi.' };
    const before = await send({ ...sent, talk: ['go'] });
    await send({ ...sent, talk: ['go', 'ok', 'sum it up'], kind: 'compaction' });
    const after = await send({ ...sent, talk: ['the sum of it'] });
    expect(after.agentId).toBe(before.agentId);
    expect((await send({ ...sent, talk: ['the sum of it', 'ok', 'on'] })).agentId).toBe(before.agentId);
  });

  test("are told apart by the client's own ids first", async () => {
    const headers = { 'x-claude-code-session-id': 's' };
    const [a, b] = [
      await send({ headers: { ...headers, 'x-claude-code-agent-id': 'a' }, system: 'same', talk: ['x'] }),
      await send({ headers: { ...headers, 'x-claude-code-agent-id': 'b' }, system: 'same', talk: ['x'] }),
    ];
    expect(a.agentId).not.toBe(b.agentId);
    expect(a.sessionId).toBe(b.sessionId);
  });

  test('without a system text are told apart by the chain', async () => {
    const pinned = await sessions.create({ name: 'pinned' });
    const first = await send({ talk: ['one'] });
    const second = await send({ talk: ['two'] });
    expect([first.sessionId, second.sessionId]).toEqual([pinned.id, pinned.id]);
    expect(first.agentId).not.toBe(second.agentId);
    expect((await send({ talk: ['one', 'a', 'b'] })).agentId).toBe(first.agentId);
    expect((await send({ talk: ['two', 'a', 'b'] })).agentId).toBe(second.agentId);
  });

  test('are the same after a start', async () => {
    const sent = { headers: { 'x-session-id': 'a' }, system: 'You are main.', talk: ['go'] };
    const before = await send(sent);
    expect((await send({ ...sent, by: await start() })).agentId).toBe(before.agentId);
  });
});

describe('the conversation chain', () => {
  test('follows a conversation from turn to turn', async () => {
    const first = await send({ talk: ['fix the bug'] });
    expect(first.created).toBe(true);
    const talk = ['fix the bug', 'which one?', 'that one'];
    expect(await id({ talk })).toBe(first.sessionId);
    now += 3 * 60 * MINUTE;
    expect(await id({ talk: [...talk, 'done', 'thanks'] })).toBe(first.sessionId);
    expect(await store.listSessions({ limit: 10 })).toHaveLength(1);
  });

  test('goes by messages alone: other tools and another system text do not break it', async () => {
    const tools = (name: string) => ({ tools: [{ type: 'function', function: { name } }] });
    const first = await id({ talk: ['a', 'b', 'c'], system: 'Monday', body: tools('f') });
    expect(await id({ talk: ['a', 'b', 'c', 'd', 'e'], system: 'Tuesday', body: tools('g') })).toBe(first);
  });

  test('is not broken by cache marks that move from message to message', async () => {
    const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
    const first = await id({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: marked('c') },
      ],
    });
    const next = await id({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
        { role: 'assistant', content: 'd' },
        { role: 'user', content: marked('e') },
      ],
    });
    expect(next).toBe(first);
  });

  test('follows a branch back to where it parted', async () => {
    const first = await id({ talk: ['a', 'b', 'c'] });
    await id({ talk: ['a', 'b', 'c', 'd', 'e'] });
    expect(await id({ talk: ['a', 'b', 'c', 'other', 'way'] })).toBe(first);
  });

  test('two conversations with the same beginning are two, unless they come within ten minutes', async () => {
    const first = await id({ talk: ['hello'] });
    now += 9 * MINUTE;
    expect(await id({ talk: ['hello'] })).toBe(first);
    now += 11 * MINUTE;
    const later = await id({ talk: ['hello'] });
    expect(later).not.toBe(first);
  });

  test('a late answer to an opening, or one from another client, is no reason to take it for the same', async () => {
    const first = await id({ talk: ['hello'] });
    expect(await id({ talk: ['hello', 'hi', 'x'], client: 'another' })).not.toBe(first);
    now += 11 * MINUTE;
    expect(await id({ talk: ['hello', 'hey', 'y'] })).not.toBe(first);
  });

  test('more than an opening that no assistant answered is not followed', async () => {
    const first = await id({ messages: [{ role: 'user', content: 'one' }] });
    const second = await id({
      messages: [
        { role: 'user', content: 'one' },
        { role: 'user', content: 'two' },
      ],
    });
    expect(second).not.toBe(first);
  });

  test('an exact repeat within ten minutes goes to the same session', async () => {
    const talk = ['only this'];
    const all = await Promise.all(Array.from({ length: 50 }, () => send({ talk })));
    expect(new Set(all.map((each) => each.sessionId)).size).toBe(1);
    expect(all.filter((each) => each.created)).toHaveLength(1);
  });

  test('the same question of two tools is two conversations', async () => {
    const first = await send({ talk: ['only this'], client: 'cline' });
    const other = await send({ talk: ['only this'], client: 'continue' });
    expect(other).toMatchObject({ created: true });
    expect(other.sessionId).not.toBe(first.sessionId);
    const again = await send({ talk: ['only this'], client: 'continue' });
    expect(again).toMatchObject({ sessionId: other.sessionId, created: false });
  });

  test('is taken up again after a start, from what the store holds', async () => {
    const talk = ['a', 'b', 'c'];
    const first = await record({ talk, system: 'You are main.' });
    const again = await send({ talk: [...talk, 'd', 'e'], system: 'You are main.', by: await start() });
    expect(again).toMatchObject({ sessionId: first.sessionId, agentId: first.agentId, created: false });
  });

  test('an exact repeat right after a start is known, too, but not one of yesterday', async () => {
    const first = await record({ talk: ['hello'] });
    expect(await id({ talk: ['hello'], by: await start() })).toBe(first.sessionId);
    now += 24 * 60 * MINUTE;
    expect(await id({ talk: ['hello'], by: await start() })).not.toBe(first.sessionId);
  });
});

describe('the pinned session', () => {
  test('takes what identifies itself no other way', async () => {
    const pinned = await sessions.create({ name: 'pinned', provider: 'kimi', model: 'k2' });
    expect(sessions.pinned()).toMatchObject({ id: pinned.id, provider: 'kimi', model: 'k2' });
    expect(await send({ talk: ['hello'] })).toMatchObject({ sessionId: pinned.id, created: false });
  });

  test("wins over the chain where it was pinned after the conversation's last exchange, and not before", async () => {
    const talked = await id({ talk: ['a', 'b', 'c'] });
    now += MINUTE;
    const pinned = await sessions.create({ name: 'pinned later' });
    expect(await id({ talk: ['a', 'b', 'c', 'd', 'e'] })).toBe(pinned.id);
    expect(await id({ talk: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] })).toBe(pinned.id);

    const other = await id({ path: 'other', talk: ['x', 'y', 'z'] });
    expect(await id({ talk: ['x', 'y', 'z', '1', '2'] })).toBe(other);
    expect(talked).not.toBe(pinned.id);
  });

  test('is the same after a start', async () => {
    const pinned = await sessions.create({ name: 'pinned' });
    expect((await start()).pinned()?.id).toBe(pinned.id);
  });

  test('changes by activating another, and its model by a patch', async () => {
    const first = await sessions.create({ name: 'first' });
    const second = await sessions.create({ name: 'second' });
    expect((await sessions.get(first.id))?.is_pinned).toBe(false);
    now += 1000;
    const activated = await sessions.activate(first.id);
    expect(activated).toMatchObject({ id: first.id, is_pinned: true, is_active: true });
    await sessions.update(first.id, { model: 'k3', provider: null });
    expect(sessions.pinned()).toMatchObject({ id: first.id, model: 'k3', provider: null });
    expect((await sessions.list({ limit: 10 })).map((session) => [session.id, session.is_active])).toEqual([
      [second.id, false],
      [first.id, true],
    ]);
  });
});

describe('calls without a conversation', () => {
  test("go to a session kept for the client's calls of their kind", async () => {
    const first = await id({
      kind: 'fim',
      client: 'continue',
      messages: [{ role: 'user', content: 'def f' }],
    });
    expect(
      await id({ kind: 'fim', client: 'continue', messages: [{ role: 'user', content: 'def g' }] }),
    ).toBe(first);
    expect(await id({ kind: 'embedding', client: 'continue' })).not.toBe(first);
    expect((await sessions.get(first ?? 0))?.name).toBe('continue · fim');
  });

  test('go to the pinned session where there is one, and are never current', async () => {
    const fim = await id({ kind: 'fim', client: null });
    expect(await sessions.current()).toBeNull();
    const pinned = await sessions.create({ name: 'pinned' });
    expect(await id({ kind: 'fim', client: null })).toBe(pinned.id);
    expect(fim).not.toBe(pinned.id);
  });

  test('do not join conversations by their text', async () => {
    const talk = await id({ talk: ['a', 'b', 'c'] });
    expect(await id({ kind: 'fim', talk: ['a', 'b', 'c'] })).not.toBe(talk);
  });
});

describe('a new session', () => {
  const nameOf = async (sent: Sent) => (await sessions.get((await id(sent)) ?? 0))?.name;

  test('is named after its client and the first line of its user', async () => {
    expect(await nameOf({ client: 'kimi-code', talk: ['\n  Fix the\tparser \nplease'] })).toBe(
      'kimi-code · Fix the parser',
    );
    expect(await nameOf({ client: null, talk: ['Hello'] })).toBe('Hello');
    expect(await nameOf({ client: null, messages: [{ role: 'user', content: [] }] })).toBe('session');
  });

  test('is not named after what a tool puts before the text', async () => {
    const surroundings = '<environment_context>\n  cwd: /home/x\n</environment_context>\n<note>\n';
    expect(await nameOf({ talk: [`${surroundings}Write a test`] })).toBe('tool · Write a test');
    expect(
      await nameOf({
        messages: [
          { role: 'user', content: `${surroundings}` },
          { role: 'user', content: 'Go' },
        ],
      }),
    ).toBe('tool · Go');
    const rules = '# AGENTS.md instructions for /x\n\n<INSTRUCTIONS>\nBe kind.\n</INSTRUCTIONS>';
    expect(
      await nameOf({
        messages: [
          { role: 'user', content: rules },
          { role: 'user', content: 'Mend it' },
        ],
      }),
    ).toBe('tool · Mend it');
    const long = `<system-reminder>\n${'You may do this.\n'.repeat(1000)}</system-reminder>`;
    const content = [long, `${long}\nFind it`].map((text) => ({ type: 'text', text }));
    expect(await nameOf({ messages: [{ role: 'user', content }] })).toBe('tool · Find it');
  });

  test('has no controls in its name, and at most 80 characters', async () => {
    const name = await nameOf({ talk: [`\u001b[31mred\u202e \ud800${'🙂'.repeat(200)}`] });
    expect(name).toMatch(/^tool · \[31mred \ufffd🙂+…$/u);
    expect([...(name ?? '')]).toHaveLength(80);
  });

  test('is named after its client alone where no content may be kept', async () => {
    const discreet = await start(store, false);
    const made = await id({ talk: ['a secret'], by: discreet });
    expect((await sessions.get(made ?? 0))?.name).toBe('tool');
  });

  test('is told to the dashboards, and becomes the current one with its turn', async () => {
    const made = await id({ talk: ['hello'] });
    expect(events).toMatchObject([
      { type: 'session', change: 'created', session: { id: made, is_active: true, is_pinned: false } },
    ]);
    expect(await sessions.current()).toMatchObject({ id: made, is_active: true });
  });

  test('is told again when a turn makes it the current one once more, and not by each turn', async () => {
    const first = await id({ path: 'one', talk: ['hello'] });
    await id({ path: 'two', talk: ['hello'] });
    events.length = 0;
    await id({ path: 'one', talk: ['hello', 'yes', 'go on'] });
    await id({ path: 'one', talk: ['hello', 'yes', 'go on', 'done', 'and on'] });
    await vi.waitFor(() =>
      expect(events).toMatchObject([
        { type: 'session', change: 'updated', session: { id: first, is_active: true } },
      ]),
    );
  });

  test('is told now and then, with the last word right, where many take turns', async () => {
    const talk = ['hello'];
    const first = await id({ path: 'one', talk });
    const second = await id({ path: 'two', talk });
    events.length = 0;
    held = now;
    for (let turn = 0; turn < 20; turn++) {
      talk.push('yes', `go on ${turn}`);
      await id({ path: 'one', talk });
      await id({ path: 'two', talk });
    }
    await vi.waitFor(() =>
      expect(events.at(-1)).toMatchObject({ change: 'updated', session: { id: second, is_active: true } }),
    );
    expect(events.length).toBeLessThan(6);
    expect(first).not.toBe(second);
  });

  test('is not told to be the current one while another is pinned', async () => {
    await id({ path: 'one', talk: ['hello'] });
    await sessions.create({ name: 'pinned' });
    await id({ path: 'two', talk: ['hello'] });
    events.length = 0;
    await id({ path: 'one', talk: ['hello', 'yes', 'go on'] });
    expect(events).toEqual([]);
  });
});

describe('by hand', () => {
  test('every change is told', async () => {
    const { id: made } = await sessions.create({ name: 'a' });
    await sessions.update(made, { name: 'b' });
    await sessions.activate(made);
    await sessions.remove(made);
    expect(events.map((event) => [event.change, event.session.id])).toEqual([
      ['created', made],
      ['updated', made],
      ['activated', made],
      ['deleted', made],
    ]);
    expect(events[1]?.session).toMatchObject({
      name: 'b',
      created_at: '2026-01-01T00:00:00.000Z',
      last_turn_at: null,
      exchanges: 0,
    });
  });

  test('what is not there cannot be changed', async () => {
    await expect(sessions.activate(77_777)).rejects.toMatchObject({ code: 'not_found' });
    await expect(sessions.update(77_777, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(sessions.remove(77_777)).rejects.toMatchObject({ code: 'not_found' });
    expect(await sessions.get(77_777)).toBeNull();
    expect(events).toEqual([]);
  });

  test.each<[string, Sent]>([
    ['by header', { headers: { 'x-session-id': 'a' }, talk: ['x'] }],
    ['by name', { path: 'named', talk: ['x'] }],
    ['by chain', { talk: ['a', 'b', 'c'] }],
    ['by kind', { kind: 'fim' }],
    ['as a sub-agent', { headers: { 'x-session-id': 's', 'x-parent-session-id': 'p' }, talk: ['x'] }],
  ])('a deleted session does not come back: what went there %s gets a new one', async (_, sent) => {
    const first = await send(sent);
    await sessions.remove(first.sessionId ?? 0);
    const second = await send(sent);
    expect(second.created).toBe(true);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(second.agentId === null || second.agentId !== first.agentId).toBe(true);
    expect((await store.listSessions({ limit: 10 })).map((session) => session.id)).toEqual([
      second.sessionId,
    ]);
  });

  test('the pinned session, deleted, is pinned no more', async () => {
    const older = await record({ talk: ['hello'] });
    const { id: pinned } = await sessions.create({ name: 'pinned' });
    await sessions.remove(pinned);
    expect(sessions.pinned()).toBeNull();
    expect(await sessions.current()).toMatchObject({
      id: older.sessionId,
      is_active: true,
      is_pinned: false,
    });
    expect(await id({ talk: ['other'] })).not.toBe(pinned);
  });

  test('a deleted session can be brought back for ten minutes, as it was, and is told as a new one', async () => {
    const { id: made } = await sessions.create({ name: 'a' });
    await sessions.remove(made);
    expect(await sessions.get(made)).toBeNull();
    expect(sessions.isRemoved(made)).toBe(true);
    const back = await sessions.restore(made);
    expect(back).toMatchObject({ id: made, name: 'a', is_pinned: true, is_active: true });
    expect(sessions.isRemoved(made)).toBe(false);
    expect(sessions.pinned()?.id).toBe(made);
    expect(events.map((event) => event.change)).toEqual(['created', 'deleted', 'created']);
    await expect(sessions.restore(made)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a session that is deleted for good cannot be brought back', async () => {
    const { id: made } = await sessions.create({ name: 'a' });
    await sessions.remove(made, true);
    await expect(sessions.restore(made)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a conversation that went on elsewhere meanwhile stays there', async () => {
    const talk = { headers: { 'x-session-id': 'a' }, talk: ['x'] };
    const first = (await id(talk)) ?? 0;
    await sessions.remove(first);
    const second = await id(talk);
    await sessions.restore(first);
    expect(await id(talk)).toBe(second);
    expect(await sessions.list({ limit: 10 })).toHaveLength(2);
  });

  test('a session that is deleted while it is looked up is not given out', async () => {
    const first = await id({ headers: { 'x-session-id': 'a' } });
    const [, second] = await Promise.all([
      sessions.remove(first ?? 0),
      send({ headers: { 'x-session-id': 'a' } }),
    ]);
    const third = await id({ headers: { 'x-session-id': 'a' } });
    expect(third).not.toBe(first);
    expect(second.sessionId === first || second.sessionId === third).toBe(true);
    expect(await store.getSession(third ?? 0)).not.toBeNull();
  });
});

describe('a store that fails', () => {
  const broken = (): Store =>
    new Proxy(store, { get: () => () => Promise.reject(new Error('the disk is full')) }) as Store;

  test('costs the session, not the exchange, and is told', async () => {
    const directory = await start(broken());
    failures = [];
    for (const sent of [
      { talk: ['a'] },
      { headers: { 'x-session-id': 'a' } },
      { path: 'name' },
      { kind: 'fim' as const },
    ]) {
      expect(await send({ ...sent, by: directory })).toEqual({
        sessionId: null,
        agentId: null,
        created: false,
      });
    }
    expect(failures).toHaveLength(4);
  });

  test('and comes back is used again', async () => {
    let works = false;
    const shaky = new Proxy(store, {
      get: (target, key: keyof Store) => (works ? target[key] : () => Promise.reject(new Error('locked'))),
    }) as Store;
    const directory = await start(shaky);
    const sent = { headers: { 'x-session-id': 'a' }, talk: ['a', 'b', 'c'], by: directory };
    expect((await send(sent)).sessionId).toBeNull();
    expect((await send({ talk: ['x', 'y', 'z'], by: directory })).sessionId).toBeNull();
    works = true;
    expect((await send(sent)).sessionId).not.toBeNull();
    expect((await send({ talk: ['x', 'y', 'z'], by: directory })).created).toBe(true);
  });
});
