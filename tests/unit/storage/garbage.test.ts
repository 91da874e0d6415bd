import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/storage/index.ts';
import { batchOf, contextOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

const unlimited = { maxAgeMs: null, maxBytes: null };

/** Writes an exchange with its context, as one tick would. */
async function turn(store: Store, id: string, sessionId: number | null, texts: string[]): Promise<void> {
  const { nodes, blocks, head } = contextOf(texts);
  await store.write(
    batchOf({
      exchanges: [exchangeOf({ id, sessionId, headReceived: head, headSent: head })],
      nodes,
      blocks,
      counts: blocks.map((block) => ({ blockHash: block.hash, vocabulary: 'v', tokens: 1, exact: true })),
      bodies: [{ exchangeId: id, envelope: Buffer.from('x'), answer: null, answerType: null }],
    }),
  );
}

for (const dialect of dialects) {
  describe(`deleting in ${dialect.name}`, () => {
    it('deletes a session with its exchanges, agents, bodies, nodes, blocks and counts', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      await store.upsertAgent({ id: 'a', sessionId: id, key: 'main', parentKey: null, createdAt: 1 });
      await turn(store, idOf(1), id, ['a', 'b']);
      await turn(store, idOf(2), id, ['a', 'b', 'c']);
      expect(await store.deleteSession(id)).toBe(true);
      expect(await store.stats()).toMatchObject({ exchanges: 0, sessions: 0, blocks: 0 });
      expect(await store.knownNodes(['a', 'a/b', 'a/b/c'])).toEqual([]);
      expect(await store.countsOf(['#a'], 'v')).toEqual([]);
      expect(await store.getBodies(idOf(1))).toBeNull();
      expect(await store.listAgents(id)).toEqual([]);
    });

    it('keeps what another session still uses', async () => {
      const store = await dialect.open();
      const [one, other] = [await sessionOf(store), await sessionOf(store)];
      await turn(store, idOf(1), one.id, ['a', 'b', 'c']);
      await turn(store, idOf(2), other.id, ['a', 'd']);
      await turn(store, idOf(3), other.id, ['c']);
      await store.deleteSession(one.id);
      expect((await store.chain('a/d')).map((node) => node.block.content)).toEqual(['a', 'd']);
      expect((await store.chain('c')).map((node) => node.block.content)).toEqual(['c']);
      expect((await store.stats()).blocks).toBe(3);
      expect(await store.countsOf(['#a', '#b', '#c'], 'v')).toHaveLength(2);
    });

    it('keeps the context that was sent where it is not the one that was received', async () => {
      const store = await dialect.open();
      const one = await sessionOf(store);
      await turn(store, idOf(1), one.id, ['a', 'b']);
      const { nodes, blocks, head } = contextOf(['a', 'masked']);
      const exchange = exchangeOf({ id: idOf(2), headReceived: null, headSent: head });
      await store.write(batchOf({ nodes, blocks, exchanges: [exchange] }));
      await store.deleteSession(one.id);
      expect(await store.chain(head ?? '')).toHaveLength(2);
      expect(await store.chain('a/b')).toEqual([]);
    });

    it('lets an exchange that is running go on without its session', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      const running = exchangeOf({ id: idOf(1), sessionId: id, status: 'running' });
      await store.write(batchOf({ exchanges: [running] }));
      await store.deleteSession(id);
      expect(await store.getExchange(idOf(1))).toMatchObject({ status: 'running', sessionId: null });
      await store.write(batchOf({ exchanges: [{ ...running, status: 'ok' }] }));
      expect(await store.getExchange(idOf(1))).toMatchObject({ status: 'ok', sessionId: null });
    });

    it('does not bring back a deleted exchange with a late write', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      await turn(store, idOf(1), id, ['a']);
      await store.deleteSession(id);
      const late = { exchangeId: idOf(1), envelope: null, answer: Buffer.from('late'), answerType: null };
      await store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(1), sessionId: id })], bodies: [late] }));
      expect(await store.getExchange(idOf(1))).toBeNull();
      expect(await store.getBodies(idOf(1))).toBeNull();
    });

    it('keeps a context that is written before the exchange that names it', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      await turn(store, idOf(1), id, ['a', 'b']);
      const again = contextOf(['a', 'b']);
      await store.write(batchOf({ nodes: again.nodes, blocks: again.blocks }));
      await store.deleteSession(id);
      await store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(2), headReceived: again.head })] }));
      expect((await store.chain('a/b')).map((node) => node.block.content)).toEqual(['a', 'b']);
    });

    it('keeps a node that someone was told is known, and who writes what follows it', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      await turn(store, idOf(1), id, ['a', 'b']);
      expect(await store.knownNodes(['a', 'a/b', 'a/b/c'])).toHaveLength(2);
      await store.deleteSession(id);
      const { nodes, blocks, head } = contextOf(['a', 'b', 'c']);
      const next = exchangeOf({ id: idOf(2), headReceived: head });
      await store.write(batchOf({ nodes: nodes.slice(2), blocks: blocks.slice(2), exchanges: [next] }));
      expect((await store.chain(head ?? '')).map((node) => node.block.content)).toEqual(['a', 'b', 'c']);
    });

    it('sweeps a context that no exchange ever named, once it has been held long enough', async () => {
      let now = 0;
      const store = await dialect.open({ now: () => now, holdMs: 1000 });
      const orphan = contextOf(['a', 'b']);
      await store.write(batchOf({ nodes: orphan.nodes, blocks: orphan.blocks }));
      await store.retain(unlimited, now);
      expect((await store.stats()).blocks).toBe(2);
      now = 1001;
      await store.retain(unlimited, now);
      expect((await store.stats()).blocks).toBe(0);
    });

    it('deletes a session of many exchanges while others are written', async () => {
      const store = await dialect.open();
      const [one, other] = [await sessionOf(store), await sessionOf(store)];
      const { nodes, blocks, head } = contextOf(['a', 'b']);
      const exchanges = Array.from({ length: 1000 }, (_, n) =>
        exchangeOf({ id: idOf(n), sessionId: one.id, headReceived: head }),
      );
      await store.write(batchOf({ exchanges, nodes, blocks }));
      const deletion = store.deleteSession(one.id);
      for (let n = 0; n < 10; n++) await turn(store, idOf(2000 + n), other.id, ['a', `t${n}`]);
      expect(await deletion).toBe(true);
      expect(await store.stats()).toMatchObject({ exchanges: 10, sessions: 1, blocks: 11 });
      expect((await store.getSession(other.id))?.exchanges).toBe(10);
    });

    it('leaves exactly the nodes and blocks that some exchange reaches, whatever was written and deleted', async () => {
      const step = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            session: fc.nat(3),
            texts: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ delete: fc.nat(3) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const store = await dialect.open();
          const sessions = await Promise.all([0, 1, 2, 3].map((n) => sessionOf(store, `s${n}`)));
          const heads = new Map<number, string[][]>();
          const everything = new Set<string>();
          for (const [n, one] of steps.entries()) {
            const at = 'delete' in one ? one.delete : one.session;
            const id = sessions[at]?.id ?? 0;
            if ('delete' in one) {
              await store.deleteSession(id);
              heads.delete(id);
              sessions[at] = await sessionOf(store, 'next');
            } else {
              await turn(store, idOf(n), id, one.texts);
              heads.set(id, [...(heads.get(id) ?? []), one.texts]);
              for (const node of contextOf(one.texts).nodes) everything.add(node.id);
            }
          }
          const reached = [...heads.values()].flat().map((texts) => contextOf(texts));
          const nodes = new Set(reached.flatMap((context) => context.nodes.map((node) => node.id)));
          const blocks = new Set(reached.flatMap((context) => context.blocks.map((block) => block.hash)));
          const left = await store.knownNodes([...everything]);
          expect(new Set(left.map((node) => node.id))).toEqual(nodes);
          expect((await store.stats()).blocks).toBe(blocks.size);
          for (const session of sessions) {
            const expected = heads.get(session.id)?.length ?? 0;
            expect((await store.getSession(session.id))?.exchanges).toBe(expected);
          }
        }),
        { numRuns: 15 },
      );
    });
  });

  describe(`retention in ${dialect.name}`, () => {
    it('deletes exchanges that are older than the limit, with what they alone used', async () => {
      const store = await dialect.open();
      const { id } = await sessionOf(store);
      await turn(store, idOf(1), id, ['old', 'both']);
      const { nodes, blocks, head } = contextOf(['both']);
      const young = exchangeOf({ id: idOf(2), sessionId: id, startedAt: 5_000, headReceived: head });
      await store.write(batchOf({ exchanges: [young], nodes, blocks }));
      expect(await store.retain({ maxAgeMs: 1_000, maxBytes: null }, 5_500)).toBe(1);
      expect((await store.listExchanges({ limit: 9 })).map((exchange) => exchange.id)).toEqual([idOf(2)]);
      expect((await store.stats()).blocks).toBe(1);
      expect((await store.getSession(id))?.exchanges).toBe(1);
    });

    it('goes through any number of old exchanges, and leaves what is running', async () => {
      const store = await dialect.open();
      const exchanges = Array.from({ length: 350 }, (_, n) =>
        exchangeOf({ id: idOf(n), status: n === 3 ? 'running' : 'ok' }),
      );
      await store.write(batchOf({ exchanges }));
      expect(await store.retain({ maxAgeMs: 1, maxBytes: null }, 9_999)).toBe(349);
      expect((await store.getExchange(idOf(3)))?.status).toBe('running');
    });

    it('deletes recognised sessions that hold nothing any more, but no pinned or hand-made one', async () => {
      const store = await dialect.open();
      const made = { provider: null, model: null, createdAt: 1, pin: false };
      await store.findOrCreateSession({ ...made, name: 'empty', identity: 'i1' });
      const pinned = await store.findOrCreateSession({ ...made, name: 'pinned', identity: 'i2', pin: true });
      const byHand = await sessionOf(store, 'by hand');
      const young = await store.findOrCreateSession({ ...made, name: 'y', identity: 'i3', createdAt: 9_000 });
      await store.retain({ maxAgeMs: 1_000, maxBytes: null }, 9_500);
      const left = (await store.listSessions({ limit: 9 })).map((session) => session.id);
      expect(left.toSorted()).toEqual([pinned.session.id, byHand.id, young.session.id].toSorted());
    });

    it('deletes the oldest until the rest fits, and gives the space back', async () => {
      const store = await dialect.open();
      const noise = (n: number) =>
        Array.from({ length: 2000 }, (_, k) => ((k * 7919 + n) * 104729).toString(36)).join('');
      for (let n = 0; n < 250; n++) {
        const content = noise(n);
        const block = { hash: `h${n}`, kind: 'text' as const, tool: null, bytes: content.length, content };
        const node = {
          id: `n${n}`,
          parentId: null,
          blockHash: `h${n}`,
          role: 'user',
          depth: 1,
          envelope: null,
        };
        await store.write(
          batchOf({
            exchanges: [exchangeOf({ id: idOf(n), headReceived: `n${n}` })],
            nodes: [node],
            blocks: [block],
          }),
        );
      }
      const before = (await store.stats()).bytes;
      const limit = Math.floor(before / 2);
      const gone = await store.retain({ maxAgeMs: null, maxBytes: limit }, 0);
      expect(gone).toBeGreaterThan(0);
      expect(gone).toBeLessThan(250);
      expect((await store.stats()).bytes).toBeLessThanOrEqual(limit);
      const left = (await store.listExchanges({ limit: 1, order: 'oldest' }))[0];
      expect(left?.id).toBe(idOf(gone));
    });

    it('deletes bodies whose exchange is not there, and keeps the others', async () => {
      const store = await dialect.open();
      const orphan = { exchangeId: idOf(2), envelope: Buffer.from('x'), answer: null, answerType: null };
      await turn(store, idOf(1), null, ['a']);
      await store.write(batchOf({ bodies: [orphan] }));
      await store.retain(unlimited, 0);
      expect(await store.getBodies(idOf(1))).not.toBeNull();
      expect(await store.getBodies(idOf(2))).toBeNull();
    });

    it('stops where nothing is left to delete', async () => {
      const store = await dialect.open();
      await turn(store, idOf(1), null, ['a']);
      expect(await store.retain({ maxAgeMs: null, maxBytes: 1 }, 0)).toBe(1);
      expect(await store.retain({ maxAgeMs: null, maxBytes: 1 }, 0)).toBe(0);
    });
  });
}
