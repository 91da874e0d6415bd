import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Canceller, type ProxyError } from '../../../src/exchange/index.ts';
import { createTestProvider } from '../../../src/providers/index.ts';
import type { UpstreamAnswer } from '../../../src/upstream/index.ts';
import { CLOCK, provider, user } from './fixtures.ts';

const LIMITS = provider({ timeouts: { connectMs: 1, firstByteMs: 100_000, idleMs: 50_000, totalMs: 1 } });

function ask(message: string, stream = true, signal = new Canceller()) {
  const body = Buffer.from(JSON.stringify({ stream, messages: [user(message)] }));
  const send = createTestProvider({ clock: CLOCK });
  return send({ provider: LIMITS, method: 'POST', path: '/chat/completions', headers: {}, body }, signal);
}

/** A sink that takes `room` chunks, then none until it is given more. */
function sink(room = Number.POSITIVE_INFINITY) {
  const seen = { chunks: [] as string[], ended: false, error: null as ProxyError | null, room };
  return {
    seen,
    into(answer: UpstreamAnswer) {
      answer.consume({
        data(chunk) {
          seen.chunks.push(chunk.toString());
          return seen.chunks.length < seen.room;
        },
        end: () => {
          seen.ended = true;
        },
        error: (error) => {
          seen.error = error as ProxyError;
        },
      });
      return answer;
    },
  };
}

/** What became of a promise, without waiting for it. */
function watch<T>(promise: Promise<T>) {
  const state: { value?: T; error?: ProxyError } = {};
  promise.then(
    (value) => {
      state.value = value;
    },
    (error) => {
      state.error = error;
    },
  );
  return state;
}

describe('the pace of the test provider', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('/slow waits before each word', async () => {
    const { seen, into } = sink();
    into(await ask('/slow 200ms /long 3'));
    await pass(199);
    expect(seen.chunks).toHaveLength(1);
    await pass(1);
    expect(seen.chunks).toHaveLength(2);
    await pass(200);
    expect(seen.chunks).toHaveLength(3);
    await pass(200);
    expect([seen.chunks.length, seen.ended]).toEqual([1 + 3 + 2, true]);
  });

  it('/slow waits for all words before an answer in one piece, a minute at most', async () => {
    const three = watch(ask('/slow 2s /long 3', false));
    await pass(5999);
    expect(three.value).toBeUndefined();
    await pass(1);
    expect(three.value?.status).toBe(200);
    const many = watch(ask('/slow 2s /long 1000', false));
    await pass(60_000);
    expect(many.value?.status).toBe(200);
  });

  it('/wait waits before the answer begins, streamed or not, and before a status', async () => {
    const all = [ask('/wait 20s'), ask('/wait 20s', false), ask('/wait 20s /fail 500')].map(watch);
    await pass(19_999);
    expect(all.map((state) => state.value)).toEqual([undefined, undefined, undefined]);
    await pass(1);
    expect(all.map((state) => state.value?.status)).toEqual([200, 200, 500]);
  });

  it.each(['/wait 900s', '/wait 61s', '/wait 9999999'])('%s ends at a minute', async (message) => {
    const state = watch(ask(message));
    await pass(60_000);
    expect(state.value?.status).toBe(200);
  });

  it('/slow over the idle limit is the time-out of a provider that went silent', async () => {
    const { seen, into } = sink();
    into(await ask('/slow 60s'));
    await pass(49_999);
    expect(seen.error).toBeNull();
    await pass(1);
    expect(seen.error).toMatchObject({ code: 'upstream_timeout', details: { phase: 'idle' } });
  });

  it('/fail stall stops halfway until the idle limit', async () => {
    const { seen, into } = sink();
    into(await ask('/fail stall /long 10'));
    await pass(49_999);
    expect([seen.chunks.length, seen.error]).toEqual([6, null]);
    await pass(1);
    expect(seen.error).toMatchObject({ code: 'upstream_timeout', details: { phase: 'idle' } });
    const whole = sink();
    whole.into(await ask('/fail stall', false));
    await pass(50_000);
    expect([whole.seen.chunks.length, whole.seen.error?.code]).toEqual([1, 'upstream_timeout']);
  });

  it('/fail silent gives no answer until the first-byte limit', async () => {
    const state = watch(ask('/fail silent'));
    await pass(99_999);
    expect(state).toEqual({});
    await pass(1);
    expect(state.error).toMatchObject({ code: 'upstream_timeout', details: { phase: 'first_byte' } });
  });

  it('a sink that is full gets nothing more until it resumes', async () => {
    const { seen, into } = sink(4);
    const answer = into(await ask('/long 10'));
    await pass(60_000);
    expect(seen.chunks).toHaveLength(4);
    seen.room = 6;
    answer.resume();
    await pass(60_000);
    expect(seen.chunks).toHaveLength(6);
    seen.room = 1000;
    answer.resume();
    answer.resume();
    await pass(0);
    expect([seen.chunks.length, seen.ended]).toEqual([1 + 10 + 2, true]);
  });

  it.each([
    ['full', '/long 10'],
    ['waiting for a slow word', '/slow 1s'],
    ['stalled', '/fail stall'],
  ])('abort ends an answer that is %s, and the sink hears nothing more', async (_state, message) => {
    for (const how of ['abort', 'signal']) {
      const signal = new Canceller();
      const { seen, into } = sink(3);
      const answer = into(await ask(message, true, signal));
      await pass(10);
      const before = seen.chunks.length;
      if (how === 'abort') answer.abort();
      else signal.cancel();
      answer.resume();
      await pass(600_000);
      expect([seen.chunks.length, seen.ended, seen.error]).toEqual([before, false, null]);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it.each(['/wait 20s', '/fail silent'])('the signal ends %s with client_closed', async (message) => {
    const signal = new Canceller();
    const state = watch(ask(message, true, signal));
    await pass(1000);
    signal.cancel();
    await pass(0);
    expect(state.error?.code).toBe('client_closed');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a signal that has fired before is an answer to nothing', async () => {
    const signal = new Canceller();
    signal.cancel();
    await expect(ask('hi', true, signal)).rejects.toMatchObject({ code: 'client_closed' });
  });
});

describe('a long answer', () => {
  it('lets other work of the process go on', async () => {
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    const answer = await ask('/long 6400');
    await new Promise<void>((resolve, reject) => {
      answer.consume({ data: () => true, end: resolve, error: reject });
    });
    done = true;
    expect(turns).toBeGreaterThanOrEqual(90);
  });

  it('leaves no listener on the signal when it is done', async () => {
    const signal = new Canceller();
    let listeners = 0;
    const counted = {
      get aborted() {
        return signal.aborted;
      },
      addEventListener: (type: 'abort', listener: () => void) => {
        listeners += 1;
        signal.addEventListener(type, listener);
      },
      removeEventListener: (type: 'abort', listener: () => void) => {
        listeners -= 1;
        signal.removeEventListener(type, listener);
      },
    };
    const send = createTestProvider({ clock: CLOCK });
    const body = Buffer.from(JSON.stringify({ messages: [user('hi')] }));
    const answer = await send(
      { provider: LIMITS, method: 'POST', path: '/chat/completions', headers: {}, body },
      counted,
    );
    expect(listeners).toBe(1);
    await new Promise<void>((resolve, reject) => {
      answer.consume({ data: () => true, end: resolve, error: reject });
    });
    expect(listeners).toBe(0);
  });
});
