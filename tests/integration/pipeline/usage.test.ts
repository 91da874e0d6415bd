import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeView } from '../../../src/contract/index.ts';
import { framed, type GoldenUsage, goldenUsages } from '../../support/fixtures/usage.ts';
import { type RawAnswer, send, stream } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import {
  chatStream,
  cut,
  type Handler,
  json,
  pieces,
  stall,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';
import { ask, LANGUAGES } from './conversion-support.ts';

let upstream: Upstream;
let proxy: InProcess;

beforeAll(async () => {
  upstream = await startUpstream();
  const preset = (name: string) =>
    `[providers.${name}]\nbase_url = "${upstream.url}"\napi_key = "key"\nlists_models = false\nretries = 0\n`;
  const names = ['anthropic', 'openai', 'gemini', 'moonshot', 'openrouter', 'kimi'];
  proxy = await serve({ config: names.map(preset).join('\n') });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

function golden(name: string): GoldenUsage {
  const found = goldenUsages().find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden file ${name}`);
  return found;
}

const said = (one: GoldenUsage): Handler => json(200, one.answer);
const streamed = (one: GoldenUsage, events = one.stream): Handler =>
  pieces([framed(one.protocol, events)], { 'content-type': 'text/event-stream' });
const view = (answer: Pick<RawAnswer, 'headers'>): Promise<ExchangeView> =>
  proxy.exchange(answer.headers['x-kimi-proxy-exchange']);

function expectCost({ cost }: ExchangeView, one: GoldenUsage, source: string): void {
  expect(cost.source).toBe(source);
  for (const part of ['usd', 'input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output'] as const)
    expect(cost[part], part).toBeCloseTo(one.cost[part] ?? Number.NaN, 12);
}

const PROVIDERS = ['anthropic-messages', 'openai-responses', 'gemini', 'moonshot-k3'].map(golden);
const PAIRS = PROVIDERS.flatMap((one) =>
  LANGUAGES.filter((client) => client !== one.protocol).map((client) => [client, one.name, one] as const),
);

describe.each(PAIRS)('a client of %s whose request was converted for %s', (client, _name, one) => {
  const model = `${one.preset}/${one.model}`;

  it.each([false, true])('has the provider’s true usage and cost (streamed: %s)', async (streams) => {
    upstream.next(streams ? streamed(one) : said(one));
    const { path, body, headers } = ask(client, model, { stream: streams });
    const answer = await send(`${proxy.url}${path}`, { body, headers });
    expect(answer.status, answer.text).toBe(200);
    const exchange = await view(answer);
    expect(exchange.usage).toEqual(one.usage);
    expect(exchange.tokens).toMatchObject({ source: 'provider', input: one.usage.input });
    expectCost(exchange, one, 'genai-prices');
  });
});

describe('mistakes that are made elsewhere', () => {
  const chat = { model: 'moonshot/kimi-k3', stream: true, messages: [{ role: 'user', content: 'a' }] };

  it('asks for include_usage where the client did not, and takes the chunk out', async () => {
    upstream.next(chatStream({ chunks: ['Hello', ' you'], usage: 'asked' }));
    const answer = await send(`${proxy.url}/v1/chat/completions`, { body: chat });
    expect(upstream.requests.at(-1)?.json().stream_options).toEqual({ include_usage: true });
    expect(answer.text).toContain('Hello');
    expect(answer.text).not.toContain('"usage"');
    const exchange = await view(answer);
    expect(exchange.usage).toMatchObject({ input: 20, output: 6 });
    expect(exchange.cost.usd).toBeCloseTo((20 * 3 + 6 * 15) / 1e6, 12);
  });

  it("counts come from the provider's usage, not from deltas", async () => {
    // Two deltas, each with usage of its own; what the provider says at the end is neither their sum nor their number.
    upstream.next(
      chatStream({
        chunks: ['one', ' two'],
        usage: 'every',
        usageValue: { prompt_tokens: 500, completion_tokens: 90, total_tokens: 590 },
      }),
    );
    const exchange = await view(await send(`${proxy.url}/v1/chat/completions`, { body: chat }));
    expect(exchange.usage).toMatchObject({ input: 500, output: 90, total: 590 });
    expect(exchange.tokens).toMatchObject({ input: 500, output: 90, source: 'provider' });
  });

  it('a changing x-anthropic-billing-header line does not break the prefix for other providers', async () => {
    const sent: string[] = [];
    for (const cch of ['56445', '1f00d']) {
      upstream.next(said(golden('moonshot-k3')));
      await send(`${proxy.url}/v1/messages`, {
        body: {
          model: 'moonshot/kimi-k3',
          max_tokens: 5,
          system: [
            {
              type: 'text',
              text: `x-anthropic-billing-header: cc_version=2.1; cc_entrypoint=cli; cch=${cch};`,
            },
            { type: 'text', text: 'You are an agent.' },
          ],
          messages: [{ role: 'user', content: 'a' }],
        },
      });
      sent.push(upstream.requests.at(-1)?.text() ?? '');
    }
    expect(sent[0]).toContain('You are an agent.');
    expect(sent[1]).toBe(sent[0]);
  });

  it('an aborted stream keeps what message_start said, and costs what had come by then', async () => {
    const one = golden('anthropic-messages');
    const { path, body, headers } = ask('anthropic-messages', `anthropic/${one.model}`, { stream: true });
    upstream.next(stall('after', undefined, streamed(one, one.stream.slice(0, 4))));
    const live = await stream(`${proxy.url}${path}`, { body, headers });
    await live.sees(/calm/);
    live.destroy();
    const left = await view(live);
    upstream.next(cut(100_000, streamed(one, one.stream.slice(0, 4))));
    const torn = await view(await send(`${proxy.url}${path}`, { body, headers }));
    for (const exchange of [left, torn]) {
      expect(exchange.usage).toMatchObject({
        input: 9812,
        cache_read: 9000,
        cache_write_1h: 300,
        output: null,
      });
      expect(exchange.tokens).toMatchObject({ input: 9812, source: 'provider' });
      const output = exchange.tokens.output ?? 0;
      expect(output).toBeGreaterThan(2);
      expect(exchange.cost.input).toBeCloseTo(one.cost.input ?? 0, 12);
      expect(exchange.cost.output).toBeCloseTo((output * 15) / 1e6, 12);
      expect(exchange.cost.usd).toBeGreaterThan(one.cost.cache_read ?? 0);
    }
    expect(left.status).toBe('cancelled');
  });

  it('what the provider charges is the cost, whatever tables say', async () => {
    const one = golden('openrouter-own-key');
    upstream.next(said(one));
    const { path, body } = ask('openai-chat', `openrouter/${one.model}`);
    const exchange = await view(await send(`${proxy.url}${path}`, { body }));
    expect(exchange.cost).toMatchObject({ usd: one.cost.usd, source: 'provider' });
  });

  it('a subscription’s tokens have no price, which is not 0', async () => {
    const one = golden('kimi-coding');
    upstream.next(said(one));
    const { path, body } = ask('openai-chat', `kimi/${one.model}`);
    const exchange = await view(await send(`${proxy.url}${path}`, { body }));
    expect(exchange.usage).toEqual(one.usage);
    expect(exchange.cost).toMatchObject({ usd: null, source: null });
    const { totals } = await proxy.get<{ totals: { key: string; unpriced: number }[] }>(
      '/api/stats?by=provider',
    );
    expect(totals.find(({ key }) => key === 'kimi')?.unpriced).toBe(1);
  });

  it('usage that does not add up is shown as it came, priced with each part cut to its whole, and warned of', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 5, cached_tokens: 900 };
    upstream.next(json(200, { choices: [], usage }));
    const { path, body } = ask('openai-chat', 'moonshot/kimi-k3');
    const exchange = await view(await send(`${proxy.url}${path}`, { body }));
    expect(exchange.usage).toMatchObject({ input: 100, cache_read: 900, total: 5 });
    expect(exchange.cost.usd).toBeCloseTo((100 * 0.3 + 10 * 15) / 1e6, 12);
    expect(exchange.warnings).toEqual([
      {
        code: 'usage_disagrees',
        message: 'the usage of moonshot does not add up: 900 cached tokens of 100 of input',
      },
    ]);
  });

  it('a count that no request can have is none, and lists and totals go on', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const counts = {
      input_tokens: most,
      cache_read_input_tokens: most,
      cache_creation_input_tokens: most,
      output_tokens: most,
    };
    const one = golden('anthropic-messages');
    upstream.next(json(200, { ...(one.answer as object), usage: counts }));
    const { path, body, headers } = ask('anthropic-messages', `anthropic/${one.model}`);
    const exchange = await view(await send(`${proxy.url}${path}`, { body, headers }));
    expect(exchange).toMatchObject({ usage: null, cost: { usd: null } });
    expect((await proxy.exchanges()).length).toBeGreaterThan(0);
    expect((await proxy.get<{ totals: object[] }>('/api/stats?by=day')).totals).toHaveLength(1);
  });

  it('the built-in provider costs nothing, and that is known', async () => {
    const { path, body } = ask('openai-chat', 'test-model');
    const exchange = await view(await send(`${proxy.url}${path}`, { body }));
    expect(exchange.cost).toMatchObject({ usd: 0, source: 'local' });
  });
});
