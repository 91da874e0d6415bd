import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type {
  CalibrationView,
  ExchangeView,
  MetricEvent,
  SequencedEvent,
} from '../../../src/contract/index.ts';
import { textOf } from '../../support/calibration/texts.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import { type InProcess, providers, serve } from '../../support/in-process.ts';
import { seeded } from '../../support/strange-texts.ts';
import { chat, type Gate, json, startUpstream, type Upstream } from '../../support/upstream/index.ts';

interface Message {
  role: string;
  content: unknown;
}

const user = (content: unknown): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

/** How the upstream counts: a token for every four letters, digit and mark, and a prompt of its own. */
function theirs(messages: Message[]): number {
  let tokens = 300;
  for (const { content } of messages)
    tokens += 6 + (String(content).match(/ ?\p{L}{1,4}|\p{N}|[^\p{L}\p{N}]/gu) ?? []).length;
  return tokens;
}

const said = (prompt_tokens: unknown): object => ({ prompt_tokens, completion_tokens: 7, total_tokens: 9 });

interface Counting {
  upstream: Upstream;
  /** What it says instead of its count, once. */
  lie: ((tokens: number) => unknown) | null;
  /** Where an answer waits. */
  gate: Gate | null;
}

async function counting(): Promise<Counting> {
  const upstream = await startUpstream();
  const state: Counting = { upstream, lie: null, gate: null };
  upstream.always(async (call) => {
    if (state.gate !== null) await call.wait(state.gate);
    const tokens = theirs(call.request.json().messages as Message[]);
    const { lie } = state;
    state.lie = null;
    await chat({ usage: said(lie === null ? tokens : lie(tokens)) as Record<string, unknown> })(call);
  });
  return state;
}

/** A conversation that goes on: each call gives its messages up to then. */
function talk(seed: number): () => Message[] {
  const random = seeded(seed);
  const messages: Message[] = [{ role: 'system', content: textOf('english', random, 4000) }];
  return () => {
    if (messages.length > 1) messages.push(assistant(textOf('english', random, 700)));
    messages.push(user(textOf('english', random, 500)));
    return [...messages];
  };
}

async function ask(messages: Message[], model: string): Promise<ExchangeView> {
  const answer = await send(`${proxy.url}/v1/chat/completions`, { body: { model, messages } });
  return proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
}

/** Sends a request, and what the gauge says of it while its answer has not begun. */
async function gauge(messages: Message[], model: string, through = proxy) {
  state.gate = state.upstream.gate();
  const socket = new WebSocket(`${through.url.replace('http', 'ws')}/ws`);
  const measured = new Promise<MetricEvent>((resolve) => {
    socket.on('message', (data) => {
      const event = JSON.parse(String(data)) as SequencedEvent;
      if (event.type === 'metric') resolve(event);
    });
  });
  await new Promise((resolve) => socket.once('message', resolve));
  const answer: Promise<RawAnswer> = send(`${through.url}/v1/chat/completions`, {
    body: { model, messages },
  });
  const { data } = await measured;
  state.gate.open();
  state.gate = null;
  const view = await through.exchange((await answer).headers['x-kimi-proxy-exchange']);
  socket.close();
  return { before: data, view };
}

/** One program for all; each test has a model of its own, for what is learnt is learnt of a model. */
let state: Counting;
let proxy: InProcess;
let config = '';
beforeAll(async () => {
  state = await counting();
  const { url } = state.upstream;
  config = `${providers({ up: url })}[providers.responses]\ntype = "openai-responses"\nbase_url = "${url}"\napi_key = "k"\n`;
  proxy = await serve({ config });
});
afterAll(async () => {
  await proxy.stop();
  await state.upstream.close();
});

async function known(model: string): Promise<CalibrationView[]> {
  return (await proxy.get<CalibrationView[]>('/api/calibrations')).filter((each) => each.model === model);
}

const off = (tokens: number | null, truth: number): number => Math.abs((tokens ?? 0) - truth) / truth;

