import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CacheExplanation,
  cacheExplanationSchema,
  type ExchangeView,
} from '../../../src/contract/index.ts';
import { systemClock } from '../../../src/exchange/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import { type PrefixCacheOptions, prefixCache } from '../../support/prefix-cache.ts';
import {
  assistant,
  type Message,
  system,
  TOOLS,
  talk,
  tool,
  user,
  words,
} from '../../support/scripted-talk.ts';
import { startUpstream, type Upstream } from '../../support/upstream/index.ts';

const MINUTE = 60_000;

interface Asked extends CacheExplanation {
  /** What the provider counted. */
  input: number;
}

interface Stage {
  /** Sends a request and explains what came of its cache. */
  ask(body: object, more?: { headers?: Record<string, string>; path?: string }): Promise<Asked>;
  /** Explains an exchange again. */
  explain(id: string, query?: string): Promise<CacheExplanation>;
  later(ms: number): void;
}

/** Without one for output: what the cache saves does not depend on it. */
const PRICES = 'price = { input = 2, cache_read = 0.2 }';
const MODELS = ['gpt-5', 'gpt-5-mini', 'deepseek-chat'].map((id) => `{ id = "${id}", ${PRICES} }`).join(', ');

function configOf(url: string): string {
  const chats = ['openai', 'deepseek', 'unheard'].map(
    (name) =>
      `[providers.${name}]\ntype = "openai-compatible"\nbase_url = "${url}"\napi_key = "k"\nmodels = [${MODELS}]`,
  );
  return [...chats, `[providers.anthropic]\nbase_url = "${url}"\napi_key = "k"`].join('\n');
}

let moved = 0;
const clock = { now: () => systemClock.now() + moved, monotonic: systemClock.monotonic };
let upstream: Upstream;
let proxy: InProcess;
let stages = 0;

beforeAll(async () => {
  upstream = await startUpstream();
  proxy = await serve({ config: configOf(upstream.url), clock });
});

afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

/** A provider with an empty cache, and a session of its own; what others sent is days ago. */
function stage(options: Partial<PrefixCacheOptions> = {}): Stage {
  const name = `scripted ${++stages}`;
  moved += 3 * 24 * 60 * MINUTE;
  upstream.always(prefixCache({ now: clock.now, ...options }));
  const explain = async (id: string, query = ''): Promise<CacheExplanation> =>
    cacheExplanationSchema.parse(await proxy.get(`/api/exchanges/${id}/cache${query}`));
  return {
    explain,
    later: (ms) => {
      moved += ms;
    },
    async ask(body, { headers = {}, path = '/v1/chat/completions' } = {}) {
      const answer = await send(`${proxy.url}${path}`, {
        body: { model: 'openai/gpt-5', ...body },
        headers: { 'x-kimi-proxy-session': name, ...headers },
      });
      expect(answer.status).toBe(200);
      await proxy.program.idle();
      moved += 1000;
      const id = String(answer.headers['x-kimi-proxy-exchange']);
      const view = await proxy.get<ExchangeView>(`/api/exchanges/${id}`);
      return { ...(await explain(id)), input: view.usage?.input ?? 0 };
    },
  };
}

/** Within the steps of the provider and what is shared out by counts. */
function about(actual: number | null, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(Math.max(140, expected * 0.06));
}

const chat = (messages: Message[], date = '2026-11-26', tools: unknown[] = TOOLS) => ({
  tools,
  messages: [{ role: 'system', content: system(date) }, ...messages],
});

describe('the cache of a conversation that grows', () => {
  it('is hit, turn by turn, after a first request that could not be', async () => {
    const { ask } = stage();
    const first = await ask(chat(talk(1)));
    expect(first).toMatchObject({ cause: 'first', reported: { read: 0 }, lost_tokens: 0, lost_usd: 0 });
    expect(first.rule).toMatchObject({ id: 'openai', known: true, mode: 'automatic', step_tokens: 128 });
    let last = first;
    for (const turns of [2, 3, 4]) {
      const next = await ask(chat(talk(turns)));
      expect(next).toMatchObject({ cause: 'hit', broke_at: null, lost_tokens: 0, lost_usd: 0 });
      expect(next.compared_with?.exchange_id).toBe(last.exchange_id);
      expect(next.reported.read).toBeGreaterThan(1024);
      about(next.expected_tokens, next.reported.read ?? 0);
      last = next;
    }
  });
});

