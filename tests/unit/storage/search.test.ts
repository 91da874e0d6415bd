import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockHit, BlockSearch, BlockSlice, Store } from '../../../src/storage/index.ts';
import { snippetAt } from '../../../src/storage/queries/search.ts';
import { batchOf, contextOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

async function turn(store: Store, n: number, sessionId: number | null, texts: string[]): Promise<void> {
  const { nodes, blocks, head } = contextOf(texts);
  const exchange = exchangeOf({ id: idOf(n), sessionId, startedAt: n, headReceived: head });
  await store.write(batchOf({ exchanges: [exchange], nodes, blocks }));
}

/** All hits, slice after slice. */
async function search(store: Store, what: Partial<BlockSearch> & { text: string }): Promise<BlockHit[]> {
  const hits: BlockHit[] = [];
  let cursor: string | null = null;
  do {
    const slice: BlockSlice = await store.searchBlocks({
      limit: 10,
      most: 1_000_000,
      ...what,
      ...(cursor === null ? {} : { cursor }),
    });
    hits.push(...slice.hits);
    cursor = slice.cursor;
  } while (cursor !== null);
  return hits;
}

const found = (hits: BlockHit[]) => hits.map((hit) => [hit.exchangeId, hit.hash]);

for (const dialect of dialects) {
  describe(`searching in ${dialect.name}`, () => {
    it('finds a text whatever its case, newest first, each block with the exchange that brought it', async () => {
      const store = await dialect.open();
      await turn(store, 1, null, ['Straße ÉTÉ', 'b']);
      await turn(store, 2, null, ['Straße ÉTÉ', 'b', 'été again']);
      await turn(store, 3, null, ['elsewhere', `${'long '.repeat(1000)}\u0065\u0301te\u0301`]);
      const hits = await search(store, { text: 'été' });
      expect(hits.map((hit) => [hit.exchangeId, hit.at])).toEqual([
        [idOf(3), 3],
        [idOf(2), 2],
        [idOf(1), 1],
      ]);
      expect(hits[2]).toMatchObject({ kind: 'text', tool: null, sessionId: null, snippet: 'Straße ÉTÉ' });
      expect(await search(store, { text: 'nowhere' })).toEqual([]);
      expect(await search(store, { text: '.*' })).toEqual([]);
    });

    it('keeps to a session, whose contexts may go on those of another', async () => {
      const store = await dialect.open();
      const [one, two] = [await sessionOf(store), await sessionOf(store)];
      await turn(store, 1, one.id, ['needle a', 'b']);
      await turn(store, 2, two.id, ['needle a', 'b', 'needle c']);
      await turn(store, 3, one.id, ['needle d']);
      expect(found(await search(store, { text: 'needle', sessionId: two.id }))).toEqual([
        [idOf(2), '#needle c'],
        [idOf(2), '#needle a'],
      ]);
      expect(found(await search(store, { text: 'needle' }))).toEqual([
        [idOf(3), '#needle d'],
        [idOf(2), '#needle c'],
        [idOf(1), '#needle a'],
      ]);
    });

    it('keeps to kinds, and looks at no block of which nothing is kept', async () => {
      const store = await dialect.open();
      const { nodes, blocks, head } = contextOf(['needle a', 'needle b', 'needle c']);
      const [first, second, third] = blocks as [(typeof blocks)[0], (typeof blocks)[0], (typeof blocks)[0]];
      await store.write(
        batchOf({
          exchanges: [exchangeOf({ id: idOf(1), headReceived: head })],
          nodes,
          blocks: [
            { ...first, kind: 'image' },
            { ...second, kind: 'tool_result', tool: 'grep' },
            { ...third, content: null },
          ],
        }),
      );
      expect(await search(store, { text: 'needle' })).toHaveLength(2);
      expect(await search(store, { text: 'needle', kinds: ['tool_result'] })).toMatchObject([
        { tool: 'grep' },
      ]);
    });

    it('finds the same in slices of any size, also where exchanges went or repeat', async () => {
      const store = await dialect.open();
      const texts = ['root needle'];
      for (let n = 1; n <= 30; n++) {
        texts.push(`${n} ${n % 3 === 0 ? 'needle' : 'hay'}`);
        await turn(store, n, null, texts);
      }
      await turn(store, 40, null, texts);
      await turn(store, 41, null, [...texts.slice(0, 10), 'fork needle']);
      const session = await sessionOf(store);
      await turn(store, 42, session.id, [...texts, 'gone needle']);
      await store.deleteSession(session.id);
      const all = await search(store, { text: 'needle' });
      expect(new Set(all.map((hit) => hit.hash)).size).toBe(12);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 1, max: 60 }),
          async (limit, most) => {
            expect(found(await search(store, { text: 'needle', limit, most }))).toEqual(found(all));
          },
        ),
        { numRuns: 12 },
      );
    });

    it('looks through a context that is longer than a slice', async () => {
      const store = await dialect.open();
      const texts = Array.from({ length: 900 }, (_, n) => (n % 300 === 7 ? `needle ${n}` : `${n}`));
      const { nodes, blocks } = contextOf(texts);
      const short = nodes.map((node, n) => ({
        ...node,
        id: `n${n}`,
        parentId: n === 0 ? null : `n${n - 1}`,
      }));
      await store.write(
        batchOf({ exchanges: [exchangeOf({ id: idOf(1), headReceived: 'n899' })], nodes: short, blocks }),
      );
      expect((await store.searchBlocks({ text: 'needle', limit: 9, most: 1e6 })).cursor).not.toBeNull();
      expect((await search(store, { text: 'needle' })).map((hit) => hit.hash)).toEqual([
        '#needle 607',
        '#needle 307',
        '#needle 7',
      ]);
    });

    it('takes any cursor and any text', async () => {
      const store = await dialect.open();
      await turn(store, 1, null, ['a \ud800 lone']);
      await fc.assert(
        fc.asyncProperty(fc.string({ minLength: 1 }), fc.string(), async (text, cursor) => {
          const { hits } = await store.searchBlocks({ text, cursor, limit: 1, most: 100 });
          expect(hits.length).toBeLessThanOrEqual(1);
        }),
        { numRuns: 40 },
      );
    });
  });

  describe(`a block by its hash in ${dialect.name}`, () => {
    it('is found by its whole hash or a beginning that only it has', async () => {
      const store = await dialect.open();
      const block = (hash: string, content: string | null) => ({
        hash,
        kind: 'text' as const,
        tool: null,
        bytes: 5,
        content,
      });
      const whole = block('tAbcdefgh-_1', 'x'.repeat(5_000));
      await store.write(batchOf({ blocks: [whole, block('tAbcdefgh-_', null), block('tzzzzzzzz1', 'y')] }));
      expect(await store.blockByHash('tAbcdefgh-_1')).toEqual(whole);
      expect(await store.blockByHash('tAbcdefgh-_')).toMatchObject({ content: null });
      expect(await store.blockByHash('tAbcdefgh')).toBe('ambiguous');
      expect(await store.blockByHash('tzzzzzzz')).toMatchObject({ content: 'y' });
      expect(await store.blockByHash('tzzzzzz')).toBeNull();
      expect(await store.blockByHash('tabcdefgh-_1')).toBeNull();
      expect(await store.blockByHash('t%%%%%%%%')).toBeNull();
      expect(await store.blockByHash('')).toBeNull();
    });
  });
}

describe('a snippet', () => {
  it('holds whole characters around the place', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const snippet = snippetAt(`${'🙂'.repeat(before)}needle${'🙂'.repeat(after)}`, before * 2);
        expect(snippet).toContain('needle');
        expect(snippet).not.toContain('\ufffd');
        expect(snippet.length).toBeLessThanOrEqual(204);
      }),
    );
  });
});
