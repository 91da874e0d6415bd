import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Canceller, ProxyError } from '../../../src/exchange/index.ts';
import { type Agents, createAgents, createSender, type SendUpstream } from '../../../src/upstream/index.ts';
import {
  chat,
  flood,
  garbage,
  json,
  pieces,
  stall,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';
import { providerAt, refusal, requestTo, roundTrip, take } from './support.ts';

let upstream: Upstream;
let agents: Agents;
let send: SendUpstream;

beforeEach(async () => {
  upstream = await startUpstream();
  agents = createAgents({});
  send = createSender(agents);
});
afterEach(async () => {
  await agents.close();
  await upstream.close();
});

const never = new Canceller();
const here = () => providerAt(upstream.url);
const EVENTS = { 'content-type': 'text/event-stream' };

/** A connection is free again one turn after its answer ended: an upstream may still be closing it. */
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

describe('a request', () => {
  it('goes up with its method, path, headers and bytes as they are', async () => {
    upstream.always(json(200, { ok: true }));
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const headers = {
      'content-type': 'application/json',
      'x-one': 'é'.normalize('NFC'),
      'x-two': ['a', 'b'],
    };
    await send(requestTo(here(), { path: '/chat/completions?a=%2F&b', headers, body }), never);
    const [seen] = upstream.requests;
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/chat/completions?a=%2F&b' });
    expect(seen?.body).toEqual(body);
    expect(seen?.headers).toMatchObject({ 'content-type': 'application/json', 'x-two': 'a, b' });
  });

  it('goes up in pieces as it does whole, with its length', async () => {
    upstream.always(json(200, { ok: true }));
    const body = [Buffer.from('{"a":"'), Buffer.alloc(300_000, 'x'), Buffer.from('"}')];
    await send(requestTo(here(), { headers: { 'content-type': 'application/json' }, body }), never);
    const [seen] = upstream.requests;
    expect(seen?.body).toEqual(Buffer.concat(body));
    expect(seen?.headers).toMatchObject({ 'content-length': '300008' });
    expect(seen?.headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    ['whole', (bytes: Buffer) => bytes],
    ['in pieces', (bytes: Buffer) => [bytes.subarray(0, 10), bytes.subarray(10)]],
  ])('is given up, %s, where the upstream takes no more of it', async (_how, bodyOf) => {
    let hear: (socket: Socket) => void;
    const heard = new Promise<Socket>((resolve) => {
      hear = resolve;
    });
    const deaf = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => hear(socket.pause()));
    });
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void deaf.close());
    const provider = providerAt(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}`);
    const client = new Canceller();
    const asked = send(requestTo(provider, { body: bodyOf(Buffer.alloc(32 * 1024 * 1024)) }), client);
    const socket = await heard;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    client.cancel();
    await expect(asked).rejects.toMatchObject({ code: 'client_closed' });
    socket.resume();
    await closed;
  });

  it.each([
    ['whole', (bytes: Buffer) => bytes],
    ['in pieces', (bytes: Buffer) => [bytes.subarray(0, 10), bytes.subarray(10)]],
  ])('ends, %s, where the upstream closes before it has read all of it', async (_how, bodyOf) => {
    const rude = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void rude.close());
    const provider = providerAt(`http://127.0.0.1:${(rude.address() as AddressInfo).port}`);
    const asked = send(requestTo(provider, { body: bodyOf(Buffer.alloc(32 * 1024 * 1024)) }), never);
    await expect(asked).rejects.toMatchObject({ code: 'upstream_reset' });
  });

  it.each([
    ['', '/chat/completions'],
    ['/', '/chat/completions'],
    ['/deep/v1', '/deep/v1/chat/completions'],
    ['/deep/v1/', '/deep/v1/chat/completions'],
  ])('goes below the base URL: %j', async (prefix, path) => {
    upstream.always(json(200, {}));
    await send(requestTo(providerAt(`http://127.0.0.1:${upstream.port}${prefix}`)), never);
    expect(upstream.requests[0]?.path).toBe(path);
  });

  it('without a body has none', async () => {
    upstream.always(json(200, {}));
    await send(requestTo(here(), { method: 'GET', path: '/files', body: null, headers: {} }), never);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/v1/files' });
    expect(upstream.requests[0]?.body).toHaveLength(0);
  });

  it('takes the connection of one that has ended', async () => {
    upstream.always(chat());
    for (let n = 0; n < 3; n++) {
      const answer = await send(requestTo(here()), never);
      expect((await take(answer).over).end).toBe('end');
      await turnOfTheLoop();
    }
    expect(upstream.accepted).toBe(1);
  });
});

