import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWriter } from '../../../src/storage/host/local.ts';
import { type OpenedStore, openStore } from '../../../src/storage/index.ts';
import { batchOf, contextOf, exchangeOf, idOf } from '../../support/store.ts';

const EXCHANGES = 10_000;
/** Turns of a conversation, after which another one begins. */
const TURNS = 50;

describe('ten thousand exchanges on one session', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-scale-'));
  const file = join(folder, 'k.sqlite');
  let store: OpenedStore;
  let sessionId = 0;
  let openingMs = 0;

  beforeAll(async () => {
    const writer = await openStore({ dialect: 'sqlite', file });
    const session = await writer.createSession({
      name: 's',
      identity: null,
      provider: null,
      model: null,
      createdAt: 1,
      pin: true,
    });
    sessionId = session.id;
    for (let from = 0; from < EXCHANGES; from += 100) {
      const contexts = Array.from({ length: 100 }, (_, k) => {
        const n = from + k;
        const turns = Array.from({ length: (n % TURNS) + 1 }, (_, t) => `c${Math.floor(n / TURNS)} t${t}`);
        return contextOf(['system', ...turns]);
      });
      await writer.write(
        batchOf({
          exchanges: contexts.map(({ head }, k) =>
            exchangeOf({
              id: idOf(from + k),
              sessionId,
              headReceived: head,
              headSent: head,
              startedAt: from + k,
              status: k === 0 ? 'running' : 'ok',
            }),
          ),
          nodes: contexts.flatMap((context) => context.nodes),
          blocks: contexts.flatMap((context) => context.blocks),
        }),
      );
    }
    await writer.close();
    // In this thread, where everything is loaded: from source, a thread would compile it first.
    const before = performance.now();
    const opened = await openWriter({ file, busyTimeoutMs: 50 });
    expect(await opened.store.markInterrupted()).toBe(EXCHANGES / 100);
    openingMs = performance.now() - before;
    await opened.store.close();
    store = await openStore({ dialect: 'sqlite', file });
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold each block once', async () => {
    expect(await store.stats()).toMatchObject({ exchanges: EXCHANGES, blocks: EXCHANGES + 1, sessions: 1 });
  });

  it('open in less than a second, those marked that were running', () => {
    expect(openingMs).toBeLessThan(1_000);
  });

  it('are listed by the page in less than 20 ms, wherever the page is', async () => {
    await store.listExchanges({ sessionId, limit: 50 });
    const times: number[] = [];
    let before: string | undefined;
    for (let page = 0; page < 21; page++) {
      const start = performance.now();
      const rows = await store.listExchanges({
        sessionId,
        limit: 50,
        ...(before === undefined ? {} : { before }),
      });
      times.push(performance.now() - start);
      expect(rows).toHaveLength(50);
      before = idOf(EXCHANGES - 50 - (page + 1) * 450);
    }
    expect(median(times)).toBeLessThan(20);
  });

  it('are counted without being looked at', async () => {
    expect((await store.getSession(sessionId))?.exchanges).toBe(EXCHANGES);
  });

  it('are found by the index of their heads, however many they are', async () => {
    const { head } = contextOf(['system', 'c7 t0', 'c7 t1']);
    expect(await store.headsAt([head ?? ''])).toMatchObject([{ exchangeId: idOf(7 * TURNS + 1) }]);
  });

  it('are gone with their session, with every block of theirs', async () => {
    expect(await store.deleteSession(sessionId)).toBe(true);
    expect(await store.stats()).toMatchObject({ exchanges: 0, blocks: 0, sessions: 0 });
  });
});

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