describe('the tokens of a model whose vocabulary is not known', () => {
  it('are an estimate, then calibrated, and the provider’s when it says them; over a restart, too', async () => {
    const model = 'up/mystery-1';
    const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-calibration-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    let own = await serve({ config, dataDir });
    onTestFinished(() => own.stop());
    const next = talk(1);

    const first = await gauge(next(), model, own);
    expect(first.before).toMatchObject({ source: 'estimate', error: null });
    expect(first.view.tokens).toMatchObject({ source: 'provider', error: null });

    for (let turn = 0; turn < 3; turn++) {
      const messages = next();
      const { before, view } = await gauge(messages, model, own);
      expect(before.source).toBe('calibrated');
      expect(before.error).toBeGreaterThan(0);
      expect(before.error).toBeLessThan(0.1);
      expect(off(before.tokens, theirs(messages))).toBeLessThan(turn === 0 ? 0.05 : 0.03);
      expect(view.tokens).toMatchObject({ source: 'provider', context: theirs(messages) });
    }

    await own.stop();
    own = await serve({ config, dataDir });
    const [known] = await own.get<CalibrationView[]>('/api/calibrations');
    expect(known).toMatchObject({
      provider: 'up',
      model: 'mystery-1',
      vocabulary: 'o200k_base',
      protocol: 'openai-chat',
      observations: 4,
    });
    expect(known?.growth).toBeGreaterThan(1.2);
    // It goes on a turn that this process has not seen.
    const messages = next();
    const resumed = await gauge(messages, model, own);
    expect(resumed.before.source).toBe('calibrated');
    expect(off(resumed.before.tokens, theirs(messages))).toBeLessThan(0.02);
    // And this one on none.
    const opening = talk(2)();
    const fresh = await gauge(opening, model, own);
    expect(fresh.before.source).toBe('calibrated');
    expect(off(fresh.before.tokens, theirs(opening))).toBeLessThan(0.1);
    expect(fresh.before.error).toBeGreaterThan(resumed.before.error ?? 1);
  });

  it('are not spoilt by usage that is wrong once, nor by usage that is none', async () => {
    const model = 'up/lied-to';
    const next = talk(3);
    for (let turn = 0; turn < 3; turn++) await ask(next(), model);
    const lies: ((tokens: number) => unknown)[] = [
      (tokens) => tokens * 10,
      () => 0,
      () => -5,
      () => 'NaN',
      () => null,
      () => 1e18,
      () => [1],
      (tokens) => tokens / 10,
    ];
    for (const lie of lies) {
      state.lie = lie;
      await ask(next(), model);
      const messages = next();
      const { before } = await gauge(messages, model);
      expect([String(lie), before.source]).toEqual([String(lie), 'calibrated']);
      expect(off(before.tokens, theirs(messages))).toBeLessThan(0.03);
    }
  });

  it('are calibrated where the provider says nothing, those of the answer, too', async () => {
    const model = 'up/silent';
    const next = talk(4);
    for (let turn = 0; turn < 2; turn++) await ask(next(), model);
    const text = textOf('english', seeded(9), 400);
    state.upstream.next(chat({ text, usage: null }));
    const messages = next();
    const view = await ask(messages, model);
    expect(view.usage).toBeNull();
    expect(view.tokens.source).toBe('calibrated');
    expect(off(view.tokens.context, theirs(messages))).toBeLessThan(0.03);
    expect(view.tokens.input).toBe(view.tokens.context);
    state.upstream.next(chat({ text, usage: null }));
    const ours = (await ask(messages, 'up/never-counted')).tokens.output ?? 0;
    expect(view.tokens.output).toBeGreaterThan(ours * 1.1);
    expect(view.tokens.output).toBeLessThan(ours * 2);
  });

  it('are what a call that only counts is told', async () => {
    const model = 'up/counted';
    const text = textOf('english', seeded(5), 6000);
    const count = async (): Promise<number> => {
      const body = { model, messages: [user(text)] };
      return Number((await send(`${proxy.url}/v1/messages/count_tokens`, { body })).json().input_tokens);
    };
    const before = await count();
    for (let turn = 0; turn < 3; turn++) {
      const body = { model, max_tokens: 9, messages: [user(`${turn} ${text}`)] };
      expect((await send(`${proxy.url}/v1/messages`, { body })).status).toBe(200);
    }
    await proxy.program.idle();
    expect(off(before, theirs([user(text)]))).toBeGreaterThan(0.2);
    expect(off(await count(), theirs([user(text)]))).toBeLessThan(0.03);
  });

  it('are an estimate where an image was added, and nothing is learnt from it', async () => {
    const model = 'up/pictured';
    const next = talk(6);
    for (let turn = 0; turn < 3; turn++) await ask(next(), model);
    const [learnt] = await known('pictured');
    const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const messages = [...next(), user([picture])];
    const { before } = await gauge(messages, model);
    expect(before).toMatchObject({ source: 'estimate', error: null });
    const [after] = await known('pictured');
    expect(after).toMatchObject({ a: learnt?.a, b: learnt?.b, growth: learnt?.growth });
    // What comes after it goes on a context that the provider has counted with its image.
    const more = [...messages, assistant('A picture.'), user('And now?')];
    expect((await gauge(more, model)).before.source).toBe('calibrated');
  });

  it('are an estimate where the provider keeps a part of the context', async () => {
    const usage = { input_tokens: 1200, output_tokens: 5, total_tokens: 1205 };
    const answer = {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      model: 'kept',
      output: [],
      usage,
    };
    const input = textOf('english', seeded(7), 3000);
    const post = async (more: object): Promise<void> => {
      state.upstream.next(json(200, answer));
      const body = { model: 'responses/kept', input, ...more };
      expect((await send(`${proxy.url}/v1/responses`, { body })).status).toBe(200);
      await proxy.program.idle();
    };
    await post({ previous_response_id: 'resp_0' });
    await post({ conversation: 'conv_1' });
    await post({ prompt: { id: 'pmpt_1' } });
    expect(await known('kept')).toEqual([]);
    await post({});
    expect(await known('kept')).toMatchObject([{ observations: 1 }]);
  });
});

describe('the tokens of a model whose vocabulary is known', () => {
  it('are exact until the provider’s own usage differs, time after time', async () => {
    const { upstream } = state;
    const next = talk(8);
    const silent = json(200, { choices: [{ message: { role: 'assistant', content: 'ok' } }] });
    const turn = async (usage: ((exact: number) => number) | null): Promise<ExchangeView> => {
      const messages = next();
      upstream.next(silent);
      const { tokens } = await ask(messages, 'up/gpt-4o-quiet');
      if (usage === null) upstream.next(silent);
      else upstream.next(chat({ usage: said(usage(tokens.context ?? 0)) as Record<string, unknown> }));
      return ask(messages, 'up/gpt-4o');
    };
    expect((await turn(null)).tokens).toMatchObject({ source: 'exact', error: null });
    await turn((exact) => exact);
    expect((await turn(null)).tokens.source).toBe('exact');
    await turn((exact) => exact + 400);
    expect((await turn(null)).tokens.source).toBe('exact');
    await turn((exact) => exact + 400);
    await turn((exact) => exact + 400);
    const calibrated = await turn(null);
    expect(calibrated.tokens.source).toBe('calibrated');
    expect(calibrated.tokens.error).toBeGreaterThan(0);
  });
});
