import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Block,
  BoundedMap,
  type ContextCount,
  type ContextStore,
  type ContextStoreOptions,
  createContextStore,
  placeBlocks,
} from '../../../src/context/index.ts';

type V = 'one' | 'two';

function text(content: string, part: Partial<Block> = {}): Block {
  return { kind: 'text', role: 'user', tool: null, content, envelope: null, message: 0, ...part };
}

const talk = (...contents: string[]) =>
  placeBlocks(contents.map((content, message) => text(content, { message })));

interface Harness {
  store: ContextStore<V>;
  counted: string[];
  lookups: string[][];
}

/** A store whose texts have as many tokens as letters, and twice as many in vocabulary `two`. */
function harness(options: Partial<ContextStoreOptions<V>> = {}): Harness {
  const counted: string[] = [];
  const lookups: string[][] = [];
  const store = createContextStore<V>({
    plan: (block) =>
      block.kind === 'image'
        ? { texts: [], add: 85, exact: false }
        : { texts: [block.content], add: 0, exact: true },
    async count(texts, vocabulary) {
      counted.push(...texts);
      return texts.map((each) => ({ tokens: each.length * (vocabulary === 'two' ? 2 : 1), exact: true }));
    },
    async lookupCounts(hashes) {
      lookups.push(hashes);
      return [];
    },
    ...options,
  });
  return { store, counted, lookups };
}

describe('what is new', () => {
  test('is everything the first time, nothing the second, and the new end of what went on', () => {
    const { store } = harness();
    const first = store.track(talk('a', 'b'), 'full');
    expect(first.nodes.map((node) => [node.depth, node.message])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(first.blocks.map((block) => block.content)).toEqual(['a', 'b']);
    expect(store.track(talk('a', 'b'), 'full')).toEqual({ nodes: [], blocks: [] });
    const more = store.track(talk('a', 'b', 'c'), 'full');
    expect(more.nodes.map((node) => node.depth)).toEqual([3]);
    expect(more.blocks.map((block) => block.content)).toEqual(['c']);
  });

  test('has a block once, however often it is in a conversation or in others', () => {
    const { store } = harness();
    expect(store.track(talk('x', 'y', 'x'), 'full').blocks).toHaveLength(2);
    const other = store.track(talk('z', 'x'), 'full');
    expect(other.nodes).toHaveLength(2);
    expect(other.blocks.map((block) => block.content)).toEqual(['z']);
  });

  test('has as much of the content as may be kept, and its whole length in bytes', () => {
    const content = 'é'.repeat(1000);
    const kept = (capture: 'full' | 'preview' | 'none') =>
      harness().store.track(talk(content), capture).blocks[0];
    expect(kept('full')).toMatchObject({ content, bytes: 2000 });
    expect(kept('preview')).toMatchObject({ content: 'é'.repeat(400), bytes: 2000 });
    expect(kept('none')).toMatchObject({ content: null, bytes: 2000 });
  });

  test('is everything again after what is stored was forgotten', () => {
    const { store } = harness();
    store.track(talk('a', 'b'), 'full');
    store.clear();
    expect(store.track(talk('a', 'b'), 'full').nodes).toHaveLength(2);
  });

  test('adds up to every node and block, whatever was sent in which order', () => {
    const contents = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(contents, { maxLength: 15 }), (talks) => {
        const { store } = harness();
        const nodes = new Set<string>();
        const blocks = new Set<string>();
        for (const placed of talks.map((each) => talk(...each))) {
          const fresh = store.track(placed, 'full');
          for (const node of fresh.nodes) {
            expect(nodes.has(node.id)).toBe(false);
            expect(node.parentId === null || nodes.has(node.parentId)).toBe(true);
            nodes.add(node.id);
          }
          for (const block of fresh.blocks) blocks.add(block.hash);
          for (const place of placed.blocks) {
            expect(nodes.has(place.nodeId)).toBe(true);
            expect(blocks.has(place.hash)).toBe(true);
          }
        }
      }),
    );
  });
});

