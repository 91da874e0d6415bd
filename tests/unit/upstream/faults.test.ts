import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Canceller } from '../../../src/exchange/index.ts';
import { type Agents, createAgents, createSender, type SendUpstream } from '../../../src/upstream/index.ts';
import {
  chat,
  cut,
  garbage,
  type Handler,
  json,
  lie,
  pieces,
  refusingUrl,
  reset,
  slowHeaders,
  stall,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';
import { blackhole, providerAt, refusal, requestTo, take } from './support.ts';

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

describe('an upstream that cannot be reached', () => {
  it('because it refuses is said to, with what to check', async () => {
    const error = await refusal(send(requestTo(providerAt(await refusingUrl())), never));
    expect(error).toMatchObject({
      code: 'upstream_unreachable',
      status: 502,
      details: { provider: 'up', reason: 'connection refused' },
    });
    expect(error.hint).toContain('providers.up.base_url');
  });

  it('because nobody takes the connection runs into the connect limit', async () => {
    const hole = await blackhole();
    try {
      const error = await refusal(send(requestTo(providerAt(hole.url, { connectMs: 300 })), never));
      expect(error).toMatchObject({
        code: 'upstream_timeout',
        status: 504,
        details: { phase: 'connect', limit_s: 0.3, provider: 'up' },
      });
      expect(error.hint).toContain('connect_s');
    } finally {
      await hole.close();
    }
  });

  it('is given up while it is being connected to', async () => {
    const hole = await blackhole();
    try {
      const signal = new Canceller();
      const sending = refusal(send(requestTo(providerAt(hole.url)), signal));
      setImmediate(() => signal.cancel());
      expect(await sending).toMatchObject({ code: 'client_closed' });
    } finally {
      await hole.close();
    }
  });
});

describe('an upstream that takes too long', () => {
  it.each<[string, () => Handler]>([
    ['says nothing', () => stall('headers')],
    ['stops within its headers', () => slowHeaders(upstream.gate())],
  ])('to begin, and %s, runs into the first-byte limit', async (_name, handler) => {
    upstream.next(handler());
    const error = await refusal(send(requestTo(providerAt(upstream.url, { firstByteMs: 200 })), never));
    expect(error).toMatchObject({
      code: 'upstream_timeout',
      details: { phase: 'first_byte', limit_s: 0.2, provider: 'up' },
    });
    await (await upstream.request(0)).closed;
  });

  it('within its body runs into the idle limit, after what had come', async () => {
    upstream.next(stall('body', undefined, json(200, 'abcdef')));
    const answer = await send(requestTo(providerAt(upstream.url, { idleMs: 200 })), never);
    const { body, end } = await take(answer).over;
    expect(String(body)).toBe('abc');
    expect(end).toMatchObject({ code: 'upstream_timeout', details: { phase: 'idle', limit_s: 0.2 } });
    await (await upstream.request(0)).closed;
  });

  it('after its last byte, too: the end is part of the answer', async () => {
    upstream.next(stall('after', undefined, pieces(['abc'], { 'content-type': 'text/event-stream' })));
    const answer = await send(requestTo(providerAt(upstream.url, { idleMs: 200 })), never);
    const { body, end } = await take(answer).over;
    expect(String(body)).toBe('abc');
    expect(end).toMatchObject({ code: 'upstream_timeout', details: { phase: 'idle' } });
  });
});

describe('an upstream that breaks off', () => {
  it.each<[string, Handler]>([
    ['with a reset', reset(0)],
    ['with an end', cut(0)],
    ['within its headers', garbage('HTTP/1.1 200 OK\r\ncontent-le')],
  ])('before an answer, %s, is told as a reset', async (_name, handler) => {
    upstream.next(handler);
    const error = await refusal(send(requestTo(providerAt(upstream.url)), never));
    expect(error).toMatchObject({ code: 'upstream_reset', status: 502, details: { provider: 'up' } });
  });

  it.each<[string, Handler]>([
    ['with a reset', reset(5, chat())],
    ['with an end', cut(5, chat())],
    ['having promised more', lie({ contentLength: 1000 }, json(200, '{"id"'))],
  ])('within an answer, %s, is told so after what had come', async (_name, handler) => {
    upstream.next(handler);
    const answer = await send(requestTo(providerAt(upstream.url)), never);
    expect(answer.status).toBe(200);
    const { body, end } = await take(answer).over;
    expect(end).toMatchObject({ code: 'upstream_reset' });
    expect(['', '{"id"']).toContain(String(body));
  });

  it('does not break the next request', async () => {
    upstream.script([reset(0), json(200, 'fine')]);
    await refusal(send(requestTo(providerAt(upstream.url)), never));
    const answer = await send(requestTo(providerAt(upstream.url)), never);
    expect(String((await take(answer).over).body)).toBe('fine');
  });
});

describe('an upstream that does not speak HTTP', () => {
  it.each([
    ['bytes', '\u0000\u0001 this is no HTTP\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a page without headers', '<html>hello</html>'],
    ['a status that is none', 'HTTP/1.1 OK\r\n\r\n'],
    ['a header that is none', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['headers beyond all measure', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`],
  ])('is told as invalid: %s', async (_name, text) => {
    upstream.next(garbage(text));
    const error = await refusal(send(requestTo(providerAt(upstream.url)), never));
    expect(error).toMatchObject({ code: 'upstream_invalid', status: 502, details: { provider: 'up' } });
  });

  it('from the middle of its body on is told as invalid after what had come', async () => {
    upstream.next(garbage('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'));
    const answer = await send(requestTo(providerAt(upstream.url)), never);
    const { body, end } = await take(answer).over;
    expect(String(body)).toBe('abc');
    expect(end).toMatchObject({ code: 'upstream_invalid' });
  });
});
