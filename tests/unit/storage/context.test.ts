import { describe, expect, it } from 'vitest';
import { batchOf, contextOf, dialects } from '../../support/store.ts';

for (const dialect of dialects) {
  describe(`the context chain in ${dialect.name}`, () => {
    it('gives a chain from its root to the node asked for', async () => {
      const store = await dialect.open();
      const { nodes, blocks } = contextOf(['a', 'b', 'c']);
      await store.write(batchOf({ nodes, blocks }));
      const chain = await store.chain('a/b');
      expect(chain.map((node) => [node.id, node.parentId, node.depth, node.block.content])).toEqual([
        ['a', null, 1, 'a'],
        ['a/b', 'a', 2, 'b'],
      ]);
      expect(await store.chain('nobody')).toEqual([]);
    });

    it('gives the places above several nodes, each once', async () => {
      const store = await dialect.open();
      for (const texts of [
        ['a', 'b', 'c'],
        ['a', 'b', 'd', 'e'],
        ['z', 'b'],
      ])
        await store.write(batchOf(contextOf(texts)));
      const links = await store.ancestry(['a/b/c', 'a/b/d/e', 'a/b', 'nobody']);
      expect(links.map(({ id }) => id).sort()).toEqual(['a', 'a/b', 'a/b/c', 'a/b/d', 'a/b/d/e']);
      expect(links.find(({ id }) => id === 'a/b/d')).toEqual({
        id: 'a/b/d',
        parentId: 'a/b',
        blockHash: '#d',
        depth: 3,
      });
      expect(await store.ancestry([])).toEqual([]);
    });

    it('reads the first of several contexts whose places are not too many', async () => {
      const store = await dialect.open();
      for (const texts of [['a', 'b', 'c'], ['x', 'y'], ['z']]) await store.write(batchOf(contextOf(texts)));
      const heads = ['a/b/c', 'x/y', 'z'];
      const ids = async (most: number) => (await store.ancestry(heads, most)).map(({ id }) => id).sort();
      expect(await ids(2)).toEqual([]);
      expect(await ids(4)).toEqual(['a', 'a/b', 'a/b/c']);
      expect(await ids(5)).toEqual(['a', 'a/b', 'a/b/c', 'x', 'x/y']);
      expect(await ids(100)).toHaveLength(6);
    });

    it('walks a chain of a thousand nodes', async () => {
      const store = await dialect.open();
      const nodes = Array.from({ length: 1000 }, (_, n) => ({
        id: `n${n}`,
        parentId: n === 0 ? null : `n${n - 1}`,
        blockHash: `b${n % 3}`,
        role: 'user',
        depth: n + 1,
        envelope: n === 5 ? '{"name":"x"}' : null,
      }));
      await store.write(batchOf({ nodes, blocks: contextOf(['x']).blocks }));
      const chain = await store.chain('n999');
      expect(chain.map((node) => node.id)).toEqual(nodes.map((node) => node.id));
      expect(chain[5]?.envelope).toBe('{"name":"x"}');
    });

    it('stores each block and each node once', async () => {
      const store = await dialect.open();
      const turn = contextOf(['a', 'b']);
      const next = contextOf(['a', 'b', 'a']);
      await store.write(batchOf(turn));
      await store.write(batchOf(next));
      await store.write(
        batchOf({ nodes: [...next.nodes, ...next.nodes], blocks: [...next.blocks, ...next.blocks] }),
      );
      expect((await store.stats()).blocks).toBe(2);
      expect((await store.chain('a/b/a')).map((node) => node.block.content)).toEqual(['a', 'b', 'a']);
    });

    it('gives contents back to the letter, short, long and strange ones', async () => {
      const store = await dialect.open();
      const texts = ['', 'é', '\u0000 \ud83d\ude00', 'x'.repeat(100_000), JSON.stringify({ a: '\\"\n' })];
      const { nodes, blocks, head } = contextOf(texts);
      await store.write(batchOf({ nodes, blocks }));
      expect((await store.chain(head ?? '')).map((node) => node.block.content)).toEqual(texts);
    });

    it('keeps the fuller content of a block, whichever comes first', async () => {
      const store = await dialect.open();
      const { nodes, blocks } = contextOf(['whole text']);
      const write = (content: string | null) =>
        store.write(batchOf({ nodes, blocks: blocks.map((block) => ({ ...block, content })) }));
      const kept = async () => (await store.chain('whole text'))[0]?.block.content;
      await write(null);
      expect(await kept()).toBeNull();
      await write('whole');
      expect(await kept()).toBe('whole');
      await write('whole text');
      await write('whole');
      await write(null);
      expect(await kept()).toBe('whole text');
    });

    it('gives counts with the chain, and by vocabulary', async () => {
      const store = await dialect.open();
      const { nodes, blocks } = contextOf(['a', 'b']);
      const count = (block: string, vocabulary: string, tokens: number, exact = true) => ({
        blockHash: `#${block}`,
        vocabulary,
        tokens,
        exact,
      });
      await store.write(
        batchOf({ nodes, blocks, counts: [count('a', 'o200k_base', 3), count('a', 'cl100k_base', 4)] }),
      );
      const chain = await store.chain('a/b');
      expect(chain.map((node) => node.counts.length)).toEqual([2, 0]);
      expect(await store.countsOf(['#a', '#b'], 'cl100k_base')).toEqual([count('a', 'cl100k_base', 4)]);
    });

    it('lets an exact count take the place of a guess, and never the other way', async () => {
      const store = await dialect.open();
      const count = (tokens: number, exact: boolean) => ({ blockHash: 'b', vocabulary: 'v', tokens, exact });
      const write = (tokens: number, exact: boolean) =>
        store.write(batchOf({ counts: [count(tokens, exact)] }));
      await write(10, false);
      await write(7, true);
      await write(11, false);
      expect(await store.countsOf(['b'], 'v')).toEqual([count(7, true)]);
    });

    it('tells which nodes are known, of any number', async () => {
      const store = await dialect.open();
      const { nodes, blocks } = contextOf(['a', 'b']);
      await store.write(batchOf({ nodes, blocks }));
      const asked = ['a', 'a/b', ...Array.from({ length: 1500 }, (_, n) => `x${n}`)];
      expect((await store.knownNodes(asked)).map((node) => node.id).toSorted()).toEqual(['a', 'a/b']);
    });

    it('tells of a block that is missing instead of failing', async () => {
      const store = await dialect.open();
      await store.write(batchOf({ nodes: contextOf(['a']).nodes }));
      expect((await store.chain('a'))[0]?.block).toEqual({
        hash: '#a',
        kind: 'other',
        tool: null,
        bytes: 0,
        content: null,
      });
    });
  });
}
