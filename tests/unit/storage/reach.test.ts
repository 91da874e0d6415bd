import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store, StoredBlock, StoredExchange, StoredNode } from '../../../src/storage/index.ts';
import { batchOf, contextOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

const unlimited = { maxAgeMs: null, maxBytes: null };
const SESSIONS = 3;

const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });

/** An exchange, with whatever part of its context comes in the same batch. */
const written = fc.record({
  exchange: fc.nat(7),
  session: fc.nat(SESSIONS - 1),
  running: fc.boolean(),
  startedAt: fc.nat(9),
  received: fc.option(texts),
  sent: fc.option(texts),
  nodesFrom: fc.nat(4),
  nodesTo: fc.nat(4),
  blocksFrom: fc.nat(4),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ write: fc.array(written, { minLength: 1, maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ context: texts }) },
  { weight: 1, arbitrary: fc.record({ deleteSession: fc.nat(SESSIONS - 1) }) },
  { weight: 1, arbitrary: fc.record({ deleteBefore: fc.nat(9) }) },
);

/** The same in the plainest way: sets, and a walk over all of them. */
class Model {
  readonly nodes = new Map<string, StoredNode>();
  readonly blocks = new Set<string>();
  readonly exchanges = new Map<string, StoredExchange>();

  write(nodes: StoredNode[], blocks: StoredBlock[]): void {
    for (const node of nodes) if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    for (const block of blocks) this.blocks.add(block.hash);
  }

  /** Forgets all that no exchange reaches. */
  sweep(): void {
    const reached = new Set<string>();
    for (const { headReceived, headSent } of this.exchanges.values()) {
      for (const head of [headReceived, headSent]) {
        let node = this.nodes.get(head ?? '');
        while (node !== undefined && !reached.has(node.id)) {
          reached.add(node.id);
          node = this.nodes.get(node.parentId ?? '');
        }
      }
    }
    for (const id of this.nodes.keys()) if (!reached.has(id)) this.nodes.delete(id);
    const used = new Set([...this.nodes.values()].map((node) => node.blockHash));
    for (const hash of this.blocks) if (!used.has(hash)) this.blocks.delete(hash);
  }

  /** By head, the newest exchange. */
  heads(): Record<string, string> {
    const heads: Record<string, string> = {};
    for (const id of [...this.exchanges.keys()].toSorted()) {
      const head = this.exchanges.get(id)?.headReceived;
      if (head) heads[head] = id;
    }
    return heads;
  }
}

