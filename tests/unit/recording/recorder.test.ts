import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExchange, type Exchange, systemClock } from '../../../src/exchange/index.ts';
import { createRecorder, type RecorderOptions } from '../../../src/recording/index.ts';
import { StoreError, type StoreErrorCode, type WriteBatch } from '../../../src/storage/index.ts';
import { contextOf, idOf, mcpCallOf } from '../../support/store.ts';

/** A store that keeps the batches it takes, and refuses while it is told to. */
function scriptedStore() {
  const batches: WriteBatch[] = [];
  let refusal: StoreErrorCode | null = null;
  let poison: string | null = null;
  let hold: Promise<void> | null = null;
  return {
    batches,
    attempts: 0,
    refuse(code: StoreErrorCode | null) {
      refusal = code;
    },
    /** One exchange that can never be written. */
    choke(id: string) {
      poison = id;
    },
    /** Writes wait until the returned function is called. */
    pause() {
      let resume = () => {};
      hold = new Promise((resolve) => {
        resume = resolve;
      });
      return () => {
        hold = null;
        resume();
      };
    },
    async write(batch: WriteBatch) {
      this.attempts += 1;
      if (hold !== null) await hold;
      if (refusal !== null) throw new StoreError(refusal, `refused: ${refusal}`);
      if (batch.exchanges.some((exchange) => exchange.id === poison))
        throw new StoreError('failed', 'poison');
      batches.push(structuredClone(batch));
    },
    rows: () => batches.flatMap((batch) => batch.exchanges),
  };
}

function exchange(n: number): Exchange {
  return createExchange({
    id: idOf(n),
    startedAt: 1_000,
    startedMono: 0,
    path: '/v1/chat/completions',
    protocol: 'openai-chat',
    kind: 'turn',
  });
}

function setUp(options: Partial<RecorderOptions> = {}) {
  const store = scriptedStore();
  const troubles: [string, string][] = [];
  const recorder = createRecorder({
    store,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    onTrouble: (code, message) => troubles.push([code, message]),
    ...options,
  });
  return { store, recorder, troubles, codes: () => troubles.map(([code]) => code) };
}