describe('a cache that breaks', () => {
  it('because the client edited an earlier message: names the message, its line, tokens and money', async () => {
    const { ask } = stage();
    await ask(chat(talk(3)));
    const before = await ask(chat(talk(4)));
    expect(before.cause).toBe('hit');
    const edited = talk(5, (message, turn) =>
      turn === 1 ? user(`${String(message.content)}\n\nEdited afterwards.`) : message,
    );
    const broken = await ask(chat(edited));
    expect(broken.cause).toBe('history_edited');
    // Three tools, the system prompt, the first question and its answer stand before it.
    expect(broken.broke_at).toMatchObject({
      index: 6,
      change: 'edited',
      kind: 'text',
      role: 'user',
      line: 2,
      before: '',
      after: '',
    });
    expect(broken.explanation).toMatch(
      /^The client changed what was said before: block 7 \(user text\) changed/,
    );
    const lost = broken.lost_tokens ?? 0;
    expect(lost).toBeGreaterThan(500);
    // All of the turn before.
    about(lost + (broken.reported.read ?? 0), before.input);
    expect(broken.lost_usd).toBeCloseTo((lost * 1.8) / 1e6, 8);
  });

  it.each([
    ['added', [...TOOLS, tool('search')], { added: ['search'], removed: [], edited: [] }, 3, 'search'],
    ['added', [tool('apply'), ...TOOLS], { added: ['apply'], removed: [], edited: [] }, 0, 'apply'],
    ['removed', [TOOLS[0], TOOLS[2]], { added: [], removed: ['write_file'], edited: [] }, 1, 'write_file'],
    [
      'edited',
      [TOOLS[0], tool('write_file', 'Writes.'), TOOLS[2]],
      { added: [], removed: [], edited: ['write_file'] },
      1,
      'write_file',
    ],
    [
      'moved',
      [TOOLS[1], TOOLS[0], TOOLS[2]],
      { added: [], removed: [], edited: [], reordered: true },
      0,
      'write_file',
    ],
  ])('because a tool was %s: names it', async (change, tools, changes, index, name) => {
    const { ask } = stage();
    await ask(chat(talk(1)));
    await ask(chat(talk(2)));
    const broken = await ask(chat(talk(3), '2026-11-26', tools));
    expect(broken).toMatchObject({
      cause: 'tools_changed',
      broke_at: { index, change, tool: name, kind: 'tool_schema' },
    });
    expect(broken.tools).toMatchObject(changes);
    expect(broken.explanation).toContain(name);
    expect(broken.reported.read).toBe(0);
    expect(broken.lost_tokens).toBeGreaterThan(1500);
    expect(broken.lost_usd).toBeCloseTo(((broken.lost_tokens ?? 0) * 1.8) / 1e6, 8);
  });

  it('because a date in the system prompt changed: names the line and both texts', async () => {
    const { ask, explain } = stage();
    await ask(chat(talk(1)));
    const before = await ask(chat(talk(2)));
    const broken = await ask(chat(talk(3), '2026-11-27'));
    expect(broken).toMatchObject({
      cause: 'system_changed',
      broke_at: {
        index: 3,
        change: 'edited',
        kind: 'system',
        role: 'system',
        line: 3,
        before: 'Today is 2026-11-26.',
        after: 'Today is 2026-11-27.',
      },
    });
    // What stands in front of the line came from the cache, what stands behind it did not.
    about(broken.shared.tokens, broken.reported.read ?? 0);
    about((broken.lost_tokens ?? 0) + (broken.reported.read ?? 0), before.input);
    expect(broken.explanation).toMatch(
      /^The system prompt changed: block \d+ \(system text\) changed, line 3: was “Today is 2026-11-26.”, is now “Today is 2026-11-27.”/,
    );
    const french = await explain(broken.exchange_id, '?lang=fr');
    expect(french.explanation).toContain('Le prompt système a changé');
    expect(french.explanation).toContain('ligne 3\u00a0: «\u00a0Today is 2026-11-26.\u00a0» est devenu «');
    const { input, ...english } = broken;
    expect({ ...french, explanation: '' }).toEqual({ ...english, explanation: '' });
    expect(input).toBeGreaterThan(before.input);
    // The conversation goes on, and so does its agent.
    const diff = await proxy.get(`/api/exchanges/${broken.exchange_id}/diff`);
    expect(diff).toMatchObject({ against: before.exchange_id, edited: { blocks: 1 } });
  });

  it('because the next turn went to another provider or model: names both', async () => {
    const { ask } = stage();
    await ask(chat(talk(1)));
    await ask(chat(talk(2)));
    const model = await ask({ ...chat(talk(3)), model: 'openai/gpt-5-mini' });
    expect(model).toMatchObject({ cause: 'route_changed', broke_at: null });
    expect(model.explanation).toContain('openai/gpt-5, and now to openai/gpt-5-mini');
    const provider = await ask({ ...chat(talk(4)), model: 'deepseek/deepseek-chat' });
    expect(provider).toMatchObject({
      cause: 'route_changed',
      compared_with: { provider: 'openai', provider_model: 'gpt-5-mini' },
    });
    expect(provider.lost_tokens).toBeGreaterThan(1500);
    expect(model.lost_tokens).toBeGreaterThan(1000);
    for (const { lost_tokens: lost, lost_usd: usd } of [model, provider])
      expect(usd).toBeCloseTo(((lost ?? 0) * 1.8) / 1e6, 8);
    const again = await ask({ ...chat(talk(5)), model: 'deepseek/deepseek-chat' });
    expect(again.cause).toBe('hit');
  });

  it('because it was too long ago: says how long', async () => {
    const { ask, later } = stage();
    await ask(chat(talk(1)));
    const warm = await ask(chat(talk(2)));
    expect(warm.cause).toBe('hit');
    later(47 * MINUTE);
    const cold = await ask(chat(talk(3)));
    expect(cold).toMatchObject({ cause: 'expired', broke_at: null, reported: { read: 0 } });
    expect(cold.compared_with?.age_s).toBeGreaterThan(47 * 60);
    expect(cold.explanation).toContain('47 min before');
    about(cold.lost_tokens, warm.input);
    expect(cold.lost_usd).toBeCloseTo(((cold.lost_tokens ?? 0) * 1.8) / 1e6, 8);
    later(2 * MINUTE);
    expect((await ask(chat(talk(4)))).cause).toBe('hit');
  });

  it('because the provider dropped it: no cause of ours is made up', async () => {
    const { ask, later } = stage({ lifetimeMs: 1500 });
    await ask(chat(talk(1)));
    later(MINUTE);
    const missed = await ask(chat(talk(2)));
    expect(missed).toMatchObject({ cause: 'provider_missed', broke_at: null, reported: { read: 0 } });
    expect(missed.lost_tokens).toBe(missed.expected_tokens);
  });

  it('because what keys the cache changed: names the member', async () => {
    const { ask } = stage({ keys: ['prompt_cache_key'] });
    await ask({ ...chat(talk(1)), prompt_cache_key: 'a' });
    const other = await ask({ ...chat(talk(2)), prompt_cache_key: 'b' });
    expect(other).toMatchObject({ cause: 'parameters_changed', parameters: ['prompt_cache_key'] });
  });

  it('because the client compacted: says that this was meant', async () => {
    const { ask } = stage();
    for (const turns of [1, 2, 3, 4, 5, 6]) await ask(chat(talk(turns)));
    const short = await ask(
      chat([user(`Summary: ${words('sum', 60)}`), assistant('Done.'), ...talk(7).slice(-3)]),
    );
    expect(short.cause).toBe('compacted');
    expect(short.broke_at).toMatchObject({ index: 4, kind: 'text' });
  });
});