for (const dialect of dialects) {
  describe(`what exchanges reach in ${dialect.name}`, () => {
    it('stays, and nothing else does, in whatever order and parts it is written, rewritten and deleted', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.nat(14), async (steps, restartAt) => {
          const stores = await dialect.openTwo({ now: () => 0, holdMs: 0 });
          const [first] = stores;
          const open = (name: string) => sessionOf(first, name);
          const sessions = await Promise.all(Array.from({ length: SESSIONS }, (_, n) => open(`s${n}`)));
          const model = new Model();
          /** What each store deleted, and so does not take again. */
          const deleted = [new Set<string>(), new Set<string>()];
          const everyNode = new Set<string>();

          const remove = (by: number, which: (exchange: StoredExchange) => boolean) => {
            for (const [id, exchange] of model.exchanges) {
              if (exchange.status === 'running' || !which(exchange)) continue;
              model.exchanges.delete(id);
              deleted[by]?.add(id);
            }
          };

          for (const [at, what] of steps.entries()) {
            // The program is started anew on the way: what it remembered of its writes is gone.
            const by = at < restartAt ? 0 : 1;
            const store = stores[by] as Store;
            if ('write' in what) {
              const batch = batchOf({});
              for (const one of what.write) {
                const received = contextOf(one.received ?? []);
                const sent = contextOf(one.sent ?? []);
                const exchange = exchangeOf({
                  id: idOf(one.exchange),
                  sessionId: sessions[one.session]?.id ?? null,
                  status: one.running ? 'running' : 'ok',
                  startedAt: one.startedAt,
                  headReceived: received.head,
                  headSent: sent.head,
                });
                batch.exchanges.push(exchange);
                batch.nodes.push(...received.nodes.slice(one.nodesFrom, one.nodesTo + 1), ...sent.nodes);
                batch.blocks.push(
                  ...received.blocks.slice(one.blocksFrom),
                  ...sent.blocks.slice(one.blocksFrom),
                );
                for (const node of [...received.nodes, ...sent.nodes]) everyNode.add(node.id);
                if (!deleted[by]?.has(exchange.id)) model.exchanges.set(exchange.id, exchange);
              }
              model.write(batch.nodes, batch.blocks);
              await store.write(batch);
            } else if ('context' in what) {
              const { nodes, blocks } = contextOf(what.context);
              for (const node of nodes) everyNode.add(node.id);
              model.write(nodes, blocks);
              await store.write(batchOf({ nodes, blocks }));
            } else if ('deleteSession' in what) {
              const id = sessions[what.deleteSession]?.id ?? 0;
              remove(by, (exchange) => exchange.sessionId === id);
              for (const exchange of model.exchanges.values()) {
                if (exchange.sessionId === id) exchange.sessionId = null;
              }
              await store.deleteSession(id);
              sessions[what.deleteSession] = await open('next');
              model.sweep();
              await store.retain(unlimited, 0);
            } else {
              remove(by, (exchange) => exchange.startedAt < what.deleteBefore);
              model.sweep();
              await store.retain({ maxAgeMs: 0, maxBytes: null }, what.deleteBefore);
            }
            const left = await store.knownNodes([...everyNode]);
            expect(left.map((node) => node.id).toSorted()).toEqual([...model.nodes.keys()].toSorted());
            const heads = await store.headsAt([...everyNode]);
            expect(Object.fromEntries(heads.map((head) => [head.nodeId, head.exchangeId]))).toEqual(
              model.heads(),
            );
          }

          model.sweep();
          await first.retain(unlimited, 0);
          expect(await first.stats()).toMatchObject({
            blocks: model.blocks.size,
            exchanges: model.exchanges.size,
          });
          for (const node of model.nodes.values()) {
            const [last] = (await first.chain(node.id)).slice(-1);
            expect(last?.block.content !== null).toBe(model.blocks.has(node.blockHash));
          }
          for (const session of sessions) await first.deleteSession(session.id);
        }),
        { numRuns: 60 },
      );
    }, 60_000);
  });

  describe(`counts in ${dialect.name}`, () => {
    it('are the first of each vocabulary until an exact one comes, in whatever order blocks and counts are written', async () => {
      const count = fc.record({
        blockHash: fc.constantFrom('#a', '#b', `#${'c'.repeat(5)}`),
        vocabulary: fc.constantFrom('v', 'w', 'x'),
        tokens: fc.nat(9),
        exact: fc.boolean(),
      });
      const part = fc.record({
        blocks: fc.subarray(['a', 'b', 'ccccc']),
        counts: fc.array(count, { maxLength: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
          const store = await dialect.open();
          const best = new Map<string, (typeof parts)[number]['counts'][number]>();
          for (const { blocks, counts } of parts) {
            const context = contextOf(blocks);
            // One is too large for a count that comes later to be put on its row.
            const written = context.blocks.map((block) =>
              block.hash === '#ccccc' ? { ...block, bytes: 10_000, content: 'c'.repeat(10_000) } : block,
            );
            await store.write(batchOf({ nodes: context.nodes, blocks: written, counts }));
            for (const one of counts) {
              const key = `${one.blockHash} ${one.vocabulary}`;
              const before = best.get(key);
              if (before === undefined || (one.exact && !before.exact)) best.set(key, one);
            }
            for (const vocabulary of ['v', 'w', 'x']) {
              const found = await store.countsOf(['#a', '#b', '#ccccc'], vocabulary);
              const expected = [...best.values()].filter((each) => each.vocabulary === vocabulary);
              const byHash = (a: { blockHash: string }, b: { blockHash: string }) =>
                a.blockHash.localeCompare(b.blockHash);
              expect(found.toSorted(byHash)).toEqual(expected.toSorted(byHash));
            }
          }
        }),
        { numRuns: 40 },
      );
    }, 60_000);
  });
}