describe('counting', () => {
  test('counts each block once, and a conversation that went on by its new block', async () => {
    const { store, counted } = harness();
    expect(store.measureNow(talk('aa', 'bbb'), 'one')).toBeNull();
    expect(await store.measure(talk('aa', 'bbb', 'aa'), 'one')).toMatchObject({ tokens: 7, exact: true });
    expect(counted).toEqual(['aa', 'bbb']);
    const more = await store.measure(talk('aa', 'bbb', 'aa', 'c'), 'one');
    expect(more.tokens).toBe(8);
    expect(more.counts.map((count) => count.tokens)).toEqual([1]);
    expect(counted).toEqual(['aa', 'bbb', 'c']);
    expect(store.measureNow(talk('aa', 'bbb', 'aa', 'c'), 'one')).toMatchObject({ tokens: 8, exact: true });
    expect((await store.measure(talk('aa', 'bbb'), 'one')).counts).toEqual([]);
  });

  test('is done at once where the counter can: each block once, and together with what was counted before', () => {
    const now: string[][] = [];
    const { store, counted } = harness({
      countNow(texts) {
        now.push(texts);
        return texts.map((each) => ({ tokens: each.length, exact: true }));
      },
    });
    const first = store.measureNow(talk('aa', 'bbb', 'aa'), 'one');
    expect(first).toMatchObject({ tokens: 7, exact: true });
    expect(first?.counts.map((count) => count.tokens)).toEqual([2, 3]);
    expect(store.measureNow(talk('aa', 'bbb', 'aa', 'c'), 'one')?.tokens).toBe(8);
    expect(store.measureNow(talk('aa', 'bbb', 'aa', 'c'), 'one')?.counts).toEqual([]);
    expect(now).toEqual([['aa', 'bbb'], ['c']]);
    expect(counted).toEqual([]);
  });

  test('is not done at once where the counter cannot, or where the store is to be asked first', () => {
    expect(harness({ countNow: () => null }).store.measureNow(talk('aa'), 'one')).toBeNull();
    const { store } = harness({ countNow: (texts) => texts.map(() => ({ tokens: 1, exact: true })) });
    expect(store.measureNow(talk('x'.repeat(100_000)), 'one')).toBeNull();
    const unread = talk('aa');
    for (const block of unread.blocks) block.content = '';
    expect(store.measureNow(unread, 'one')).toBeNull();
  });

  test('what came without its content, and was never counted, counts for nothing later', async () => {
    const { store } = harness();
    const unread = talk('aa', 'bb');
    for (const block of unread.blocks) block.content = '';
    expect(await store.measure(unread, 'one')).toMatchObject({ exact: false, counts: [] });
    await store.measureMemory(unread, 'one');
    expect(store.counted(unread.head ?? '', 'one')).toBe(false);
    expect((await store.measure(talk('aa', 'bb'), 'one')).tokens).toBe(4);
    await store.measureMemory(talk('aa', 'bb'), 'one');
    expect(store.counted(unread.head ?? '', 'one')).toBe(true);
    expect(store.counted(unread.head ?? '', 'two')).toBe(false);
  });

  test('keeps the vocabularies apart', async () => {
    const { store } = harness();
    expect((await store.measure(talk('aa'), 'one')).tokens).toBe(2);
    expect((await store.measure(talk('aa'), 'two')).tokens).toBe(4);
    expect(store.measureNow(talk('aa'), 'one')?.tokens).toBe(2);
  });

  test('a total is exact only where each part is', async () => {
    const { store } = harness();
    const picture = placeBlocks([text('aa'), text('data:', { kind: 'image' }), text('b', { message: 1 })]);
    expect(await store.measure(picture, 'one')).toMatchObject({ tokens: 2 + 85 + 1, exact: false });
    expect(store.measureNow(picture, 'one')).toMatchObject({ tokens: 88, exact: false });
    expect((await store.measure(talk('aa'), 'one')).exact).toBe(true);
  });

  test('say how many blocks hold a text that was guessed, an image aside', async () => {
    const guess = (texts: string[]) => texts.map((each) => ({ tokens: each.length, exact: each !== 'slow' }));
    const { store } = harness({ count: async (texts) => guess(texts) });
    const before = await store.measure(talk('a', 'slow'), 'one');
    expect(before.guesses).toBe(1);
    const after = [text('data:', { kind: 'image', message: 2 }), text('b', { message: 3 })];
    const more = placeBlocks(after, talk('a', 'slow'));
    expect(await store.measure(more, 'one')).toMatchObject({ guesses: 1, exact: false });
    expect((await store.measure(talk('a', 'b'), 'one')).guesses).toBe(0);
  });

  test('of nothing is nothing', async () => {
    const { store } = harness();
    expect(await store.measure(placeBlocks([]), 'one')).toEqual({
      tokens: 0,
      exact: true,
      guesses: 0,
      counts: [],
    });
  });

  test('many at once of the same conversation count its blocks once', async () => {
    const { store, counted } = harness();
    const all = await Promise.all(Array.from({ length: 50 }, () => store.measure(talk('aa', 'b'), 'one')));
    expect(all.map((each) => each.tokens)).toEqual(Array(50).fill(3));
    expect(all.flatMap((each) => each.counts)).toHaveLength(2);
    expect(counted).toEqual(['aa', 'b']);
  });

  test('several texts and a figure of a block are added up', async () => {
    const { store } = harness({ plan: () => ({ texts: ['abc', '', 'de'], add: 10, exact: true }) });
    expect((await store.measure(talk('x', 'y'), 'one')).tokens).toBe(30);
  });

  test('asks the store first where much is missing, and counts the rest', async () => {
    const long = 'l'.repeat(70_000);
    const found: ContextCount[] = [];
    const { store, counted } = harness({ lookupCounts: async () => found });
    found.push({ blockHash: talk(long).blocks[0]?.hash ?? '', vocabulary: 'one', tokens: 123, exact: true });
    const { tokens, counts } = await store.measure(talk(long, 'aa'), 'one');
    expect(tokens).toBe(125);
    expect(counts).toHaveLength(1);
    expect(counted).toEqual(['aa']);
  });

  test('does not ask the store for little', async () => {
    const { store, lookups } = harness();
    await store.measure(talk('short'), 'one');
    expect(lookups).toEqual([]);
  });

  test('does without a store that fails', async () => {
    const { store } = harness({ lookupCounts: () => Promise.reject(new Error('locked')) });
    expect((await store.measure(talk('l'.repeat(70_000)), 'one')).tokens).toBe(70_000);
  });

  test('stays right when it may remember next to nothing', async () => {
    const { store } = harness({ max: 2 });
    const contents = Array.from({ length: 30 }, (_, i) => 'x'.repeat(i));
    expect((await store.measure(talk(...contents), 'one')).tokens).toBe(435);
    expect((await store.measure(talk(...contents, 'yy'), 'one')).tokens).toBe(437);
  });

  test('is the sum of its blocks, whatever was counted before', async () => {
    const contents = fc.array(fc.string({ maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(contents, { maxLength: 10 }),
        fc.integer({ min: 2, max: 50 }),
        async (talks, max) => {
          const { store } = harness({ max });
          await Promise.all(
            talks.map(async (each) => {
              const { tokens } = await store.measure(talk(...each), 'one');
              expect(tokens).toBe(each.join('').length);
            }),
          );
        },
      ),
    );
  });
});

describe('memory', () => {
  const remembered = 'a @recall(bcd) e';

  test('is counted by itself, and of a conversation that went on what is new in it', async () => {
    const { store, counted } = harness();
    const first = await store.measureMemory(talk('none', remembered, 'me@home'), 'one');
    expect(first.tokens).toBe('@recall(bcd)'.length);
    expect(first.counts.map(({ vocabulary, tokens }) => [vocabulary, tokens])).toEqual([['one#memory', 12]]);
    expect(counted).toEqual(['@recall(bcd)']);
    const more = await store.measureMemory(talk('none', remembered, 'me@home', 'x @memory[y]'), 'one');
    expect(more.tokens).toBe(12 + '@memory[y]'.length);
    expect(counted).toEqual(['@recall(bcd)', '@memory[y]']);
    expect((await store.measureMemory(talk('none', remembered), 'two')).tokens).toBe(24);
  });

  test('changes nothing of what everything counts', async () => {
    const { store } = harness();
    await store.measureMemory(talk(remembered), 'one');
    expect((await store.measure(talk(remembered), 'one')).tokens).toBe(remembered.length);
  });

  test('costs neither a count nor a question where there is none', async () => {
    const { store, counted, lookups } = harness();
    const none = await store.measureMemory(talk('short', 'long '.repeat(50_000)), 'one');
    expect(none).toMatchObject({ tokens: 0, counts: [] });
    expect([counted, lookups]).toEqual([[], []]);
  });

  test('of a block that came without its content is what was stored', async () => {
    const unread = talk('aa', 'bb');
    const hash = unread.blocks[0]?.hash ?? '';
    for (const block of unread.blocks) block.content = '';
    const asked: string[] = [];
    const { store } = harness({
      async lookupCounts(hashes, vocabulary) {
        asked.push(vocabulary);
        return hashes.includes(hash) ? [{ blockHash: hash, vocabulary, tokens: 5, exact: true }] : [];
      },
    });
    expect((await store.measureMemory(unread, 'one')).tokens).toBe(5);
    expect(asked).toEqual(['one#memory']);
  });
});

describe('a bounded map', () => {
  test('forgets what was used longest ago, and no more than it must', () => {
    const map = new BoundedMap<number, string>(10);
    for (let i = 0; i < 100; i++) {
      map.set(i, `${i}`);
      expect(map.get(0)).toBe('0');
    }
    expect(map.get(99)).toBe('99');
    expect(map.get(50)).toBeUndefined();
    expect(
      Array.from({ length: 100 }, (_, i) => map.get(i)).filter((value) => value !== undefined).length,
    ).toBeLessThanOrEqual(10);
  });

  test('takes a newer value in place of an older one, and deletes both', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect(map.get('a')).toBe(3);
    map.delete('a');
    expect(map.get('a')).toBeUndefined();
  });

  test('deletes by value, and all', () => {
    const map = new BoundedMap<string, number>(4);
    for (const [i, key] of ['a', 'b', 'c'].entries()) map.set(key, i);
    map.deleteWhere((value) => value > 0);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([0, undefined, undefined]);
    map.clear();
    expect(map.get('a')).toBeUndefined();
  });
});