describe('a cache that is not broken', () => {
  it('stays told apart for sub-agents that run beside', async () => {
    const { ask } = stage();
    const agent = (name: string, turns: number) =>
      ask({
        tools: TOOLS.slice(0, 2),
        messages: [
          { role: 'system', content: `${name} agent.\n${words(name, 700)}` },
          ...talk(turns, (message) => user(`${name} ${String(message.content)}`)),
        ],
      });
    await ask(chat(talk(1)));
    expect((await agent('search', 1)).cause).toBe('first');
    expect((await agent('test', 1)).cause).toBe('first');
    expect((await ask(chat(talk(2)))).cause).toBe('hit');
    expect((await agent('search', 2)).cause).toBe('hit');
    expect((await agent('test', 2)).cause).toBe('hit');
    expect((await ask(chat(talk(3)))).cause).toBe('hit');
  });

  it('is found by the same conversation in another session', async () => {
    const { ask } = stage();
    await ask(chat(talk(1)));
    const first = await ask(chat(talk(2)));
    const other = await ask(chat(talk(3)), { headers: { 'x-kimi-proxy-session': 'resumed' } });
    expect(other).toMatchObject({ cause: 'hit', compared_with: { exchange_id: first.exchange_id } });
    expect(other.compared_with?.session_id).toBe(first.compared_with?.session_id);
  });

  it('is not known where the provider says nothing of it', async () => {
    const { ask } = stage({ reports: false });
    await ask({ ...chat(talk(1)), model: 'openai/gpt-5-nano' });
    const known = await ask({ ...chat(talk(2)), model: 'openai/gpt-5-nano' });
    expect(known).toMatchObject({
      cause: 'not_reported',
      lost_tokens: null,
      reported: { read: null, write: null },
    });
    expect(known.expected_tokens).toBeGreaterThan(1024);
    await ask({ ...chat(talk(1)), model: 'unheard/m' });
    const unheard = await ask({ ...chat(talk(2)), model: 'unheard/m' });
    expect(unheard).toMatchObject({ cause: 'unknown_provider', rule: { known: false }, lost_usd: null });
    expect(unheard.explanation).toContain('unheard is not known to cache');
  });

  it('is judged like any other where an unknown provider turns out to have one', async () => {
    const { ask } = stage();
    await ask({ ...chat(talk(1)), model: 'unheard/m' });
    expect(await ask({ ...chat(talk(2)), model: 'unheard/m' })).toMatchObject({
      cause: 'hit',
      rule: { known: false, mode: 'automatic' },
    });
    expect((await ask({ ...chat(talk(3), '2026-11-27'), model: 'unheard/m' })).cause).toBe('system_changed');
  });

  it('needs a request that is long enough', async () => {
    const { ask } = stage();
    await ask({ messages: [user('Hello')] });
    const short = await ask({ messages: [user('Hello'), assistant('Done.'), user('More')] });
    expect(short).toMatchObject({ cause: 'too_short', lost_tokens: 0 });
  });
});