describe('an answer', () => {
  it('has the status, the headers in lower case, and the bytes', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    upstream.next(json(418, bytes, { 'X-Some-Header': 'value', 'Set-Cookie': ['a=1', 'b=2'] }));
    const answer = await send(requestTo(here()), never);
    expect(answer.status).toBe(418);
    expect(answer.headers).toMatchObject({ 'x-some-header': 'value', 'set-cookie': ['a=1', 'b=2'] });
    expect((await take(answer).over).body).toEqual(bytes);
  });

  it('is there before its body is', async () => {
    const gate = upstream.gate();
    upstream.next(stall('body', gate, json(200, 'abcdef')));
    const { taken, over } = take(await send(requestTo(here()), never));
    await gate.reached;
    expect(taken.end).toBeNull();
    gate.open();
    expect(String((await over).body)).toBe('abcdef');
  });

  it('may have no body at all', async () => {
    upstream.next(garbage('HTTP/1.1 204 No Content\r\n\r\n'));
    const { status, ...rest } = await send(requestTo(here()), never).then((answer) => ({
      status: answer.status,
      over: take(answer).over,
    }));
    expect(status).toBe(204);
    expect(await rest.over).toMatchObject({ chunks: 0, end: 'end' });
  });

  it('is the final one, not the early hints before it', async () => {
    upstream.next(
      garbage(
        'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 2\r\n\r\nok',
      ),
    );
    const answer = await send(requestTo(here()), never);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-a': '1' } });
    expect(String((await take(answer).over).body)).toBe('ok');
  });
});

describe('a body that came before anyone took it', () => {
  it('is handed over at once, whole', async () => {
    upstream.next(pieces(['one ', 'two ', 'three'], EVENTS));
    const answer = await send(requestTo(here()), never);
    await roundTrip(send, here());
    const { taken } = take(answer);
    expect(String(taken.body)).toBe('one two three');
    expect(taken.end).toBe('end');
  });

  it('and was cut is handed over with how it ended', async () => {
    upstream.next(async (call) => {
      await call.head(200, EVENTS);
      await call.write(Buffer.from('half'));
      call.socket.destroy();
    });
    const answer = await send(requestTo(here()), never);
    await (await upstream.request(0)).closed;
    await roundTrip(send, here());
    const { taken } = take(answer);
    expect(String(taken.body)).toBe('half');
    expect(taken.end).toMatchObject({ code: 'upstream_reset' });
  });

  it('is not read without bounds', async () => {
    const bytes = 64 * 1024 * 1024;
    upstream.next(flood({ bytes }));
    const answer = await send(requestTo(here()), never);
    const seen = await upstream.request(0);
    await roundTrip(send, here());
    await roundTrip(send, here());
    expect(seen.written).toBeLessThan(bytes / 2);
    let size = 0;
    await new Promise<void>((resolve, reject) => {
      answer.consume({
        data(chunk) {
          size += chunk.length;
          return true;
        },
        end: resolve,
        error: reject,
      });
    });
    expect(size).toBe(bytes);
  });

  it('is not heard any more by who gives it up while it is handed over', async () => {
    const gate = upstream.gate();
    upstream.next(async (call) => {
      await call.head(200, EVENTS);
      await call.write(Buffer.from('one'));
      await call.wait(gate);
      await call.write(Buffer.from('two'));
      await call.end();
    });
    const answer = await send(requestTo(here()), never);
    await roundTrip(send, here());
    gate.open();
    await roundTrip(send, here());
    const heard: string[] = [];
    answer.consume({
      data(chunk) {
        heard.push(String(chunk));
        answer.abort();
        return true;
      },
      end: () => heard.push('end'),
      error: () => heard.push('error'),
    });
    expect(heard).toEqual(['one']);
  });
});

