import { gunzipSync } from 'node:zlib';
import { Client, request as send } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChatStream, readEvents } from '../../support/sse.ts';
import {
  chat,
  chatCompletion,
  chatStream,
  gzipped,
  json,
  pieces,
  sse,
  startUpstream,
  status,
  type Upstream,
} from '../../support/upstream/index.ts';

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream();
});

afterEach(async () => {
  await upstream.close();
});

function ask(body: unknown, headers: Record<string, string> = {}) {
  return send(`${upstream.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const askStream = async (body: Record<string, unknown> = {}) => {
  const answer = await ask({ model: 'm', stream: true, ...body });
  return Buffer.from(await answer.body.arrayBuffer());
};

describe('recording', () => {
  it('keeps method, path, headers as spelt and the body to the byte', async () => {
    upstream.always(json(200, {}));
    const body = '{ "model" : "m",\n\t"n": 1.0e2, "t": "\\u00e9é" }';
    await (await ask(body, { 'X-Spelt-So': 'yes' })).body.dump();
    const [request] = upstream.requests;
    expect(request?.method).toBe('POST');
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.body).toEqual(Buffer.from(body));
    expect(request?.rawHeaders).toContain('X-Spelt-So');
    expect(request?.headers['x-spelt-so']).toBe('yes');
    expect(request?.json().n).toBe(100);
    expect(request?.answered).toBe(true);
    expect(request?.aborted).toBe(false);
  });

  it('hands a request over once it has come, before and after', async () => {
    upstream.always(json(200, {}));
    const early = upstream.request(0);
    await (await ask({ n: 1 })).body.dump();
    expect((await early).json()).toEqual({ n: 1 });
    expect(await upstream.request(0)).toBe(upstream.requests[0]);
  });

  it('keeps lists of models apart and takes no handler for them', async () => {
    upstream.next(json(200, { mine: true }));
    upstream.models(['a', 'b']);
    const list = await send(`${upstream.url}/models`);
    expect((await list.body.json()) as { data: { id: string }[] }).toMatchObject({
      data: [{ id: 'a' }, { id: 'b' }],
    });
    expect(await (await ask({})).body.json()).toEqual({ mine: true });
    expect(upstream.modelLists).toHaveLength(1);
    expect(upstream.requests).toHaveLength(1);
  });

  it('sees a client that goes away in the middle of an answer', async () => {
    const gate = upstream.gate();
    upstream.next(sse(['a', 'b'], { gates: { 1: gate } }));
    const gone = new AbortController();
    const answer = await send(`${upstream.url}/chat/completions`, {
      method: 'POST',
      body: '{}',
      signal: gone.signal,
    });
    answer.body.on('error', () => undefined);
    await gate.reached;
    gone.abort();
    const [request] = upstream.requests;
    await request?.closed;
    expect(request?.aborted).toBe(true);
    expect(request?.answered).toBe(false);
  });

  it('counts connections and says which one a request came on', async () => {
    upstream.always(json(200, {}));
    const one = new Client(new URL(upstream.url).origin);
    for (const path of ['/v1/a', '/v1/b']) await (await one.request({ method: 'GET', path })).body.dump();
    expect(upstream.requests.map((request) => request.connection)).toEqual([1, 1]);
    expect([upstream.accepted, upstream.connections]).toEqual([1, 1]);
    await one.close();
    await upstream.requests[0]?.closed;
    expect([upstream.accepted, upstream.connections]).toEqual([1, 0]);
  });
});

describe('scripting', () => {
  it('takes handlers in turn, then the one for always', async () => {
    upstream.script([json(200, 1), json(201, 2)]);
    upstream.always(json(202, 3));
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await ask({})).statusCode);
    expect(seen).toEqual([200, 201, 202, 202]);
  });

  it('answers 501 where nothing is scripted', async () => {
    const answer = await ask({});
    expect(answer.statusCode).toBe(501);
    expect(await answer.body.json()).toMatchObject({ error: { code: 'unscripted' } });
  });

  it('fails at close where a handler failed, so that the test cannot pass', async () => {
    const other = await startUpstream();
    other.next(async () => {
      throw new Error('broken handler');
    });
    await expect(send(`${other.url}/x`)).rejects.toThrow();
    await expect(other.close()).rejects.toThrow('broken handler');
  });
});

describe('answers', () => {
  it('refuses in OpenAI’s shape, with the time to wait', async () => {
    upstream.next(status(429, { retryAfter: 7 }));
    const answer = await ask({});
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect(await answer.body.json()).toMatchObject({ error: { type: 'rate_limit_reached_error' } });
  });

  it('compresses', async () => {
    upstream.next(gzipped(200, { a: 1 }));
    const answer = await ask({});
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(await answer.body.arrayBuffer())).toString()).toBe('{"a":1}');
  });

  it('sends bytes of any kind, each piece its own HTTP chunk', async () => {
    upstream.next(pieces(['a', 'bc'], { 'content-type': 'text/plain' }));
    const seen: string[] = [];
    for await (const piece of (await ask({})).body) seen.push(String(piece));
    expect(seen.join('')).toBe('abc');
  });

  it('completes a chat with text, reasoning, usage and the model that was asked for', async () => {
    upstream.next(chatCompletion({ text: 'Hi', reasoning: 'because' }));
    expect(await (await ask({ model: 'm' })).body.json()).toMatchObject({
      model: 'm',
      choices: [{ message: { content: 'Hi', reasoning_content: 'because' }, finish_reason: 'stop' }],
      usage: { total_tokens: 26 },
    });
  });

  it('calls tools, and reports no usage where there is none', async () => {
    upstream.next(
      chatCompletion({ toolCalls: [{ id: 'c1', name: 'look', arguments: '{"a":1}' }], usage: null }),
    );
    const answer = (await (await ask({ model: 'm' })).body.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({
      choices: [
        {
          message: { content: null, tool_calls: [{ id: 'c1', function: { name: 'look' } }] },
          finish_reason: 'tool_calls',
        },
      ],
    });
    expect(answer).not.toHaveProperty('usage');
  });
});

describe('streams', () => {
  it('reports usage only where it was asked for', async () => {
    upstream.always(chatStream({ chunks: ['a', 'b'] }));
    const silent = readChatStream(await askStream());
    expect(silent).toMatchObject({ text: 'ab', done: true });
    expect(silent.chunks.some((chunk) => 'usage' in chunk)).toBe(false);
    const asked = readChatStream(await askStream({ stream_options: { include_usage: true } }));
    expect(asked.chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 26 } });
  });

  it('reports usage in each of the places where providers put it', async () => {
    const last = async (usage: 'always' | 'every' | 'with-finish' | 'in-choice' | 'never') => {
      upstream.next(chatStream({ chunks: ['a'], usage }));
      return readChatStream(await askStream()).chunks;
    };
    expect((await last('always')).at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 20 } });
    expect((await last('every')).every((chunk) => 'usage' in chunk)).toBe(true);
    expect((await last('with-finish')).at(-1)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      usage: { prompt_tokens: 20 },
    });
    const inChoice = (await last('in-choice')).at(-1);
    expect(inChoice?.choices?.[0]?.usage).toMatchObject({ prompt_tokens: 20 });
    expect(inChoice).not.toHaveProperty('usage');
    expect(JSON.stringify(await last('never'))).not.toContain('usage');
  });

  it('streams a tool call’s arguments in parts', async () => {
    upstream.next(
      chatStream({ toolCalls: [{ id: 'c1', name: 'look', arguments: '{"path":"a"}' }], done: false }),
    );
    const stream = await askStream();
    const { chunks, done } = readChatStream(stream);
    const parts = chunks.flatMap((chunk) => {
      const delta = chunk.choices?.[0]?.delta as { tool_calls?: { function: { arguments: string } }[] };
      return delta.tool_calls?.map((call) => call.function.arguments) ?? [];
    });
    expect(parts).toHaveLength(2);
    expect(parts.join('')).toBe('{"path":"a"}');
    expect(done).toBe(false);
  });

  it('splits at any byte, with either line ending, without losing one', async () => {
    upstream.always(
      chatStream({ chunks: ['né', '–', '漢'], separator: '\r\n', splitEvery: 1, comments: true }),
    );
    const stream = await askStream();
    expect(readChatStream(stream).text).toBe('né–漢');
    expect(readEvents(stream).comments.length).toBeGreaterThan(3);
  });

  it('compresses so that each event can be read when it is sent', async () => {
    const gate = upstream.gate();
    upstream.next(sse(['one', 'two'], { gzip: true, gates: { 1: gate }, lastWithoutBlankLine: true }));
    const answer = await ask({});
    expect(answer.headers['content-encoding']).toBe('gzip');
    const parts: Buffer[] = [];
    await gate.reached;
    answer.body.on('data', (part: Buffer) => parts.push(part));
    const ended = new Promise((resolve) => answer.body.once('end', resolve));
    gate.open();
    await ended;
    expect(gunzipSync(Buffer.concat(parts)).toString()).toBe('data: one\n\ndata: two\n');
  });

  it('waits at a gate before an event, and before the end', async () => {
    const [first, last] = [upstream.gate(), upstream.gate()];
    upstream.next(sse(['a', 'b'], { gates: { 1: first, 2: last } }));
    const answer = await ask({});
    const parts = answer.body[Symbol.asyncIterator]();
    expect(String((await parts.next()).value)).toBe('data: a\n\n');
    await first.reached;
    expect(last.isOpen).toBe(false);
    first.open();
    expect(String((await parts.next()).value)).toBe('data: b\n\n');
    await last.reached;
    expect(upstream.requests[0]?.answered).toBe(false);
    last.open();
    expect((await parts.next()).done).toBe(true);
  });

  it('answers as it is asked: stream or whole', async () => {
    upstream.always(chat({ text: 'two words' }));
    expect(readChatStream(await askStream()).text).toBe('two words');
    expect(await (await ask({ model: 'm' })).body.json()).toMatchObject({
      choices: [{ message: { content: 'two words' } }],
    });
  });
});
