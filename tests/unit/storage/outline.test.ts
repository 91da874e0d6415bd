import { describe, expect, it } from 'vitest';
import type { StoredNode } from '../../../src/storage/index.ts';
import { batchOf, contextOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

/** The chain of a conversation whose blocks `name:id` are calls of tools. */
function talkOf(texts: string[]) {
  const { nodes, blocks, head } = contextOf(texts.map((text) => text.replace(/^call /, '')));
  return {
    head,
    nodes: nodes.map((node, i): StoredNode => {
      const [, , id] = texts[i]?.split(' ') ?? [];
      return { ...node, envelope: id === undefined ? null : JSON.stringify({ id }) };
    }),
    blocks: blocks.map((block, i) => {
      const [call, tool] = texts[i]?.split(' ') ?? [];
      return call === 'call' ? { ...block, kind: 'tool_call' as const, tool: tool ?? null } : block;
    }),
  };
}

for (const dialect of dialects) {
  describe(`an outline of a context in ${dialect.name}`, () => {
    it('has everything but contents, from the root on', async () => {
      const store = await dialect.open();
      const { nodes, blocks } = contextOf(['a', 'bé', 'c']);
      const at = [null, 0, 1];
      await store.write(
        batchOf({
          nodes: nodes.map((node, i) => ({ ...node, message: at[i] ?? null })),
          blocks: blocks.map((block, i) => (i === 2 ? { ...block, content: null } : block)),
          counts: [
            { blockHash: '#a', vocabulary: 'v', tokens: 3, exact: true },
            { blockHash: '#a', vocabulary: 'v#memory', tokens: 1, exact: true },
          ],
        }),
      );
      const outline = await store.chainOutline(nodes[2]?.id ?? '');
      expect(outline.map(({ id, message, block }) => [id, message, block.bytes, block.kept])).toEqual([
        [nodes[0]?.id, null, 1, 1],
        [nodes[1]?.id, 0, 3, 2],
        [nodes[2]?.id, 1, 1, -1],
      ]);
      expect(outline[0]?.counts.map(({ vocabulary, tokens }) => [vocabulary, tokens]).toSorted()).toEqual([
        ['v#memory', 1],
        ['v', 3],
      ]);
      expect(outline[0]?.block).not.toHaveProperty('content');
      expect(await store.chainOutline('nobody')).toEqual([]);
    });

    it('tells of a block that is missing instead of failing', async () => {
      const store = await dialect.open();
      await store.write(batchOf({ nodes: contextOf(['a']).nodes }));
      expect((await store.chainOutline('a'))[0]).toMatchObject({
        message: null,
        block: { hash: '#a', kind: 'other', tool: null, bytes: 0, kept: -1 },
        counts: [],
      });
    });

    it('gives contents by their hashes, or their beginnings', async () => {
      const store = await dialect.open();
      const long = 'é'.repeat(5000);
      const { blocks, nodes } = contextOf(['a', long, 'none']);
      await store.write(
        batchOf({ nodes, blocks: blocks.map((block, i) => (i === 2 ? { ...block, content: null } : block)) }),
      );
      const hashes = blocks.map(({ hash }) => hash);
      const byHash = (found: { hash: string; content: string | null }[]) =>
        hashes.map((hash) => found.find((each) => each.hash === hash)?.content);
      expect(byHash(await store.contentsOf(hashes))).toEqual(['a', long, null]);
      expect(byHash(await store.contentsOf(hashes, 3))).toEqual(['a', 'ééé', null]);
      expect(await store.contentsOf(['nobody', ...Array.from({ length: 1200 }, (_, i) => `x${i}`)])).toEqual(
        [],
      );
    });
  });

  describe(`an agent's turns in ${dialect.name}`, () => {
    it('come newest first, before an exchange, with the place that was sent last', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store);
      const turn = (n: number, part = {}) =>
        exchangeOf({
          id: idOf(n),
          sessionId,
          agentId: 'main',
          headReceived: `h${n}`,
          headSent: `h${n}`,
          ...part,
        });
      await store.write(
        batchOf({
          exchanges: [
            turn(1),
            turn(2, { headSent: 'other' }),
            turn(3, { agentId: 'sub' }),
            turn(4, { kind: 'title' }),
            turn(5, { headReceived: null, headSent: null }),
            turn(6, { sessionId: null }),
            turn(7, { agentId: null }),
            turn(8),
            turn(9),
          ],
        }),
      );
      const of = (agentId: string | null, limit = 10) =>
        store.turnsBefore({ sessionId, agentId, before: idOf(9), limit });
      expect((await of('main')).map(({ exchangeId, head }) => [exchangeId, head])).toEqual([
        [idOf(8), 'h8'],
        [idOf(2), 'other'],
        [idOf(1), 'h1'],
      ]);
      expect(await of('main', 1)).toHaveLength(1);
      expect((await of(null)).map(({ exchangeId }) => exchangeId)).toEqual([idOf(7)]);
      expect(await store.turnsBefore({ sessionId: 99, agentId: 'main', before: idOf(9), limit: 5 })).toEqual(
        [],
      );
    });
  });

  describe(`the tools that were called in a session in ${dialect.name}`, () => {
    it('are counted once a call, over all that was ever sent', async () => {
      const store = await dialect.open();
      const session = async (name: string) => (await sessionOf(store, name)).id;
      const [mine, other] = [await session('mine'), await session('other')];
      const talks: [number, string, string[]][] = [
        [mine, 'main', ['hello', 'call read 1']],
        [mine, 'main', ['hello', 'call read 1', 'call read 2']],
        // After a compaction: one of the calls is gone, one is sent again.
        [mine, 'main', ['summary', 'call read 2', 'call write 3']],
        [mine, 'sub', ['sub', 'call grep 4']],
        [other, 'main', ['else', 'call rm 5']],
        // A fork goes on where the sub-agent ended.
        [other, 'fork', ['sub', 'call grep 4', 'call fork 6']],
      ];
      for (const [n, [sessionId, agentId, texts]] of talks.entries()) {
        const { nodes, blocks, head } = talkOf(texts);
        const exchange = exchangeOf({ id: idOf(n), sessionId, agentId, headReceived: head, headSent: head });
        await store.write(batchOf({ nodes, blocks, exchanges: [exchange] }));
      }
      expect(await store.calledTools(mine)).toEqual({
        tools: [
          { tool: 'read', calls: 2 },
          { tool: 'grep', calls: 1 },
          { tool: 'write', calls: 1 },
        ],
        complete: true,
      });
      expect(await store.calledTools(99)).toEqual({ tools: [], complete: true });
    });

    it('are not all there are, where more conversations end than are walked', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store, 'many');
      const write = async (from: number, to: number) => {
        const talks = Array.from({ length: to - from }, (_, i) => {
          const { nodes, blocks, head } = talkOf([`call read ${from + i}`]);
          const id = idOf(from + i);
          return {
            nodes,
            blocks,
            exchange: exchangeOf({ id, sessionId, headReceived: head, headSent: head }),
          };
        });
        await store.write(
          batchOf({
            nodes: talks.flatMap(({ nodes }) => nodes),
            blocks: talks.flatMap(({ blocks }) => blocks),
            exchanges: talks.map(({ exchange }) => exchange),
          }),
        );
      };
      await write(0, 400);
      expect(await store.calledTools(sessionId)).toEqual({
        tools: [{ tool: 'read', calls: 400 }],
        complete: true,
      });
      await write(400, 401);
      expect(await store.calledTools(sessionId)).toEqual({
        tools: [{ tool: 'read', calls: 400 }],
        complete: false,
      });
    });
  });
}
