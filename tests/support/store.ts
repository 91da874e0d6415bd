import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openWriter } from '../../src/storage/host/local.ts';
import type { Store, StoredSession } from '../../src/storage/index.ts';

export { batchOf, contextOf, costOf, exchangeOf, idOf, mcpCallOf } from './store-rows.ts';

/** A folder of its own for a test, gone after it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a session of which nothing is known but its name. */
export function sessionOf(store: Store, name = 's'): Promise<StoredSession> {
  return store.createSession({ name, identity: null, provider: null, model: null, createdAt: 1, pin: false });
}

export interface TestStoreOptions {
  now?: () => number;
  holdMs?: number;
}

/** A dialect that the store's suite runs over. */
export interface TestDialect {
  name: string;
  /** An empty store, closed after the test. */
  open(options?: TestStoreOptions): Promise<Store>;
  /** Two stores over one empty database, as two runs of the program would have it: neither knows what the other wrote. */
  openTwo(options?: TestStoreOptions): Promise<[Store, Store]>;
}

async function openFile(file: string, options: TestStoreOptions = {}): Promise<Store> {
  const { store } = await openWriter({ file, busyTimeoutMs: 100, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** Every dialect there is. */
export const dialects: TestDialect[] = [
  {
    name: 'sqlite',
    open: (options) => openFile(join(tempFolder(), 'store.sqlite'), options),
    async openTwo(options) {
      const file = join(tempFolder(), 'store.sqlite');
      return [await openFile(file, options), await openFile(file, options)];
    },
  },
];
