import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Canceller } from '../../../src/exchange/index.ts';
import {
  type AnswerBody,
  Downstream,
  dropping,
  type Editor,
  KeepAlive,
  relay,
  Silences,
  Tap,
} from '../../../src/streaming/index.ts';

type Sink = Parameters<AnswerBody['consume']>[0];

/** A body that the test feeds by hand. */
class FedBody implements AnswerBody {
  sink: Sink | null = null;
  resumed = 0;
  aborted = false;
  consume(sink: Sink): void {
    this.sink = sink;
  }
  resume(): void {
    this.resumed++;
  }
  abort(): void {
    this.aborted = true;
  }
  feed(text: string): boolean {
    return this.sink?.data(Buffer.from(text)) ?? false;
  }
}

/** Lets what was fed so far go on: what comes at once goes as one. */
const passed = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A real client that reads from a real response, which `serve` writes. */
async function served(
  serve: (res: ServerResponse) => Promise<void>,
): Promise<{ status: number; text: string; broken: boolean }> {
  const server = createServer((_req, res) => void serve(res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const chunks: Buffer[] = [];
  let broken = false;
  try {
    if (response.body !== null) for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  } catch {
    broken = true;
  }
  return { status: response.status, text: Buffer.concat(chunks).toString(), broken };
}

const SSE = { 'content-type': 'text/event-stream' };

function downstream(res: ServerResponse, keepAlive = new KeepAlive()): Downstream {
  return new Downstream(res, { keepAlive, earlyHeaders: { 'x-early': 'yes' }, now: performance.now() });
}

function start(down: Downstream, options: { edit?: Editor; signal?: Canceller } = {}) {
  const body = new FedBody();
  const tap = new Tap(1024 * 1024);
  const silences = new Silences(performance.now());
  const firsts: number[] = [];
  let progress = 0;
  const done = relay({
    body,
    down,
    tap,
    signal: options.signal ?? new Canceller(),
    edit: options.edit ?? null,
    since: performance.now(),
    silences,
    quietSince: performance.now(),
    onFirstByte: (now) => firsts.push(now),
    onProgress: () => {
      progress++;
    },
  });
  return { body, tap, done, firsts, silences, progress: () => progress };
}

describe('relaying an answer', () => {
  it('passes the bytes as they come and keeps them', async () => {
    const stream = 'data: a\r\n\r\n: note\n\ndata: b\n\ndata: [DONE]';
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body, tap, done, firsts, progress } = start(down);
      for (const char of stream) {
        body.feed(char);
        await passed();
      }
      body.sink?.end();
      expect(await done).toMatchObject({ outcome: 'complete', error: null });
      expect(tap.all().toString()).toBe(stream);
      expect(firsts).toHaveLength(1);
      expect(progress()).toBe(stream.length - 1);
      down.end();
    });
    expect(got).toEqual({ status: 200, text: stream, broken: false });
  });

  it('takes whole events out, wherever the bytes are cut, and a last one without its blank line', async () => {
    for (const size of [1, 7, 1000]) {
      const got = await served(async (res) => {
        const down = downstream(res);
        down.open(200, SSE, true);
        const { body, done } = start(down, {
          edit: dropping({
            mayBeIn: (bytes) => bytes.includes('EXTRA'),
            is: (event) => event.includes('EXTRA'),
          }),
        });
        const stream = 'data: a\n\ndata: EXTRA\n\ndata: b\n\ndata: EXTRA';
        for (let at = 0; at < stream.length; at += size) body.feed(stream.slice(at, at + size));
        body.sink?.end();
        await done;
        down.end();
      });
      expect(got.text).toBe('data: a\n\ndata: b\n\n');
    }
  });

  it('does not hold an event that never ends in memory', async () => {
    const big = 'x'.repeat(1200 * 1024);
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body, done } = start(down, { edit: dropping({ mayBeIn: () => true, is: () => false }) });
      body.feed(big);
      body.feed(big);
      body.sink?.end();
      await done;
      down.end();
    });
    expect(got.text).toHaveLength(2 * big.length);
  });

  it('holds the upstream while the client is slow, and goes on when it is not', async () => {
    let resumed = 0;
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, { 'content-type': 'application/json' }, false);
      const { body, done } = start(down);
      const chunk = 'y'.repeat(64 * 1024);
      let sent = 0;
      while (body.feed(chunk) && sent < 1000) sent++;
      expect(sent).toBeLessThan(1000);
      while (body.resumed === 0) await new Promise((resolve) => setImmediate(resolve));
      resumed = body.resumed;
      body.sink?.end();
      await done;
      down.end();
    });
    expect(resumed).toBe(1);
    expect(got.broken).toBe(false);
  });

  it('gives what comes at once on as one, and holds the upstream with what comes next where that was too much', async () => {
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const write = vi.spyOn(down, 'write');
      const { body, done, tap } = start(down);
      for (const text of ['data: a\n\n', 'data: b\n\n', 'data: c\n\n']) expect(body.feed(text)).toBe(true);
      expect(write).not.toHaveBeenCalled();
      await passed();
      expect(write).toHaveBeenCalledTimes(1);
      write.mockReturnValueOnce(false);
      expect(body.feed('data: d\n\n')).toBe(true);
      await passed();
      expect(body.feed('data: e\n\n')).toBe(false);
      body.sink?.end();
      await done;
      expect(tap.all().toString()).toBe('data: a\n\ndata: b\n\ndata: c\n\ndata: d\n\ndata: e\n\n');
      down.end();
    });
    expect(got.text).toBe('data: a\n\ndata: b\n\ndata: c\n\ndata: e\n\n');
  });

  it('keeps what came with the moment in which it was cancelled', async () => {
    const signal = new Canceller();
    await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body, done, tap } = start(down, { signal });
      body.feed('data: a\n\n');
      signal.cancel();
      await done;
      expect(tap.all().toString()).toBe('data: a\n\n');
      down.end();
    });
  });

  it('tells of a cut in an event of its own, without the half line that was left', async () => {
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body, done } = start(down);
      body.feed('data: {"a":1}\n\ndata: {"b":');
      body.sink?.error(new Error('cut'));
      expect((await done).outcome).toBe('cut');
      down.fail('data: {"error":1}\n\n');
    });
    expect(got.text).toBe('data: {"a":1}\n\ndata: {"error":1}\n\n');
  });

  it('ends a whole line that was left open before it tells of the cut', async () => {
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body } = start(down);
      body.feed('data: {"a":1}\n');
      await passed();
      down.fail('data: {"error":1}\n\n');
    });
    expect(got.text).toBe('data: {"a":1}\n\ndata: {"error":1}\n\n');
  });

  it('breaks the connection where an answer that is no stream is cut', async () => {
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, { 'content-type': 'application/json', 'content-length': '100' }, false);
      const { body } = start(down);
      body.feed('{"half":');
      await passed();
      down.fail('data: {"error":1}\n\n');
    });
    expect(got.broken).toBe(true);
    expect(got.text).not.toContain('error');
  });

  it('ends the upstream when it is cancelled, before or meanwhile', async () => {
    const signal = new Canceller();
    await served(async (res) => {
      const down = downstream(res);
      down.open(200, SSE, true);
      const { body, done } = start(down, { signal });
      body.feed('data: a\n\n');
      signal.cancel();
      expect((await done).outcome).toBe('cancelled');
      expect(body.aborted).toBe(true);
      const late = start(down, { signal });
      expect((await late.done).outcome).toBe('cancelled');
      down.end();
    });
  });
});

