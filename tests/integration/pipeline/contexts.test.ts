import { describe, expect, it } from 'vitest';
import {
  compositionSchema,
  contextDiffSchema,
  type ExchangeView,
  type MemoryPoint,
  type SessionView,
} from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { agentModel } from '../../support/fixtures/answers/index.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { countByTiktoken } from '../../support/tiktoken.ts';
import { json } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

const contextOf = async (proxy: InProcess, id: string) =>
  compositionSchema.parse(await proxy.get(`/api/exchanges/${id}/context`));
const diffOf = async (proxy: InProcess, id: string, query = '') =>
  contextDiffSchema.parse(await proxy.get(`/api/exchanges/${id}/diff${query}`));

interface Message {
  role: string;
  content: string;
}

/** A program before an upstream that says nothing of tokens, and one turn after another of one session. */
async function talking(capture = 'full') {
  const upstream = await upstreamOf();
  upstream.always(json(200, { choices: [{ message: { role: 'assistant', content: 'ok' } }] }));
  const proxy = await proxyOf(`capture = "${capture}"\n${providers({ up: upstream.url })}`);
  const ask = async (messages: Message[], more: object = {}): Promise<ExchangeView> => {
    const answer = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: 'up/gpt-4o', messages, ...more },
      headers: { 'x-kimi-proxy-session': 'talk' },
    });
    return proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
  };
  return { upstream, proxy, ask };
}

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const tokens = (text: string) => countByTiktoken(text, 'o200k_base');

async function memoryOf(proxy: InProcess, { session_id: id }: ExchangeView): Promise<MemoryPoint[]> {
  return proxy.get(`/api/sessions/${id}/memory`);
}

describe('memory in what is sent', () => {
  it('is told from chat, exchange by exchange', async () => {
    const { proxy, ask } = await talking();
    const tag = '<mcp-memory>The user likes short answers.</mcp-memory>';
    const references = ['@memory[style]', '@recall(last week)', '@remember(this, too)'];
    const first = [
      { role: 'system', content: `Be kind. ${tag}` },
      user(`Hello ${references[0]}, ${references[1]}!`),
    ];
    await ask(first);
    const second = [...first, assistant('Hello.'), user(`${references[2]} and me@recall(nothing)`)];
    await ask(second);
    const last = await ask([user('No memory at all, a@b.c')]);
    const points = await memoryOf(proxy, last);
    const begun = [tag, ...references.slice(0, 2)].reduce((sum, text) => sum + tokens(text), 0);
    expect(points.map((point) => point.memory_tokens)).toEqual([
      begun,
      begun + tokens(references[2] ?? ''),
      0,
    ]);
    for (const {
      prompt_tokens: prompt,
      memory_tokens: memory,
      chat_tokens: chat,
      memory_ratio: ratio,
    } of points) {
      expect((memory ?? 0) + (chat ?? 0)).toBe(prompt);
      expect(ratio).toBe((memory ?? 0) / (prompt ?? 1));
    }
    const [, turn] = points;
    const composition = await contextOf(proxy, turn?.exchange_id ?? '');
    expect(composition.parts.find(({ part }) => part === 'memory')).toMatchObject({
      tokens: turn?.memory_tokens,
      blocks: 3,
    });
    expect(composition.tokens).toBe(turn?.prompt_tokens);
  });

  it('is counted in results of tools, and where no content is kept', async () => {
    const { proxy, ask } = await talking('none');
    const result = `found: ${'<mcp-memory>x</mcp-memory> '.repeat(3)}`;
    const view = await ask([
      user('look'),
      {
        role: 'assistant',
        content: '',
        ...{
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'recall', arguments: '{"q":"@memory[no]"}' } },
          ],
        },
      },
      { role: 'tool', content: result, ...{ tool_call_id: 'c1' } },
    ]);
    const [point] = await memoryOf(proxy, view);
    expect(point?.memory_tokens).toBe(3 * tokens('<mcp-memory>x</mcp-memory>'));
    const composition = await contextOf(proxy, view.id);
    expect(composition.estimated_blocks).toBe(0);
    expect(composition.heaviest.map(({ preview }) => preview)).toEqual(composition.heaviest.map(() => null));
  });

  it('of a conversation that grows large is right from turn to turn', async () => {
    const { proxy, ask } = await talking();
    const messages: Message[] = [];
    let view: ExchangeView | null = null;
    for (let turn = 0; turn < 6; turn++) {
      messages.push(user(`${'word '.repeat(2000)} @memory[${turn}]`), assistant(`answer ${turn}`));
      view = await ask(messages);
    }
    if (view === null) throw new Error('nothing was asked');
    const points = await memoryOf(proxy, view);
    const each = tokens('@memory[0]');
    expect(points.map((point) => point.memory_tokens)).toEqual(
      [1, 2, 3, 4, 5, 6].map((turns) => turns * each),
    );
  });

  it('is found in a megabyte of open tags without holding anything up', async () => {
    const { proxy, ask } = await talking();
    const view = await ask([user('@memory['.repeat(130_000)), user('<mcp-memory>'.repeat(80_000))]);
    expect((await memoryOf(proxy, view))[0]?.memory_tokens).toBe(0);
  });
});

