import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import {
  type ExchangeView,
  rowOf,
  type SequencedEvent,
  type SessionView,
} from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { chat, chatStream, json, stall, status } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

type Message = { role: string; content: string };

function ask(
  proxy: InProcess,
  messages: Message[],
  more: { headers?: Record<string, string>; body?: object; path?: string } = {},
): Promise<RawAnswer> {
  return send(`${proxy.url}${more.path ?? '/v1/chat/completions'}`, {
    body: { model: 'up/gpt-4o', messages, ...more.body },
    headers: more.headers ?? {},
  });
}

async function viewOf(proxy: InProcess, answer: RawAnswer): Promise<ExchangeView> {
  return proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
}

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

describe('the tokens of an exchange', () => {
  it('are counted exactly by the published rules where the provider says nothing', async () => {
    const upstream = await upstreamOf();
    upstream.always(json(200, { choices: [{ message: { role: 'assistant', content: 'Hello, world!' } }] }));
    const proxy = await proxyOf(
      providers({ up: upstream.url }, { up: 'models = [{ id = "gpt-4o", max_context_size = 1000 }]' }),
    );
    const view = await viewOf(proxy, await ask(proxy, [user('Hello world')]));
    // 2 for the text, 3 and the role for the message, 3 for the reply; 4 in the answer.
    expect(view.tokens).toMatchObject({
      context: 9,
      input: 9,
      output: 4,
      window: 1000,
      context_use: 0.009,
      source: 'exact',
    });
    expect(view.usage).toBeNull();
    expect(view.cost).toMatchObject({ usd: null, source: null });
  });

  it('are the provider’s where it says them, and an estimate for models of unknown vocabulary', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(providers({ up: upstream.url }));
    upstream.next(
      json(200, {
        choices: [],
        usage: { prompt_tokens: 77, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 64 } },
      }),
    );
    const said = await viewOf(proxy, await ask(proxy, [user('Hello')]));
    expect(said.tokens).toMatchObject({
      context: 77,
      input: 77,
      cache_read: 64,
      output: 5,
      source: 'provider',
    });
    upstream.next(json(200, { choices: [] }));
    const guessed = await viewOf(proxy, await ask(proxy, [user('Hello')], { body: { model: 'up/kimi-k2' } }));
    expect(guessed.tokens.source).toBe('estimate');
    expect(guessed.tokens.window).toBeNull();
    expect(guessed.tokens.context_use).toBeNull();
  });

  it('of a megabyte of one letter are exact, too, and hold nothing up', async () => {
    const upstream = await upstreamOf();
    upstream.always(json(200, { choices: [] }));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const slow = ask(proxy, [user('a'.repeat(1_000_000))]);
    expect((await ask(proxy, [user('quick')])).status).toBe(200);
    const view = await viewOf(proxy, await slow);
    expect(view.tokens.source).toBe('exact');
    // Eight letters a token, and what the chat adds.
    expect(view.tokens.context).toBe(125_000 + 7);
  });
});

describe('the session of an exchange', () => {
  it('is found by its conversation, and a new conversation is a new session', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const first = await viewOf(proxy, await ask(proxy, [user('one'), assistant('two'), user('three')]));
    const next = await viewOf(
      proxy,
      await ask(proxy, [user('one'), assistant('two'), user('three'), assistant('four'), user('five')]),
    );
    const other = await viewOf(proxy, await ask(proxy, [user('something else')]));
    expect(next.session_id).toBe(first.session_id);
    expect(other.session_id).not.toBe(first.session_id);
  });

  it('is named in the base URL, in our header, by the client’s header or in the body', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const byPath = await viewOf(
      proxy,
      await ask(proxy, [user('a')], { path: '/s/My%20run/v1/chat/completions' }),
    );
    const byHeader = await viewOf(
      proxy,
      await ask(proxy, [user('b')], { headers: { 'x-kimi-proxy-session': 'My run' } }),
    );
    const byBody = await viewOf(
      proxy,
      await ask(proxy, [user('c')], { body: { prompt_cache_key: 'session_1' } }),
    );
    const again = await viewOf(
      proxy,
      await ask(proxy, [user('d')], { body: { prompt_cache_key: 'session_1' } }),
    );
    expect(byHeader.session_id).toBe(byPath.session_id);
    expect(byBody.session_id).not.toBe(byPath.session_id);
    expect(again.session_id).toBe(byBody.session_id);
    const sessions = await proxy.get<SessionView[]>('/api/sessions');
    expect(sessions.map((session) => session.name)).toContain('My run');
  });

  it('is the one made by hand where nothing else says, and “auto” is its model', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const made = await send(`${proxy.url}/api/sessions`, {
      body: { name: 'By hand', provider: 'up', model: 'm-9' },
    });
    expect(made.status).toBe(201);
    const view = await viewOf(proxy, await ask(proxy, [user('x')], { body: { model: 'auto' } }));
    expect(view).toMatchObject({
      session_id: made.json().id,
      provider: 'up',
      provider_model: 'm-9',
      route: { rule: 'auto' },
    });
    expect(upstream.requests[0]?.json().model).toBe('m-9');
  });

  it('takes many exchanges at once', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        ask(proxy, [user(`n ${n}`)], { headers: { 'x-session-id': 'one' } }),
      ),
    );
    await proxy.program.idle();
    const sessions = await proxy.get<SessionView[]>('/api/sessions');
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.exchanges).toBe(60);
  });
});

