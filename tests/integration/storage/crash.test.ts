import { fork } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/storage/index.ts';
import { contextOf, idOf, tempFolder } from '../../support/store.ts';

const WRITER = new URL('../../support/store-writer.ts', import.meta.url).pathname;

/** Lets a program write until it has said that `count` batches are there, kills it, and gives the last it said. */
function writeAndKill(file: string, from: number, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let last = -1;
    const child = fork(WRITER, [file, String(from)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
    child.on('message', (message: { acknowledged: number }) => {
      last = message.acknowledged;
      if (last === from + count) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(last);
      else reject(new Error(`The writer ended by itself with ${code}.`));
    });
  });
}

describe('a program that is killed while it writes', () => {
  it('leaves every batch that was acknowledged, whole, and starts again', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    let from = 0;
    for (const count of [1, 40, 90]) {
      const last = await writeAndKill(file, from, count);
      const store = await openStore({ dialect: 'sqlite', file });
      try {
        expect(store.notices).toEqual([]);
        for (let n = from; n <= last; n++) {
          expect((await store.getExchange(idOf(2 * n)))?.status).toBe('ok');
          expect((await store.getExchange(idOf(2 * n + 1)))?.status).toBe('running');
        }
        const { blocks, head } = contextOf(['system', `turn ${last}`, 'x'.repeat(2_000 + last)]);
        expect((await store.chain(head ?? '')).map((node) => node.block)).toEqual(blocks);
        const calls = (await store.listMcpCalls({ limit: 1000 })).map((call) => call.id).reverse();
        expect(calls.filter((id) => id >= idOf(from) && id <= idOf(last))).toEqual(
          Array.from({ length: last - from + 1 }, (_, n) => idOf(from + n)),
        );
        const interrupted = await store.markInterrupted();
        expect(interrupted).toBeGreaterThanOrEqual(last - from + 1);
        expect(await store.listExchanges({ status: 'running', limit: 1 })).toEqual([]);
        // A batch that was written and not acknowledged any more is there whole, too.
        expect((await store.stats()).exchanges % 2).toBe(0);
      } finally {
        await store.close();
      }
      from = last + 100;
    }
  });
});
