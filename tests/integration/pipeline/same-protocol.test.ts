import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import { answer, chat, type Script, sealFor, type Upstream } from '../../support/upstream/index.ts';
import { ask } from './conversion-support.ts';

const { upstreamOf, proxyOf } = testBed();
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const last = (upstream: Upstream) => {
  const request = upstream.requests.at(-1);
  if (request === undefined) throw new Error('nothing came up');
  return request;
};

describe('a provider that speaks several protocols', () => {
  it('gets each client’s bytes at the address for its protocol', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(
      `[providers.both]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\napi_key = "the-key"\nendpoints = { "anthropic-messages" = "${upstream.url}/anthropic/v1" }\n`,
    );
    const body =
      '{ "model":"both/m", "max_tokens": 5, "odd":1.0, "messages":[{"role":"user","content":"h\\u00e9"}]}';
    const answered = await send(`${proxy.url}/v1/messages?beta=true`, {
      body,
      headers: { 'anthropic-beta': 'x' },
    });
    expect(answered.status, answered.text).toBe(200);
    expect(last(upstream).text()).toBe(body.replace('"both/m"', '"m"'));
    expect(last(upstream).path).toMatch(/\/anthropic\/v1\/messages\?beta=true$/);
    expect(last(upstream).headers).toMatchObject({
      'anthropic-beta': 'x',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'the-key',
    });
    const chatted = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: 'both/m', messages: [{ role: 'user', content: 'a' }] },
    });
    expect(chatted.status).toBe(200);
    expect(last(upstream).path).toBe('/v1/chat/completions');
  });
});

describe('the model in a path', () => {
  it('is replaced where the route maps it, and the rest of path and body stays', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(
      `[providers.g]\ntype = "gemini"\nbase_url = "${upstream.url}"\napi_key = "the-key"\n[models."fast"]\nprovider = "g"\nmodel = "gemini-x"\n`,
    );
    const body = '{ "contents":[{"role":"user","parts":[{"text":"a"}]}] ,"odd": 1.0 }';
    const answered = await send(`${proxy.url}/v1beta/models/fast:streamGenerateContent?alt=sse&key=mine`, {
      body,
    });
    expect(answered.status, answered.text).toBe(200);
    expect(last(upstream).path).toBe('/v1/models/gemini-x:streamGenerateContent?alt=sse');
    expect(last(upstream).text()).toBe(body);
    expect(last(upstream).headers['x-goog-api-key']).toBe('the-key');
  });

  it('a key in the query goes to a provider that passes on the client’s own, as a header', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(
      `[providers.g]\ntype = "gemini"\nbase_url = "${upstream.url}"\nauth = "client"\n`,
    );
    const { path: at, body } = ask('gemini', 'g/m');
    await send(`${proxy.url}${at}?key=my-own-key`, { body });
    expect(last(upstream).path).not.toContain('my-own-key');
    expect(last(upstream).headers['x-goog-api-key']).toBe('my-own-key');
  });
});

describe('the line that Claude Code means for Anthropic’s billing', () => {
  const body = {
    model: 'up/m',
    max_tokens: 5,
    system: [
      {
        type: 'text',
        text: 'x-anthropic-billing-header: cc_version=2.1.39.c39; cc_entrypoint=cli; cch=56445;',
      },
      { type: 'text', text: 'You are an agent.' },
    ],
    messages: [{ role: 'user', content: 'a' }],
  };

  it.each([
    ['openai-compatible', '', false],
    ['openai-compatible', 'endpoints = { "anthropic-messages" = "URL" }', false],
    ['anthropic', '', false],
  ])('does not go to a provider of type %s %s that is not Anthropic', async (type, more, stays) => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(
      `[providers.up]\ntype = "${type}"\nbase_url = "${upstream.url}"\napi_key = "k"\n${more.replace('URL', upstream.url)}\n`,
    );
    const answered = await send(`${proxy.url}/v1/messages`, { body });
    expect(answered.status, answered.text).toBe(200);
    expect(last(upstream).text().includes('billing-header')).toBe(stays);
    expect(last(upstream).text()).toContain('You are an agent.');
    const { warnings } = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
    expect(warnings.map(({ message }) => message).join()).toContain('x-anthropic-billing-header');
  });
});

describe('what was made here for another provider', () => {
  it('does not reach one that would refuse it, though it speaks the client’s protocol', async () => {
    const upstream = await upstreamOf();
    upstream.always(
      answer(
        {
          parts: [
            { type: 'reasoning', pieces: ['hm'], seal: 'secret' },
            { type: 'text', pieces: ['one'] },
          ],
        },
        { strict: true },
      ),
    );
    const proxy = await proxyOf(
      `[providers.responses]\ntype = "openai-responses"\nbase_url = "${upstream.url}"\napi_key = "k"\n[providers.anthropic]\nbase_url = "${upstream.url}"\napi_key = "k"\n`,
    );
    const user = { role: 'user', content: 'say one' };
    const first = await send(`${proxy.url}/v1/messages`, {
      body: {
        model: 'responses/m',
        max_tokens: 2000,
        thinking: { type: 'enabled', budget_tokens: 1024 },
        messages: [user],
      },
    });
    const { content } = first.json() as { content: { type: string; signature?: string }[] };
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    const second = (model: string) =>
      send(`${proxy.url}/v1/messages`, {
        body: { model, max_tokens: 2000, messages: [user, { role: 'assistant', content }, user] },
      });
    const elsewhere = await second('anthropic/m');
    expect(elsewhere.status, elsewhere.text).toBe(200);
    expect(last(upstream).text()).not.toContain(String(content[0]?.signature));
    await second('responses/m');
    expect(last(upstream).text()).toContain(sealFor('openai-responses', 'secret'));
  });
});

