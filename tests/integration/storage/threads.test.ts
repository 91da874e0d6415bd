import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createExchange, systemClock } from '../../../src/exchange/index.ts';
import { createRecorder } from '../../../src/recording/index.ts';
import { openStore } from '../../../src/storage/index.ts';
import { batchOf, contextOf, exchangeOf, idOf, mcpCallOf, tempFolder } from '../../support/store.ts';

async function open(file = join(tempFolder(), 'data', 'k.sqlite'), busyTimeoutMs = 50) {
  const store = await openStore({ dialect: 'sqlite', file, busyTimeoutMs });
  onTestFinished(() => store.close());
  return { store, file };
}

const byHand = { name: 's', identity: null, provider: null, model: null, createdAt: 1, pin: true };

describe('the store in its threads', () => {
  it('reads what it wrote, on its second connection', async () => {
    const { store, file } = await open();
    const session = await store.createSession(byHand);
    const { nodes, blocks, head } = contextOf(['a', 'b'.repeat(5_000)]);
    const exchange = exchangeOf({ id: 'e1', sessionId: session.id, headReceived: head });
    await store.write(batchOf({ exchanges: [exchange], nodes, blocks }));
    expect(await store.getExchange('e1')).toEqual(exchange);
    expect(await store.currentSession()).toMatchObject({ id: session.id, exchanges: 1 });
    expect((await store.chain(head ?? '')).map((node) => node.block)).toEqual(blocks);
    expect(await store.knownNodes(['a'])).toMatchObject([{ id: 'a' }]);
    expect(await store.headsAt(['a', head ?? ''])).toMatchObject([{ exchangeId: 'e1' }]);
    expect(await store.totals('model', { from: null, to: null })).toMatchObject([{ exchanges: 1 }]);
    expect(await store.healthy()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform !== 'linux')(
    // Elsewhere a priority is the whole process's.
    'gives way to the thread that forwards where it writes, and not where it reads',
    async () => {
      const niceOf = (thread: string): number => {
        const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
        // Field 19 (proc_pid_stat(5)); the name in parentheses may have spaces.
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
      };
      const threads = (): string[] => readdirSync('/proc/self/task');
      const before = new Set(threads());
      const own = niceOf(String(process.pid));
      const { store } = await open();
      await store.listSessions({ limit: 1 });
      const started = threads().filter((thread) => !before.has(thread));
      expect(started.map(niceOf).filter((nice) => nice > own)).toHaveLength(1);
      expect(niceOf(String(process.pid))).toBe(own);
    },
  );

  it('reads on its first connection until the second one runs, and where that one does not come up', async () => {
    const started: Worker[] = [];
    const note = (worker: Worker): void => {
      started.push(worker);
      if (started.length === 2) void worker.terminate();
    };
    process.on('worker', note);
    onTestFinished(() => void process.off('worker', note));
    const { store } = await open();
    const { id } = await store.createSession(byHand);
    expect(await store.getSession(id)).toMatchObject({ id });
    // Once that one is gone, another is tried.
    await vi.waitFor(async () => {
      expect(await store.getSession(id)).toMatchObject({ id });
      expect(started).toHaveLength(3);
    });
  });

  it('is closed though its second one, which is starting, does not come up', async () => {
    const started: Worker[] = [];
    const note = (worker: Worker): void => void started.push(worker);
    process.on('worker', note);
    onTestFinished(() => void process.off('worker', note));
    const { store } = await open();
    const { id } = await store.createSession(byHand);
    await store.getSession(id);
    void started[1]?.terminate();
    await store.close();
    await expect(store.getSession(id)).rejects.toMatchObject({ code: 'failed' });
  });

  it('keeps MCP calls, and searches contents, through its threads', async () => {
    const { store } = await open();
    const { nodes, blocks, head } = contextOf(['a', 'the needle in it']);
    const call = mcpCallOf({ id: idOf(1), message: 'nul \0, and é' });
    await store.write(
      batchOf({
        exchanges: [exchangeOf({ id: 'e1', headReceived: head })],
        nodes,
        blocks,
        mcpCalls: [call],
      }),
    );
    expect(await store.listMcpCalls({ limit: 5 })).toEqual([{ ...call, message: 'nul \ufffd, and é' }]);
    expect(await store.mcpTotals({})).toMatchObject([{ server: 'files', tool: 'read', calls: 1 }]);
    const found = await store.searchBlocks({ text: 'NEEDLE', limit: 5, most: 1_000 });
    expect(found).toMatchObject({ hits: [{ exchangeId: 'e1' }], cursor: null });
    expect(await store.blockByHash('#a')).toMatchObject({ content: 'a' });
  });

  it('takes bytes out of a shared buffer without touching it', async () => {
    const { store } = await open();
    const pool = new Uint8Array(10_000).fill(7);
    const answer = pool.subarray(100, 104);
    const batch = batchOf({
      bodies: [{ exchangeId: 'e', envelope: null, answer, answerType: 'text/plain' }],
    });
    await store.write(batch);
    expect(pool.byteLength).toBe(10_000);
    expect(batch.bodies[0]?.answer).toBe(answer);
    expect(await store.getBodies('e')).toEqual({
      exchangeId: 'e',
      envelope: null,
      answer: new Uint8Array([7, 7, 7, 7]),
      answerType: 'text/plain',
    });
  });

  it('hands errors over with their code', async () => {
    const { store, file } = await open();
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('begin immediate');
    const batch = batchOf({ exchanges: [exchangeOf({ id: 'e1' })] });
    await expect(store.write(batch)).rejects.toMatchObject({ name: 'StoreError', code: 'locked' });
    expect(await store.healthy()).toBe(false);
    other.exec('rollback');
    expect(await store.healthy()).toBe(true);
  });

  it('refuses to open what cannot be opened, with one sentence', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(
      openStore({ dialect: 'sqlite', file: join(folder, 'file', 'k.sqlite') }),
    ).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unwritable',
      message: expect.stringMatching(/^The database .* cannot be written: [^\n]*$/),
    });
  });

  it('says where a damaged database went', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    writeFileSync(file, 'this is no database at all'.repeat(200));
    const { store } = await open(file);
    expect(store.notices).toHaveLength(1);
    const aside = /set aside as (.*), and a fresh one begun\.$/.exec(store.notices[0] ?? '')?.[1] ?? '';
    expect(existsSync(aside)).toBe(true);
    expect(await store.stats()).toMatchObject({ exchanges: 0 });
  });

  it('rejects what it is asked after it is closed', async () => {
    const store = await openStore({ dialect: 'sqlite', file: join(tempFolder(), 'k.sqlite') });
    await store.getSession(1);
    await store.close();
    await expect(store.getSession(1)).rejects.toMatchObject({ name: 'StoreError', code: 'failed' });
    expect(await store.healthy()).toBe(false);
  });

  it('writes contexts whole again after a deletion, although it has written them before', async () => {
    const { store } = await open();
    const { nodes, blocks, head } = contextOf(['a', 'b', 'c']);
    const turn = async (id: string, sessionId: number) => {
      await store.write(
        batchOf({ nodes, blocks, exchanges: [exchangeOf({ id, sessionId, headReceived: head })] }),
      );
    };
    for (let round = 0; round < 3; round++) {
      const session = await store.createSession(byHand);
      await turn(idOf(10 * round), session.id);
      await turn(idOf(10 * round + 1), session.id);
      expect(await store.chain(head ?? '')).toHaveLength(3);
      await store.deleteSession(session.id);
      expect(await store.stats()).toMatchObject({ exchanges: 0, blocks: 0 });
    }
  });

  it('keeps every context whole while sessions with the same beginnings are deleted', async () => {
    const { store } = await open();
    const write = async (n: number, sessionId: number) => {
      const { nodes, blocks, head } = contextOf(['system', `question ${n % 5}`, `answer ${n}`]);
      await store.write(batchOf({ nodes, blocks }));
      await store.write(
        batchOf({ exchanges: [exchangeOf({ id: idOf(n), sessionId, headReceived: head, headSent: head })] }),
      );
      return head ?? '';
    };
    const kept = await store.createSession(byHand);
    const heads: string[] = [];
    const deletions: Promise<boolean>[] = [];
    for (let n = 0; n < 60; n += 3) {
      const doomed = await store.createSession({ ...byHand, pin: false });
      await write(n, doomed.id);
      deletions.push(store.deleteSession(doomed.id));
      heads.push(await write(n + 1, kept.id));
    }
    expect(await Promise.all(deletions)).not.toContain(false);
    for (const head of heads) {
      const chain = await store.chain(head);
      expect(chain).toHaveLength(3);
      expect(chain.every((node) => node.block.content !== null)).toBe(true);
    }
  });

  it('loses no row of the recorder while another program holds the database', async () => {
    const { store, file } = await open(undefined, 10);
    const troubles: string[] = [];
    const recorder = createRecorder({
      store,
      clock: systemClock,
      tickMs: 1,
      onTrouble: (code) => troubles.push(code),
    });
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('begin immediate');
    for (let n = 0; n < 300; n++) {
      recorder.touch(
        createExchange({
          id: idOf(n),
          startedAt: n,
          startedMono: 0,
          path: '/v1/models',
          protocol: null,
          kind: 'other',
        }),
      );
    }
    await recorder.flush();
    expect((await store.stats()).exchanges).toBe(0);
    expect(recorder.healthy()).toBe(false);
    other.exec('rollback');
    await recorder.close();
    expect((await store.stats()).exchanges).toBe(300);
    expect(troubles).toEqual(['recording_delayed', 'recording_recovered']);
  });
});