describe('a reader that cannot go on', () => {
  it('holds the upstream, and gets every byte once it can', async () => {
    const bytes = 32 * 1024 * 1024;
    upstream.next(flood({ bytes }));
    const answer = await send(requestTo(here()), never);
    let paused = true;
    let size = 0;
    const over = new Promise<void>((resolve, reject) => {
      answer.consume({
        data(chunk) {
          size += chunk.length;
          return !paused;
        },
        end: resolve,
        error: reject,
      });
    });
    const seen = await upstream.request(0);
    await roundTrip(send, here());
    await roundTrip(send, here());
    expect(seen.written).toBeLessThan(bytes / 2);
    expect(size).toBeLessThan(1024 * 1024);
    paused = false;
    answer.resume();
    await over;
    expect(size).toBe(bytes);
  });

  it('may say so after each chunk', async () => {
    upstream.next(pieces(['a', 'b', 'c', 'd'], EVENTS));
    const answer = await send(requestTo(here()), never);
    const { over } = take(answer, () => {
      setImmediate(() => answer.resume());
      return false;
    });
    expect(String((await over).body)).toBe('abcd');
  });

  it('may go on after the end without harm', async () => {
    upstream.next(json(200, 'x'));
    const answer = await send(requestTo(here()), never);
    await take(answer).over;
    answer.resume();
    answer.abort();
    await turnOfTheLoop();
    upstream.next(json(200, 'y'));
    expect(String((await take(await send(requestTo(here()), never)).over).body)).toBe('y');
    expect(upstream.accepted).toBe(1);
  });
});

describe('giving up', () => {
  it('before anything was sent sends nothing', async () => {
    const signal = new Canceller();
    signal.cancel();
    expect(await refusal(send(requestTo(here()), signal))).toMatchObject({ code: 'client_closed' });
    expect(upstream.accepted).toBe(0);
  });

  it('right after sending does not wait for the connection', async () => {
    const signal = new Canceller();
    const sending = refusal(send(requestTo(here()), signal));
    signal.cancel();
    expect(await sending).toMatchObject({ code: 'client_closed', status: 499 });
  });

  it('before the answer takes the upstream’s request with it', async () => {
    upstream.next(stall('headers'));
    const signal = new Canceller();
    const sending = refusal(send(requestTo(here()), signal));
    const seen = await upstream.request(0);
    signal.cancel();
    expect(await sending).toMatchObject({ code: 'client_closed' });
    await seen.closed;
    expect(seen.aborted).toBe(true);
  });

  it.each(['signal', 'answer'] as const)('in the middle of a body, by the %s, does so too', async (by) => {
    const gate = upstream.gate();
    upstream.next(stall('body', gate, json(200, 'abcdef')));
    const signal = new Canceller();
    const answer = await send(requestTo(here()), signal);
    const { taken } = take(answer);
    await gate.reached;
    if (by === 'signal') signal.cancel();
    else answer.abort();
    answer.abort();
    const seen = await upstream.request(0);
    await seen.closed;
    expect(seen.aborted).toBe(true);
    expect(taken.end).toBeNull();
  });

  it('after the end means nothing', async () => {
    upstream.always(chat());
    const signal = new Canceller();
    await take(await send(requestTo(here()), signal)).over;
    signal.cancel();
    await turnOfTheLoop();
    const again = await take(await send(requestTo(here()), never)).over;
    expect(again.end).toBe('end');
    expect(upstream.accepted).toBe(1);
  });

  it('leaves no listener behind on a signal that outlives the request', async () => {
    upstream.always(chat());
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_type: 'abort', listener: () => void) => void listeners.delete(listener),
    };
    await take(await send(requestTo(here()), signal)).over;
    upstream.next(garbage());
    await refusal(send(requestTo(here()), signal));
    expect(listeners.size).toBe(0);
  });
});

describe('a request that cannot be put on the wire', () => {
  it.each([
    ['a header that breaks the line', { headers: { 'x-key': 'secret\r\nx-more: 1' } }],
    ['a path with a blank', { path: '/chat completions' }],
    ['a method that is none', { method: 'PO ST' }],
  ])('is refused as such, without its values: %s', async (_name, over) => {
    const error = await refusal(send(requestTo(here(), over), never));
    expect(error).toBeInstanceOf(ProxyError);
    expect(error).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(JSON.stringify(error.toBody())).not.toContain('secret');
    expect(upstream.requests).toHaveLength(0);
  });
});