const body = (n: number, bytes = 10) => ({
  exchangeId: idOf(n),
  envelope: null,
  answer: new Uint8Array(bytes),
  answerType: null,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the recorder', () => {
  it('writes an MCP call within one tick of its end', async () => {
    const { store, recorder } = setUp();
    recorder.addMcpCall(mcpCallOf({ id: idOf(1) }));
    await vi.advanceTimersByTimeAsync(25);
    expect(store.batches.flatMap((batch) => batch.mcpCalls)).toMatchObject([
      { id: idOf(1), server: 'files' },
    ]);
  });

  it('keeps MCP calls while the store cannot write, up to the limit, and says how many it dropped', async () => {
    const { store, recorder, troubles } = setUp({ limits: { exchanges: 3, rows: 10, bytes: 1_000 } });
    store.refuse('locked');
    for (let n = 0; n < 5; n++) recorder.addMcpCall(mcpCallOf({ id: idOf(n) }));
    await vi.advanceTimersByTimeAsync(25);
    expect(troubles.at(-1)).toEqual(['recording_dropped', expect.stringContaining('2 MCP calls')]);
    store.refuse(null);
    await recorder.flush();
    expect(store.batches.flatMap((batch) => batch.mcpCalls.map(({ id }) => id))).toEqual([2, 3, 4].map(idOf));
  });

  it('writes a row within one tick of its start', async () => {
    const { store, recorder } = setUp();
    recorder.touch(exchange(1));
    expect(store.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(25);
    expect(store.rows()).toMatchObject([{ id: idOf(1), status: 'running' }]);
  });

  it('writes an exchange that starts and ends within a tick once, as it was at the tick', async () => {
    const { store, recorder } = setUp();
    const one = exchange(1);
    recorder.touch(one);
    one.status = 'ok';
    recorder.touch(one);
    one.httpStatus = 200;
    await vi.advanceTimersByTimeAsync(25);
    expect(store.rows()).toMatchObject([{ id: idOf(1), status: 'ok', httpStatus: 200 }]);
  });

  it('writes what is handed over within a tick in one batch', async () => {
    const { store, recorder } = setUp();
    recorder.touch(exchange(1));
    recorder.addContext(contextOf(['a', 'b']).nodes, contextOf(['a', 'b']).blocks);
    recorder.addCounts([{ blockHash: '#a', vocabulary: 'v', tokens: 1, exact: true }]);
    recorder.addBodies(body(1));
    recorder.touch(exchange(2));
    await vi.advanceTimersByTimeAsync(25);
    expect(store.batches).toHaveLength(1);
    expect(store.batches[0]?.nodes.map((node) => node.id)).toEqual(['a', 'a/b']);
    expect(store.batches[0]).toMatchObject({ counts: [{ tokens: 1 }], bodies: [{ exchangeId: idOf(1) }] });
  });

  it('has no timer while nothing waits', async () => {
    const { recorder } = setUp();
    expect(vi.getTimerCount()).toBe(0);
    recorder.addContext([], []);
    recorder.addCounts([]);
    expect(vi.getTimerCount()).toBe(0);
    recorder.touch(exchange(1));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(25);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes a thousand exchanges in slices of a hundred', async () => {
    const { store, recorder } = setUp();
    for (let n = 0; n < 1000; n++) recorder.touch(exchange(n));
    await recorder.flush();
    expect(store.batches.map((batch) => batch.exchanges.length)).toEqual(Array(10).fill(100));
    expect(store.rows().map((row) => row.id)).toEqual(Array.from({ length: 1000 }, (_, n) => idOf(n)));
  });

  it('writes a large context in parts, each node with its block, and counts with the last', async () => {
    const { store, recorder } = setUp();
    const { nodes, blocks } = contextOf(Array.from({ length: 500 }, (_, n) => `t${n}`));
    const large = blocks.map((block) => ({ ...block, content: 'x'.repeat(2_000) }));
    recorder.addContext(nodes, large);
    recorder.addCounts([{ blockHash: '#t0', vocabulary: 'v', tokens: 1, exact: true }]);
    await recorder.flush();
    expect(store.batches.length).toBeGreaterThan(3);
    expect(store.batches.flatMap((batch) => batch.nodes)).toEqual(nodes);
    expect(store.batches.flatMap((batch) => batch.blocks)).toEqual(large);
    for (const batch of store.batches) {
      expect(batch.blocks.map((block) => block.hash)).toEqual(batch.nodes.map((node) => node.blockHash));
    }
    expect(store.batches.findIndex((batch) => batch.counts.length > 0)).toBe(store.batches.length - 1);
    for (const batch of store.batches) {
      expect(batch.nodes.length + batch.blocks.length).toBeLessThanOrEqual(400);
    }
  });

  it('writes a block larger than a slice', async () => {
    const { store, recorder } = setUp();
    const { nodes, blocks } = contextOf(['a', 'b']);
    recorder.addContext(
      nodes,
      blocks.map((block) => ({ ...block, content: 'x'.repeat(1_000_000) })),
    );
    recorder.addBodies(body(1, 1_000_000));
    recorder.addBodies(body(2, 1_000_000));
    await recorder.flush();
    expect(store.batches.flatMap((batch) => batch.blocks)).toHaveLength(2);
    expect(store.batches.flatMap((batch) => batch.bodies)).toHaveLength(2);
  });

  it('answers a flush when what was handed over before is written, also while a write is on its way', async () => {
    const { store, recorder } = setUp();
    await recorder.flush();
    const resume = store.pause();
    recorder.touch(exchange(1));
    await vi.advanceTimersByTimeAsync(25);
    recorder.touch(exchange(2));
    let flushed = false;
    const flush = recorder.flush().then(() => {
      flushed = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toBe(false);
    resume();
    await flush;
    expect(store.rows().map((row) => row.id)).toEqual([idOf(1), idOf(2)]);
  });

  it('loses nothing while the store is locked, says so once, and says when it is over', async () => {
    const { store, recorder, codes, troubles } = setUp();
    store.refuse('locked');
    for (let n = 0; n < 250; n++) recorder.touch(exchange(n));
    recorder.addBodies(body(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(recorder.healthy()).toBe(false);
    expect(codes()).toEqual(['recording_delayed']);
    expect(troubles[0]?.[1]).toContain('refused: locked');
    store.refuse(null);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.rows().map((row) => row.id)).toEqual(Array.from({ length: 250 }, (_, n) => idOf(n)));
    expect(store.batches.flatMap((batch) => batch.bodies)).toHaveLength(1);
    expect(codes()).toEqual(['recording_delayed', 'recording_recovered']);
    expect(recorder.healthy()).toBe(true);
  });

  it('tries again less and less often, and at least every two seconds', async () => {
    const { store, recorder } = setUp();
    store.refuse('full');
    recorder.touch(exchange(1));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.attempts).toBeLessThan(8);
    const before = store.attempts;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(store.attempts - before).toBeGreaterThanOrEqual(9);
    expect(store.attempts - before).toBeLessThanOrEqual(11);
  });

  it('writes the newest state of what could not be written before', async () => {
    const { store, recorder } = setUp();
    store.refuse('locked');
    const one = exchange(1);
    recorder.touch(one);
    await recorder.flush();
    one.status = 'ok';
    recorder.touch(one);
    store.refuse(null);
    await recorder.flush();
    expect(store.rows()).toMatchObject([{ status: 'ok' }]);
  });

  it('answers a flush although the store cannot write', async () => {
    const { store, recorder, codes } = setUp();
    store.refuse('full');
    recorder.touch(exchange(1));
    await recorder.flush();
    expect(codes()).toEqual(['recording_delayed']);
  });

  it('drops bodies and contents before rows, and the oldest rows at last', async () => {
    const limits = { exchanges: 50, rows: 1_000, bytes: 1_000 };
    const { store, recorder, codes } = setUp({ limits });
    store.refuse('locked');
    recorder.touch(exchange(0));
    await recorder.flush();
    const { nodes, blocks } = contextOf(['a']);
    recorder.addContext(
      nodes,
      blocks.map((block) => ({ ...block, content: 'x'.repeat(900) })),
    );
    recorder.addBodies(body(1, 600));
    for (let n = 1; n < 40; n++) recorder.touch(exchange(n));
    expect(codes()).toEqual(['recording_delayed', 'recording_dropped']);
    for (let n = 40; n < 60; n++) recorder.touch(exchange(n));
    store.refuse(null);
    await recorder.flush();
    expect(store.rows().map((row) => row.id)).toEqual(Array.from({ length: 50 }, (_, n) => idOf(n + 10)));
    expect(store.batches.flatMap((batch) => batch.bodies)).toEqual([]);
    expect(store.batches.flatMap((batch) => batch.blocks)).toHaveLength(1);
  });

  it('stays within its limit of rows, whatever is handed over', async () => {
    const { store, recorder } = setUp({ limits: { exchanges: 10, rows: 20, bytes: 1_000_000 } });
    store.refuse('locked');
    recorder.touch(exchange(0));
    await recorder.flush();
    for (let n = 0; n < 50; n++) {
      recorder.addContext(contextOf([`t${n}`]).nodes, contextOf([`t${n}`]).blocks);
      recorder.addCounts([{ blockHash: `#t${n}`, vocabulary: 'v', tokens: n, exact: true }]);
    }
    store.refuse(null);
    await recorder.flush();
    const written = store.batches.reduce(
      (sum, batch) => sum + batch.nodes.length + batch.blocks.length + batch.counts.length,
      0,
    );
    expect(written).toBeLessThanOrEqual(20);
  });

  it('finds the one row that cannot be written, drops it, and writes all others', async () => {
    const { store, recorder, codes } = setUp();
    store.choke(idOf(137));
    for (let n = 0; n < 300; n++) recorder.touch(exchange(n));
    await vi.advanceTimersByTimeAsync(60_000);
    const written = new Set(store.rows().map((row) => row.id));
    expect(written.size).toBe(299);
    expect(written.has(idOf(137))).toBe(false);
    expect(codes()).toContain('recording_dropped');
    expect(recorder.healthy()).toBe(true);
  });

  it('writes what waits before it closes, and stops', async () => {
    const { store, recorder } = setUp();
    recorder.touch(exchange(1));
    await recorder.close();
    expect(store.rows()).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on trying for a while when it closes, then says what was lost', async () => {
    const { store, recorder, codes } = setUp({ closeMs: 1_000 });
    store.refuse('locked');
    recorder.touch(exchange(1));
    const closing = recorder.close();
    await vi.advanceTimersByTimeAsync(1_500);
    await closing;
    expect(store.attempts).toBeGreaterThan(5);
    expect(codes()).toEqual(['recording_delayed', 'recording_dropped']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes at closing what was locked until just before', async () => {
    const { store, recorder } = setUp({ closeMs: 1_000 });
    store.refuse('locked');
    recorder.touch(exchange(1));
    const closing = recorder.close();
    await vi.advanceTimersByTimeAsync(300);
    store.refuse(null);
    await vi.advanceTimersByTimeAsync(300);
    await closing;
    expect(store.rows()).toHaveLength(1);
  });
});

describe('counts under way', () => {
  it('are waited for', async () => {
    const { recorder } = setUp({ clock: systemClock });
    const done = recorder.beginCount();
    let settled = false;
    const settling = recorder.settleCounts(250).then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(settled).toBe(false);
    done();
    done();
    await settling;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are waited for no longer than asked', async () => {
    const { recorder } = setUp();
    recorder.beginCount();
    const settling = recorder.settleCounts(250);
    await vi.advanceTimersByTimeAsync(250);
    await settling;
  });

  it('that begin later are not waited for', async () => {
    const { recorder } = setUp();
    const first = recorder.beginCount();
    const settling = recorder.settleCounts(60_000);
    recorder.beginCount();
    first();
    await settling;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cost nothing where there are none', async () => {
    await setUp().recorder.settleCounts(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
