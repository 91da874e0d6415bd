import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/storage/index.ts';
import {
  batchOf,
  contextOf,
  costOf,
  dialects,
  exchangeOf,
  idOf,
  mcpCallOf,
  sessionOf,
} from '../../support/store.ts';

const SHARED = ['shared words', 'and more'];
const ALL = { from: null, to: null };

/** Two sessions that begin alike; the second goes on, and is the one to be deleted. */
async function filled(store: Store) {
  const kept = await sessionOf(store, 'kept');
  const { session: doomed } = await store.findOrCreateSession({
    name: 'doomed',
    identity: 'header:x:1',
    provider: null,
    model: null,
    createdAt: 2,
    pin: true,
  });
  const parts = [
    { id: 1, session: kept.id, texts: SHARED },
    { id: 2, session: doomed.id, texts: SHARED },
    { id: 3, session: doomed.id, texts: [...SHARED, 'only here'] },
    { id: 4, session: null, texts: ['of nobody'] },
  ].map(({ id, session, texts }) => ({ id, session, ...contextOf(texts) }));
  for (const { id, session, head, nodes, blocks } of parts) {
    const exchange = exchangeOf({
      id: idOf(id),
      sessionId: session,
      startedAt: id,
      headReceived: head,
      cost: costOf(id),
    });
    await store.write(batchOf({ exchanges: [exchange], nodes, blocks }));
  }
  await store.write(
    batchOf({ mcpCalls: [mcpCallOf({ id: idOf(1), sessionId: doomed.id }), mcpCallOf({ id: idOf(2) })] }),
  );
  return { kept, doomed, heads: parts.map(({ head }) => head) };
}

/** Of these texts, those whose blocks can be read. */
async function readable(store: Store, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const text of texts) {
    const [hash = ''] = contextOf([text]).blocks.map((block) => block.hash);
    const [piece, block] = [await store.blockPiece(hash, 0, 100), await store.blockByHash(hash)];
    expect(block === null).toBe(piece === null);
    if (piece !== null) found.push(text);
  }
  return found;
}

/** All that can be seen of it. */
async function seen(store: Store, { heads, kept, doomed }: Awaited<ReturnType<typeof filled>>) {
  const search = async (text: string) =>
    (await store.searchBlocks({ text, limit: 10, most: 1e6 })).hits.map((hit) => hit.exchangeId);
  const { exchanges, sessions } = await store.stats();
  return {
    sessions: (await store.listSessions({ limit: 9 })).map(({ name }) => name),
    current: (await store.currentSession())?.name,
    byId: (await store.getSession(doomed.id))?.name,
    byName: (await store.findSessionByName('doomed'))?.id === doomed.id,
    byIdentity: (await store.findSessionByIdentity('header:x:1'))?.id === doomed.id,
    list: (await store.listExchanges({ limit: 9 })).map(({ id }) => id),
    ofSession: (await store.listExchanges({ limit: 9, sessionId: doomed.id })).length,
    ofOther: (await store.listExchanges({ limit: 9, sessionId: kept.id })).length,
    exchange: (await store.getExchange(idOf(3)))?.id,
    heads: (await store.headsAt([...new Set(heads.flatMap((head) => head ?? []))]))
      .map(({ exchangeId }) => exchangeId)
      .sort(),
    totals: (await store.totals('session', ALL)).map(({ key, costUsd }) => [key, costUsd]),
    days: (await store.totals('day', { ...ALL, zone: 'Europe/Paris' })).map((row) => row.exchanges),
    projects: (await store.totals('project', ALL)).map((row) => row.exchanges),
    stats: [exchanges, sessions],
    shared: await search('shared words'),
    only: await search('only here'),
    readable: await readable(store, [...SHARED, 'only here', 'of nobody']),
    calls: (await store.listMcpCalls({ limit: 9 })).map(({ id }) => id),
    callTotals: (await store.mcpTotals({})).map(({ calls }) => calls),
  };
}

