import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { createExchange, systemClock } from '../../../src/exchange/index.ts';
import { createRecorder } from '../../../src/recording/index.ts';
import { openStore } from '../../../src/storage/index.ts';
import { batchOf, exchangeOf, idOf, tempFolder } from '../../support/store.ts';

const started: Worker[] = [];
const watch = (worker: Worker): void => {
  started.push(worker);
};

beforeEach(() => {
  started.length = 0;
  process.on('worker', watch);
});
afterEach(() => {
  process.off('worker', watch);
});

it('a store that nothing was written to reads in its one thread, and then in a second', async () => {
  const store = await openStore({ dialect: 'sqlite', file: join(tempFolder(), 'k.sqlite') });
  onTestFinished(() => store.close());
  await store.markInterrupted();
  expect(await store.currentSession()).toBeNull();
  expect(await store.stats()).toMatchObject({ exchanges: 0 });
  expect(started).toHaveLength(1);
  await store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(1) })] }));
  expect(started).toHaveLength(1);
  expect(await store.getExchange(idOf(1))).not.toBeNull();
  expect(await store.stats()).toMatchObject({ exchanges: 1 });
  expect(started).toHaveLength(2);
});

it('a thread that dies fails what it was asked, and is started again with the next call', async () => {
  const store = await openStore({ dialect: 'sqlite', file: join(tempFolder(), 'k.sqlite') });
  onTestFinished(() => store.close());
  const troubles: string[] = [];
  const recorder = createRecorder({
    store,
    clock: systemClock,
    tickMs: 1,
    onTrouble: (code) => troubles.push(code),
  });
  await store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(0) })] }));

  const writing = Array.from({ length: 20 }, (_, n) =>
    store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(n) })] })),
  );
  await started[0]?.terminate();
  const outcomes = await Promise.allSettled(writing);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      expect(outcome.reason).toMatchObject({ name: 'StoreError', code: 'failed' });
    }
  }

  recorder.touch(
    createExchange({ id: idOf(99), startedAt: 1, startedMono: 0, path: '/', protocol: null, kind: 'other' }),
  );
  await recorder.close();
  expect(await store.getExchange(idOf(99))).not.toBeNull();
  expect(await store.getExchange(idOf(0))).not.toBeNull();
  expect(await store.healthy()).toBe(true);
  expect(started).toHaveLength(3);
});