describe('a cache by marks', () => {
  const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
  const claude = (turns: number, more: { date?: string; marks?: boolean; thinking?: object } = {}) => {
    const { date = '2026-11-26', marks = true, thinking } = more;
    const messages: Message[] = talk(turns);
    const last = messages.at(-1);
    if (marks && last !== undefined) messages[messages.length - 1] = user(marked(String(last.content)));
    return {
      model: 'anthropic/claude-sonnet-4-5',
      max_tokens: 100,
      system: marks ? marked(system(date)) : system(date),
      messages,
      ...(thinking === undefined ? {} : { thinking }),
    };
  };
  const path = { path: '/v1/messages' };

  it('is hit though the mark moves with each turn', async () => {
    const { ask } = stage({ marks: true, step: 1 });
    const first = await ask(claude(1), path);
    expect(first).toMatchObject({
      cause: 'first',
      rule: { mode: 'breakpoints', lifetime_s: { least: 300 } },
    });
    const second = await ask(claude(2), path);
    expect(second).toMatchObject({ cause: 'hit', lost_tokens: 0 });
    expect(second.reported.read).toBe(first.reported.write);
    expect(second.expected_tokens).toBe(second.reported.read);
    expect((await ask(claude(3), path)).cause).toBe('hit');
  });

  it('breaks by a line of the system prompt, and what was written anew is paid as that', async () => {
    const { ask } = stage({ marks: true, step: 1 });
    await ask(claude(1), path);
    const before = await ask(claude(2), path);
    const broken = await ask(claude(3, { date: '2026-11-27' }), path);
    expect(broken).toMatchObject({
      cause: 'system_changed',
      broke_at: { index: 0, line: 3, after: 'Today is 2026-11-27.' },
      reported: { read: 0 },
    });
    about(broken.lost_tokens, (before.reported.read ?? 0) + (before.reported.write ?? 0));
    // Written at 3.75 dollars a million, in place of read at 0.30.
    expect(broken.lost_usd).toBeCloseTo(((broken.lost_tokens ?? 0) * 3.45) / 1e6, 6);
  });

  it('needs marks', async () => {
    const { ask } = stage({ marks: true, step: 1 });
    await ask(claude(1), path);
    const bare = await ask(claude(2, { marks: false }), path);
    expect(bare.cause).toBe('no_breakpoint');
    about(bare.lost_tokens, bare.shared.tokens ?? 0);
    expect(bare.explanation).toContain('cache_control');
  });

  it('goes by thinking, too', async () => {
    const { ask } = stage({ marks: true, step: 1, keys: ['thinking'] });
    await ask(claude(1), path);
    const other = await ask(claude(2, { thinking: { type: 'enabled', budget_tokens: 1024 } }), path);
    expect(other).toMatchObject({ cause: 'parameters_changed', parameters: ['thinking'] });
  });
});

describe('the explanation of an exchange', () => {
  it('holds for hostile content: long lines, half characters, names of the language', async () => {
    const { ask } = stage();
    const long = 'x'.repeat(100_000);
    const hostile = (end: string) => ({
      tools: [tool('__proto__'), tool('constructor')],
      messages: [{ role: 'system', content: `${long}\ud800${end}` }, user('\udfff'.repeat(1000)), user(long)],
    });
    await ask(hostile('a'));
    const broken = await ask(hostile('b'));
    expect(broken.cause).toBe('system_changed');
    expect(broken.broke_at?.line).toBe(1);
    expect(broken.broke_at?.before?.length).toBeLessThan(210);
    expect(JSON.stringify(broken).isWellFormed()).toBe(true);
    const tools = await ask({ ...hostile('b'), tools: [tool('constructor')] });
    expect(tools.tools).toMatchObject({ removed: ['__proto__'], added: [] });
  });

  it('is refused for what is not there, and a query that means nothing', async () => {
    const { explain } = stage();
    await expect(explain('nobody')).rejects.toThrow('404');
    await expect(explain('nobody', '?lange=fr')).rejects.toThrow('400');
  });
});