for (const dialect of dialects) {
  describe(`a session that is deleted for now in ${dialect.name}`, () => {
    it('is as if it were gone, and all is as it was once it is brought back', async () => {
      const store = await dialect.open();
      const made = await filled(store);
      const before = await seen(store, made);
      expect(before).toMatchObject({ current: 'doomed', stats: [4, 2], only: [idOf(3)] });
      expect(await store.hideSession(made.doomed.id, 1000)).toBe(true);
      expect(await seen(store, made)).toEqual({
        sessions: ['kept'],
        current: 'kept',
        byId: undefined,
        byName: false,
        byIdentity: false,
        list: [idOf(4), idOf(1)],
        ofSession: 0,
        ofOther: 1,
        exchange: undefined,
        heads: [idOf(1), idOf(4)],
        totals: [
          [null, 4],
          [String(made.kept.id), 1],
        ],
        days: [2],
        projects: [2],
        stats: [2, 1],
        shared: [idOf(1)],
        only: [],
        readable: [...SHARED, 'of nobody'],
        calls: [idOf(2)],
        callTotals: [1],
      });
      expect(await store.hideSession(made.doomed.id, 1001)).toBe(false);
      expect(await store.updateSession(made.doomed.id, { name: 'x' })).toBeNull();
      expect(await store.pinSession(made.doomed.id, 5)).toBeNull();
      expect(await store.restoreSession(made.doomed.id, 999)).toMatchObject({ name: 'doomed', pinnedAt: 2 });
      expect(await seen(store, made)).toEqual(before);
    });

    it('takes along the blocks that no other session has, wherever they stand, and no others', async () => {
      const turn = fc.record({
        session: fc.constantFrom(0, 1, 2),
        texts: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 4 }),
        sentAs: fc.option(fc.array(fc.constantFrom('a', 'b', 'x'), { minLength: 1, maxLength: 3 }), {
          nil: null,
        }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 7 }), async (turns) => {
          const store = await dialect.open();
          const ids = [(await sessionOf(store, 'doomed')).id, (await sessionOf(store, 'kept')).id, null];
          for (const [n, { session, texts, sentAs }] of turns.entries()) {
            const received = contextOf(texts);
            const sent = sentAs === null ? null : contextOf(sentAs);
            const exchange = exchangeOf({
              id: idOf(n),
              sessionId: ids[session] ?? null,
              headReceived: received.head,
              headSent: sent?.head ?? null,
            });
            const nodes = [...received.nodes, ...(sent?.nodes ?? [])];
            const blocks = [...received.blocks, ...(sent?.blocks ?? [])];
            await store.write(batchOf({ exchanges: [exchange], nodes, blocks }));
          }
          const of = (some: typeof turns) =>
            new Set(some.flatMap((one) => [...one.texts, ...(one.sentAs ?? [])]));
          const all = [...of(turns)].sort();
          expect(await readable(store, all)).toEqual(all);
          await store.hideSession(ids[0] ?? 0, 1000);
          expect(await readable(store, all)).toEqual(
            [...of(turns.filter(({ session }) => session !== 0))].sort(),
          );
          await store.restoreSession(ids[0] ?? 0, 0);
          expect(await readable(store, all)).toEqual(all);
        }),
        { numRuns: 60 },
      );
    });

    it('cannot be brought back when its time is over, nor twice, nor where it never was', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      expect(await store.restoreSession(id, 0)).toBeNull();
      await store.hideSession(id, 1000);
      expect(await store.restoreSession(id, 1000)).toBeNull();
      expect(await store.restoreSession(id, 999)).not.toBeNull();
      expect(await store.restoreSession(id, 999)).toBeNull();
      expect(await store.hideSession(77, 1)).toBe(false);
    });

    it('leaves its identity to whoever comes, who keeps it', async () => {
      const store = await dialect.open();
      const made = await filled(store);
      await store.hideSession(made.doomed.id, 1000);
      const { session, created } = await store.findOrCreateSession({
        name: 'next',
        identity: 'header:x:1',
        provider: null,
        model: null,
        createdAt: 3,
        pin: false,
      });
      expect([created, session.id === made.doomed.id]).toEqual([true, false]);
      expect(await store.restoreSession(made.doomed.id, 0)).toMatchObject({ identity: null });
      expect((await store.findSessionByIdentity('header:x:1'))?.id).toBe(session.id);
    });

    it('is pinned no more where another was pinned meanwhile', async () => {
      const store = await dialect.open();
      const { doomed, kept } = await filled(store);
      await store.hideSession(doomed.id, 1000);
      await store.pinSession(kept.id, 2000);
      expect(await store.restoreSession(doomed.id, 0)).toMatchObject({ pinnedAt: null });
      expect((await store.currentSession())?.id).toBe(kept.id);
    });

    it('goes for good with the blocks that it alone used, once its time is over', async () => {
      const store = await dialect.open({ holdMs: 0 });
      const made = await filled(store);
      const before = (await store.stats()).blocks;
      await store.hideSession(made.doomed.id, 1000);
      expect(await store.purgeSessions(999)).toBe(0);
      expect((await store.stats()).blocks).toBe(before);
      expect(await store.purgeSessions(1000)).toBe(1);
      expect((await store.stats()).blocks).toBe(before - 1);
      expect(await store.restoreSession(made.doomed.id, 0)).toBeNull();
      expect(await seen(store, made)).toMatchObject({ stats: [2, 1], list: [idOf(4), idOf(1)] });
    });

    it('takes what still runs in it along', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      const running = exchangeOf({ id: idOf(1), sessionId: id, status: 'running' });
      await store.write(batchOf({ exchanges: [running] }));
      await store.hideSession(id, 1000);
      await store.write(batchOf({ exchanges: [{ ...running, status: 'ok' }] }));
      expect(await store.listExchanges({ limit: 9 })).toEqual([]);
      await store.restoreSession(id, 0);
      expect(await store.listExchanges({ limit: 9 })).toMatchObject([{ sessionId: id, status: 'ok' }]);
      expect((await store.getSession(id))?.exchanges).toBe(1);
    });
  });
}
