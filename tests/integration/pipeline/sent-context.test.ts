import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { GrowthReader } from '../../../src/context/index.ts';
import { cacheExplanationSchema, compositionSchema } from '../../../src/contract/index.ts';
import { databaseFile, type OpenedStore, openStore } from '../../../src/storage/index.ts';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import { prefixCache } from '../../support/prefix-cache.ts';
import { user, words } from '../../support/scripted-talk.ts';
import { answer, chat, startUpstream, type Upstream } from '../../support/upstream/index.ts';

const config = (url: string, plain: string) =>
  [
    `capture = "none"\n[providers.kimi]\nbase_url = "${url}"\napi_key = "k"\nlists_models = false\nretries = 0`,
    `[providers.g]\ntype = "gemini"\nbase_url = "${url}"\napi_key = "k"`,
    `[providers.plain]\ntype = "openai-compatible"\nbase_url = "${plain}"\napi_key = "k"`,
    '[models.m]\nprovider = "kimi"\nmodel = "kimi-k2.5"\nfallbacks = ["plain/p"]',
  ].join('\n');

const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-sent-'));
let upstream: Upstream;
let plain: Upstream;
let proxy: InProcess;
let store: OpenedStore;

async function start(): Promise<void> {
  store = await openStore({ dialect: 'sqlite', file: databaseFile(dataDir) });
  proxy = await serve({ config: config(upstream.url, plain.url), dataDir, store });
}

beforeAll(async () => {
  [upstream, plain] = await Promise.all([startUpstream(), startUpstream()]);
  await start();
});

afterAll(async () => {
  await proxy.stop();
  await Promise.all([upstream.close(), plain.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

/** Sends it, and says which contexts it had. */
async function ask(body: object, to = '/v1/chat/completions') {
  const answered = await send(`${proxy.url}${to}`, { body });
  expect(answered.status, answered.text).toBe(200);
  const id = String(answered.headers['x-kimi-proxy-exchange']);
  const view = await proxy.exchange(id);
  const exchange = await store.getExchange(id);
  if (exchange === null) throw new Error('it is not stored');
  const { headSent: sent, headReceived: received, counted } = exchange;
  return { id, view, sent, received, counted };
}

/** A conversation whose model calls a tool with this id. */
const talk = (id: string) => [
  user(`read the note\n${words(`ask ${id}`, 300)}`),
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }],
  },
  { role: 'tool', tool_call_id: id, content: words(`note ${id}`, 400) },
];
const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }];

const body = (messages: object[]) => ({ model: 'kimi/kimi-k2.5', tools, messages });

describe('the context that was sent, where it is not the client’s', () => {
  it('is counted as it was sent', async () => {
    upstream.always(chat({ text: 'ok', usage: null }));
    const own = await ask(
      body(talk('a').map((message, at) => (at === 1 ? { ...message, reasoning_content: '.' } : message))),
    );
    const ours = await ask(body(talk('a')));
    expect(ours.sent).toBe(own.sent);
    expect(ours.received).not.toBe(own.received);
    expect(ours.counted).toEqual(own.counted);
    expect(ours.view.tokens.context).toBe(own.view.tokens.context);
  });

  it('is read by what is new in it, turn by turn, and so is the client’s', async () => {
    upstream.always(chat({ text: 'ok', usage: null }));
    const learnt = vi.spyOn(GrowthReader.prototype, 'learn');
    onTestFinished(() => learnt.mockRestore());
    const messages: object[] = talk('grown');
    await ask(body(messages));
    const whole = learnt.mock.calls.length;
    for (let turn = 0; turn < 3; turn++) {
      messages.push({ role: 'assistant', content: 'ok' }, user(words(`turn ${turn}`, 60)));
      const { sent, received } = await ask(body(messages));
      expect(sent).not.toBe(received);
    }
    expect(whole).toBe(2);
    expect(learnt.mock.calls.length).toBe(whole);
  });

  it('is the client’s where a fallback took it as it is', async () => {
    upstream.always(answer({}, { status: 500 }));
    plain.always(chat({ text: 'ok' }));
    const { view, sent, received } = await ask({ ...body(talk('a')), model: 'm' });
    expect(view.provider).toBe('plain');
    expect(sent).toBe(received);
  });

  it('has each result once that a client of Gemini sends twice', async () => {
    upstream.always(answer());
    const result = { functionResponse: { id: '1', name: 'read', response: { output: 'hello' } } };
    const twice = (parts: object[]) => ({
      contents: [
        { role: 'user', parts: [{ text: 'read' }] },
        { role: 'model', parts: [{ functionCall: { id: '1', name: 'read', args: {} } }] },
        { role: 'user', parts },
      ],
    });
    const once = await ask(twice([result]), '/v1beta/models/g/m:generateContent');
    const doubled = await ask(twice([result, result]), '/v1beta/models/g/m:generateContent');
    expect(once.sent).toBe(once.received);
    expect(doubled.received).not.toBe(once.received);
    expect(doubled.sent).toBe(once.sent);
  });

  it('has Kimi’s reasoning put back; where that is lost after a start, we broke the cache', async () => {
    upstream.next(
      chat({
        toolCalls: [{ id: 'b', name: 'read', arguments: '{"path":"a"}' }],
        reasoning: `I must read it. ${words('think', 60)}`,
      }),
    );
    upstream.always(prefixCache({ now: Date.now, least: 256, step: 256 }));
    const again = talk('b');
    const first = await ask(body(again.slice(0, 1)));
    expect(first.sent).toBe(first.received);
    const restored = await ask(body(again));
    expect(restored.sent).not.toBe(restored.received);
    const context = compositionSchema.parse(await proxy.get(`/api/exchanges/${restored.id}/context`));
    expect(context.parts.find(({ part }) => part === 'reasoning')?.tokens).toBeGreaterThan(60);

    await proxy.stop();
    await start();
    const lost = await ask(body([...again, { role: 'assistant', content: 'Done.' }, user('go on')]));
    expect(lost.sent).not.toBe(lost.received);
    const explained = cacheExplanationSchema.parse(await proxy.get(`/api/exchanges/${lost.id}/cache`));
    expect(explained).toMatchObject({
      cause: 'transform',
      broke_at: { change: 'edited', kind: 'reasoning', role: 'assistant' },
      compared_with: { exchange_id: restored.id },
    });
    expect(explained.lost_tokens).toBeGreaterThan(500);
    // Of a subscription there is no price.
    expect(explained.lost_usd).toBeNull();
  });
});