describe('what is kept', () => {
  const tools = [
    {
      type: 'function',
      function: { name: 'read', parameters: { type: 'object', properties: { model: { type: 'string' } } } },
    },
  ];

  it('gives the request back byte for byte, and the answer', async () => {
    const upstream = await upstreamOf();
    upstream.always(chatStream({ chunks: ['An ', 'answer'] }));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const body = JSON.stringify(
      {
        model: 'up/m',
        stream: true,
        tools,
        messages: [user('h\u00e9 "quoted" 😀'.repeat(40)), assistant('ok'), user('more')],
        n: 1,
      },
      null,
      1,
    );
    const answer = await send(`${proxy.url}/v1/chat/completions`, { body });
    const id = answer.headers['x-kimi-proxy-exchange'];
    await proxy.exchange(id);
    const whole = await proxy.get<{ request: { content: string }; answer: { content: string } }>(
      `/api/exchanges/${String(id)}`,
    );
    expect(whole.request.content).toBe(body);
    expect(whole.answer.content).toContain('An ');
  });

  it('is no content at all with capture = "none", and counts all the same', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat({ text: 'a secret answer' }));
    const proxy = await proxyOf(`capture = "none"\n${providers({ up: upstream.url })}`);
    const view = await viewOf(proxy, await ask(proxy, [user('a secret question')]));
    expect(view.tokens.context).toBeGreaterThan(0);
    const shown = JSON.stringify([
      await proxy.get(`/api/exchanges/${view.id}`),
      await proxy.get('/api/sessions'),
    ]);
    await proxy.program.abort();
    const { readdirSync, readFileSync } = await import('node:fs');
    const stored = readdirSync(proxy.dataDir)
      .map((name) => readFileSync(`${proxy.dataDir}/${name}`, 'latin1'))
      .join('');
    for (const secret of ['a secret question', 'a secret answer']) {
      expect(shown).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });

  it('holds each block once, however often a conversation is sent', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const messages = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0 ? user(`question ${n}`) : assistant(`answer ${n}`),
    );
    for (let length = 1; length <= 19; length += 2) await ask(proxy, messages.slice(0, length));
    await proxy.program.idle();
    await proxy.program.abort();
    const { DatabaseSync } = await import('@photostructure/sqlite');
    const database = new DatabaseSync(`${proxy.dataDir}/kimi-proxy.db`);
    const count = (table: string) =>
      (database.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
    expect(count('blocks')).toBe(19);
    expect(count('nodes')).toBe(19);
    expect(count('exchanges')).toBe(10);
    database.close();
  });
});