describe('Kimi’s reasoning, where the client drops it', () => {
  const config = (url: string) =>
    `[providers.kimi]\nbase_url = "${url}"\napi_key = "k"\nlists_models = false\n`;
  const user = { role: 'user', content: 'read the note' };
  const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }];
  const called = { id: 'call_a', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } };
  const result = { role: 'tool', tool_call_id: 'call_a', content: 'hello' };
  const turn = (url: string, messages: object[], stream: boolean) =>
    send(`${url}/v1/chat/completions`, { body: { model: 'kimi/kimi-k2.5', stream, tools, messages } });

  it.each([
    ['a stream', true, false],
    ['a whole answer', false, false],
    ['a stream, after a start of the program', true, true],
    ['a whole answer, after a start of the program', false, true],
  ])('is restored from %s', async (_what, stream, restart) => {
    const upstream = await upstreamOf();
    upstream.next(
      chat({
        toolCalls: [{ id: 'call_a', name: 'read', arguments: '{"path":"a"}' }],
        reasoning: 'I must read it.',
      }),
    );
    upstream.always(answer({}, { strict: 'kimi' }));
    const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-restore-'));
    folders.push(dataDir);
    let proxy = await proxyOf(config(upstream.url), { dataDir });
    const first = await turn(proxy.url, [user], stream);
    expect(first.status).toBe(200);
    await proxy.exchange(first.headers['x-kimi-proxy-exchange']);
    if (restart) {
      await proxy.stop();
      proxy = await proxyOf(config(upstream.url), { dataDir });
    }
    const messages = [user, { role: 'assistant', content: null, tool_calls: [called] }, result];
    const second = await turn(proxy.url, messages, stream);
    expect(second.status, second.text).toBe(200);
    const sent = last(upstream).json() as { messages: { reasoning_content?: string }[] };
    expect(sent.messages[1]?.reasoning_content).toBe('I must read it.');
    const { warnings } = await proxy.exchange(second.headers['x-kimi-proxy-exchange']);
    expect(warnings.map(({ message }) => message).join()).toContain('reasoning_content');
  });
});

describe('Gemini’s stream without `alt=sse`, from Gemini', () => {
  const SCRIPT: Script = {
    parts: [{ type: 'text', pieces: ['one ', 'two ', 'three'] }],
    usage: { input: 11, output: 3 },
  };
  const ask = (url: string) =>
    send(`${url}/v1beta/models/g/m:streamGenerateContent`, {
      body: { contents: [{ role: 'user', parts: [{ text: 'a' }] }] },
    });
  const started = async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(
      `[providers.g]\ntype = "gemini"\nbase_url = "${upstream.url}"\napi_key = "k"\n`,
    );
    return { upstream, proxy };
  };

  it('passes as it came, and is accounted for', async () => {
    const { upstream, proxy } = await started();
    upstream.next(answer(SCRIPT));
    const answered = await ask(proxy.url);
    expect(answered.headers['content-type']).toMatch(/^application\/json/);
    expect((JSON.parse(answered.text) as unknown[]).length).toBeGreaterThan(2);
    expect(await proxy.exchange(answered.headers['x-kimi-proxy-exchange'])).toMatchObject({
      status: 'ok',
      streamed: true,
      usage: { input: 11, output: 3 },
      warnings: [],
    });
  });

  it('is a list that ends with an error, wherever it is cut', async () => {
    const { upstream, proxy } = await started();
    for (let at = 1; at < 4; at++) {
      upstream.next(answer(SCRIPT, { cutAt: at }));
      const answered = await ask(proxy.url);
      expect(answered.broken).toBe(false);
      const items = JSON.parse(answered.text) as { error?: { reason: string } }[];
      expect(items.length, answered.text).toBe(at + 1);
      expect(items.at(-1)?.error?.reason).toBe('upstream_reset');
      const exchange = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
      expect(exchange).toMatchObject({ status: 'cut', error: { code: 'upstream_reset' } });
    }
  });
});

describe('a conversation that Gemini CLI resumes', () => {
  it('reaches Gemini, though each result of a call stands there twice', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer({}, { strict: true }));
    const proxy = await proxyOf(
      `[providers.g]\ntype = "gemini"\nbase_url = "${upstream.url}"\napi_key = "k"\n`,
    );
    const result = { functionResponse: { id: '1', name: 'read', response: { output: 'hello' } } };
    const answered = await send(`${proxy.url}/v1beta/models/g/m:streamGenerateContent?alt=sse`, {
      body: {
        contents: [
          { role: 'user', parts: [{ text: 'read the note' }] },
          { role: 'model', parts: [{ functionCall: { id: '1', name: 'read', args: {} } }] },
          { role: 'user', parts: [result, result] },
        ],
        tools: [{ functionDeclarations: [{ name: 'read', description: 'reads' }] }],
      },
    });
    expect(answered.status, answered.text).toBe(200);
    const sent = last(upstream).json() as { contents: { parts: unknown[] }[] };
    expect(sent.contents[2]?.parts).toEqual([result]);
    const { warnings } = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
    expect(warnings).toMatchObject([{ code: 'result_left_out' }]);
  });
});