describe('a silent upstream', () => {
  it('opens the stream early with a comment, once, and comments again between events only', async () => {
    const keepAlive = new KeepAlive(40);
    const got = await served(async (res) => {
      const down = downstream(res, keepAlive);
      down.watch();
      while (!down.opened) await new Promise((resolve) => setTimeout(resolve, 5));
      const { body, done } = start(down);
      body.feed('data: a\n\nda');
      await passed();
      const before = down.lastActivity;
      while (down.lastActivity === before) await new Promise((resolve) => setTimeout(resolve, 5));
      body.feed('ta: b\n\n');
      body.sink?.end();
      await done;
      down.end();
    });
    expect(got.status).toBe(200);
    expect(got.text).toMatch(/^(: keep-alive\n\n)+data: a\n\n(: keep-alive\n\n)+data: b\n\n$/);
  });

  it('is told inside an event at the end of a line, never inside a line', async () => {
    const keepAlive = new KeepAlive(1_000_000);
    const got = await served(async (res) => {
      const down = downstream(res, keepAlive);
      down.open(200, SSE, true);
      const { body, done } = start(down);
      body.feed('data: a\n');
      await passed();
      down.onSilence();
      body.feed('data: b\n\n');
      await passed();
      down.onSilence();
      body.sink?.end();
      await done;
      down.end();
    });
    expect(got.text).toBe('data: a\n: keep-alive\ndata: b\n\n: keep-alive\n\n');
  });

  it('is not told of where the answer is no plain event stream, or the client is gone', async () => {
    const got = await served(async (res) => {
      const down = downstream(res);
      down.open(200, { 'content-type': 'application/json' }, false);
      down.onSilence();
      down.end();
      down.onSilence();
      down.fail('data: x\n\n');
    });
    expect(got.text).toBe('');
  });
});

describe('silences of an answer', () => {
  it('are those of the provider that sends nothing, and of the client that takes nothing', async () => {
    await served(async (res) => {
      let now = 10_000;
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
      const at = (ms: number): void => {
        now = 10_000 + ms;
      };
      try {
        const down = downstream(res);
        down.open(200, SSE, true);
        let resume = (): void => undefined;
        vi.spyOn(down, 'onDrain').mockImplementation((whenDrained) => {
          resume = whenDrained;
        });
        const { body, done, silences } = start(down);
        at(2000);
        vi.spyOn(down, 'write').mockReturnValueOnce(false);
        body.feed('data: a\n\n');
        await passed();
        at(5000);
        resume();
        at(5900);
        body.feed('data: b\n\n');
        await passed();
        at(8000);
        body.sink?.end();
        await done;
        expect(silences.list).toEqual([
          { at_ms: 0, ms: 2000, who: 'provider' },
          { at_ms: 2000, ms: 3000, who: 'client' },
          { at_ms: 5900, ms: 2100, who: 'provider' },
        ]);
        down.end();
      } finally {
        clock.mockRestore();
      }
    });
  });

  it('are the longest fifty, in their order', () => {
    const silences = new Silences(0);
    for (let i = 0; i < 80; i++) silences.note(i * 10_000, i * 10_000 + 1000 + i, 'proxy');
    expect(silences.list).toHaveLength(50);
    expect(silences.list.map(({ ms }) => ms)).toEqual(Array.from({ length: 50 }, (_, i) => 1030 + i));
    silences.note(0, 1000, 'client');
    expect(silences.list).toHaveLength(50);
  });
});
