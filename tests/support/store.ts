import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openWriter } from '../../src/storage/host/local.ts';
import type { Store } from '../../src/storage/index.ts';

export { batchOf, contextOf, exchangeOf, idOf } from './store-rows.ts';

/** A folder of its own for a test, gone after it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
}

/** Every dialect there is. */
export const dialects: TestDialect[] = [
  {
    name: 'sqlite',
    async open(options = {}) {
      const file = join(tempFolder(), 'store.sqlite');
      const { store } = await openWriter({ file, busyTimeoutMs: 100, ...options });
      onTestFinished(() => store.close());
      return store;
    },
  },
];