describe('the contexts of a conversation', () => {
  it('are no calibrated count where the provider counts a fraction of it', async () => {
    const { upstream, proxy, ask } = await talking();
    const usage = { prompt_tokens: 10, completion_tokens: 1 };
    upstream.next(json(200, { choices: [{ message: { role: 'assistant', content: 'ok' } }], usage }));
    const { id } = await ask([user('word '.repeat(500))]);
    expect(await contextOf(proxy, id)).toMatchObject({ tokens: 10, source: 'estimate' });
  });

  it('are compared with the turn before, and their parts are the whole that was counted', async () => {
    const { proxy, ask } = await talking();
    // An agent is known by how its system text begins.
    const system = (day: string) => ({
      role: 'system',
      content: `${'You help. '.repeat(60)}Today is ${day}.`,
    });
    const first = await ask([system('Monday'), user('Hello')]);
    const second = await ask([system('Tuesday'), user('Hello'), assistant('Hi'), user('Again')]);
    const diff = await diffOf(proxy, second.id);
    expect(diff).toMatchObject({
      against: first.id,
      parts_at: { kind: 'system', position: 0, message: 0 },
      kept: { blocks: 1, tokens: 1 },
      added: { blocks: 2 },
      edited: { blocks: 1 },
      changes: [
        {
          op: 'edited',
          text: {
            changes: [
              { op: 'skipped' },
              { op: 'same' },
              { op: 'removed', text: 'Monday' },
              { op: 'added', text: 'Tuesday' },
              { op: 'same', text: '.' },
            ],
          },
        },
        { op: 'kept', blocks: 1 },
        { op: 'added', role: 'assistant', preview: 'Hi' },
        { op: 'added', role: 'user', preview: 'Again' },
      ],
    });
    const composition = await contextOf(proxy, second.id);
    expect(composition.source).toBe('exact');
    expect(composition.tokens).toBe(second.tokens.context);
    // Three and the role for each of four messages, three for the reply.
    expect(composition.parts.find(({ part }) => part === 'overhead')?.tokens).toBe(4 * 4 + 3);
    expect(composition.heaviest.find(({ role }) => role === 'assistant')).toMatchObject({
      message: 2,
      age: 0,
    });
    expect(composition.heaviest.find(({ preview }) => preview === 'Hello')).toMatchObject({
      message: 1,
      age: 1,
    });
  });
});

/** Renames tools so that they look like those of MCP servers, as Claude Code names them. */
function withServers(body: string, names: ReadonlyMap<string, string>): string {
  let renamed = body;
  for (const [name, to] of names) renamed = renamed.replaceAll(`"${name}"`, `"${to}"`);
  return renamed;
}

describe('contexts of a real tool', () => {
  it('are told by tool and server; what it never calls is named with its price', async () => {
    const upstream = await upstreamOf();
    upstream.always(agentModel('/note.txt'));
    const proxy = await proxyOf(
      `[providers.up]\ntype = "anthropic"\nbase_url = "${upstream.url}"\napi_key = "k"\n[models."*"]\nprovider = "up"\n`,
    );
    const fixture = toolFixtures().find(({ tool }) => tool === '@anthropic-ai/claude-code');
    const offered = new Set<string>();
    for (const { body } of fixture?.requests ?? [])
      for (const [, name] of String(body).matchAll(/"name":"(tool_\d+)"/g)) offered.add(name ?? '');
    const names = new Map(
      [...offered].map((name, i) => [name, i % 2 === 0 ? name : `mcp__server_${i % 3}__${name}`]),
    );
    const views: ExchangeView[] = [];
    for (const request of fixture?.requests ?? []) {
      const answer = await send(`${proxy.url}${request.path}`, {
        body: withServers(String(request.body), names),
        headers: Object.fromEntries(
          request.headers.filter(
            ([name]) => !/^(?:authorization|x-api-key|accept-encoding|content-length)$/i.test(name),
          ),
        ),
      });
      views.push(await proxy.exchange(answer.headers['x-kimi-proxy-exchange']));
    }
    const agents = new Map<string, number>();
    for (const view of views) {
      const composition = await contextOf(proxy, view.id);
      expect(composition.parts.reduce((sum, part) => sum + part.tokens, 0)).toBe(view.tokens.context);
      expect(composition.estimated_blocks).toBe(0);
      const { tools, servers, never_called: never } = composition.schemas;
      const schemas = composition.parts.find(({ part }) => part === 'tool_schema')?.tokens ?? 0;
      expect(tools.reduce((sum, tool) => sum + tool.tokens, 0)).toBe(schemas);
      expect(servers.reduce((sum, server) => sum + server.tokens, 0)).toBe(schemas);
      for (const { name, server } of tools)
        expect(server).toBe(/^mcp__(server_\d)__/.exec(name ?? '')?.[1] ?? null);
      expect(never.tools).toBe(tools.filter(({ calls }) => calls === 0).length);
      const diff = await diffOf(proxy, view.id);
      expect(diff.kept.blocks + diff.added.blocks + diff.edited.blocks + diff.reordered.blocks).toBe(
        composition.blocks,
      );
      if (view.kind !== 'turn') continue;
      const agent = `${view.session_id} ${view.agent_id}`;
      expect(diff.against === null).toBe(!agents.has(agent));
      agents.set(agent, (agents.get(agent) ?? 0) + 1);
    }
    const sessions = await proxy.get<SessionView[]>('/api/sessions');
    expect(sessions.length).toBe(new Set(views.map(({ session_id: id }) => id)).size);
    const called = await Promise.all(views.map(async ({ id }) => (await contextOf(proxy, id)).schemas.tools));
    expect(called.flat().some(({ calls, server }) => server !== null && (calls ?? 0) > 0)).toBe(true);
    expect(Math.max(...agents.values())).toBeGreaterThan(4);
  });
});