describe('live events', () => {
  async function watch(proxy: InProcess): Promise<{ events: SequencedEvent[]; close(): void }> {
    const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/ws`);
    const events: SequencedEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (data) => {
        const event = JSON.parse(String(data)) as SequencedEvent | { type: 'init' };
        if (event.type === 'init') resolve();
        else events.push(event);
      });
      socket.on('error', reject);
    });
    return { events, close: () => socket.close() };
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let tries = 0; !condition(); tries++) {
      if (tries > 2000) throw new Error('it did not come to that');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('tell of an exchange when it starts, not when it ends', async () => {
    const upstream = await upstreamOf();
    const gate = upstream.gate();
    upstream.always(stall('headers', gate, chat()));
    const price = 'models = [{ id = "gpt-4o", price = { input = 1, output = 2 } }]';
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: price }));
    const live = await watch(proxy);
    const answer = ask(proxy, [user('hello')]);
    await until(() => live.events.some((event) => event.type === 'exchange' && event.phase === 'started'));
    expect((await proxy.exchanges())[0]).toMatchObject({ status: 'running', provider: 'up' });
    gate.open();
    await answer;
    await until(() => live.events.some((event) => event.type === 'exchange' && event.phase === 'finished'));
    const phases = live.events.flatMap((event) => (event.type === 'exchange' ? [event.phase] : []));
    expect(phases).toEqual(['started', 'first_byte', 'finished']);
    const rows = live.events.flatMap((event) => (event.type === 'exchange' ? [event.exchange] : []));
    expect(rows.at(-1)).toEqual(rowOf(await proxy.exchange(rows[0]?.id)));
    const costs = live.events.flatMap((event) => (event.type === 'exchange' ? [event.exchange.cost] : []));
    expect(costs.slice(0, 2).map(({ usd }) => usd)).toEqual([null, null]);
    expect(costs[2]?.usd).toBeCloseTo((20 * 1 + 6 * 2) / 1e6, 12);
    expect(costs.at(-1)?.source).toBe('config');
    expect(live.events.some((event) => event.type === 'metric' && (event.data.tokens ?? 0) > 0)).toBe(true);
    const numbers = live.events.map((event) => event.seq);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    live.close();
  });

  it('tell the output tokens of a running stream', async () => {
    const upstream = await upstreamOf();
    const gates = [upstream.gate(), upstream.gate()];
    upstream.always(async (call) => {
      await call.head(200, { 'content-type': 'text/event-stream' });
      const event = (content: string) =>
        Buffer.from(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
      await call.write(event('one two three four five '));
      for (const gate of gates) {
        await call.wait(gate);
        await call.write(event('six seven eight nine ten '));
      }
      await call.write(Buffer.from('data: [DONE]\n\n'));
      await call.end();
    });
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const live = await watch(proxy);
    const answer = ask(proxy, [user('count')], { body: { stream: true } });
    await until(() => live.events.some((event) => event.type === 'exchange' && event.phase === 'first_byte'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    gates[0]?.open();
    await until(() => live.events.some((event) => event.type === 'exchange' && event.phase === 'progress'));
    const progress = live.events.find((event) => event.type === 'exchange' && event.phase === 'progress');
    expect(progress?.type === 'exchange' ? progress.exchange.tokens.output : 0).toBeGreaterThanOrEqual(8);
    gates[1]?.open();
    await answer;
    live.close();
  });

  it('warn once when the context crosses a threshold', async () => {
    const upstream = await upstreamOf();
    upstream.always(json(200, { choices: [] }));
    const proxy = await proxyOf(
      providers({ up: upstream.url }, { up: 'models = [{ id = "m", max_context_size = 1000 }]' }),
    );
    const live = await watch(proxy);
    const turn = (tokens: number) => {
      upstream.next(json(200, { choices: [], usage: { prompt_tokens: tokens, completion_tokens: 1 } }));
      return ask(proxy, [user('the same again')], {
        headers: { 'x-session-id': 's' },
        body: { model: 'up/m' },
      });
    };
    for (const tokens of [100, 720, 730, 870, 200, 960]) await viewOf(proxy, await turn(tokens));
    await until(() => live.events.filter((event) => event.type === 'alert').length >= 3);
    const alerts = live.events.flatMap((event) =>
      event.type === 'alert' ? [[event.level, event.threshold]] : [],
    );
    expect(alerts).toEqual([
      ['notice', 0.7],
      ['warning', 0.85],
      ['critical', 0.95],
    ]);
    live.close();
  });
});

describe('a changed configuration', () => {
  it('is used from the next request on, and drops none that runs', async () => {
    const before = await upstreamOf();
    const after = await upstreamOf();
    const gate = before.gate();
    before.always(stall('headers', gate, chat({ text: 'before' })));
    after.always(chat({ text: 'after' }));
    const proxy = await proxyOf(providers({ up: before.url }));
    const running = ask(proxy, [user('x')]);
    await before.request(0);
    proxy.reload(providers({ up: after.url }));
    expect((await ask(proxy, [user('y')])).text).toContain('after');
    gate.open();
    expect((await running).text).toContain('before');
  });
});

describe('accounting that fails', () => {
  it('costs numbers, never an answer', async () => {
    const upstream = await upstreamOf();
    upstream.always(chat({ text: 'still here' }));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const { DatabaseSync } = await import('@photostructure/sqlite');
    const other = new DatabaseSync(`${proxy.dataDir}/kimi-proxy.db`);
    other.exec('begin immediate');
    const answers = await Promise.all([1, 2, 3].map((n) => ask(proxy, [user(`n ${n}`)])));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    other.exec('rollback');
    other.close();
    await proxy.program.idle();
    for (let tries = 0; (await proxy.exchanges()).length < 3; tries++) {
      if (tries > 200) throw new Error('the rows did not come');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('leaves answers to hostile shapes alone', async () => {
    const upstream = await upstreamOf();
    upstream.always(status(200, {}));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    for (const messages of [
      [null],
      [1, 'x', []],
      [{}],
      [{ role: 7, content: { a: 1 } }],
      [{ role: 'user', content: [null, { type: 'image_url' }] }],
    ]) {
      const answer = await ask(proxy, messages as unknown as Message[]);
      expect(answer.status).toBe(200);
    }
    await proxy.program.idle();
    expect(await proxy.exchanges()).toHaveLength(5);
  });
});
