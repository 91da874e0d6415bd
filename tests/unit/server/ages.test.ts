import { expect, it } from 'vitest';
import { readAges } from '../../../src/server/context/ages.ts';
import type { OutlineNode, Store } from '../../../src/storage/index.ts';
import { exchangeOf, idOf } from '../../support/store.ts';

const OUTLINE: OutlineNode[] = ['root', 'now'].map((id, depth) => ({
  id,
  parentId: depth === 0 ? null : 'root',
  depth,
  blockHash: `#${id}`,
  role: 'user',
  envelope: null,
  message: 0,
  block: { hash: `#${id}`, kind: 'text', tool: null, bytes: 1, kept: 1 },
  counts: [],
}));

/** What is told of an agent whose earlier turns ended at these heads, the newest first. */
async function turnsOf(heads: string[]) {
  const store = {
    turnsBefore: async ({ limit }: { limit: number }) =>
      heads.slice(0, limit).map((head, n) => ({ exchangeId: idOf(n), head, startedAt: 0 })),
    ancestry: async (ids: string[]) =>
      ids.map((id) => ({ id, parentId: null, depth: 1, blockHash: `#${id}` })),
  } as unknown as Store;
  const exchange = exchangeOf({ id: idOf(9999), sessionId: 1, agentId: 'main' });
  return (await readAges({ store }, exchange, OUTLINE)).turns;
}

const parted = (count: number) => Array.from({ length: count }, (_, n) => `other ${n}`);

it('the turns before are all that there are, up to five hundred', async () => {
  const again = (count: number) => Array<string>(count).fill('root');
  expect(await turnsOf(again(499))).toEqual({ before: 1, complete: true });
  expect(await turnsOf(again(500))).toEqual({ before: 1, complete: false });
});

it('the turns before are all that there are, with up to twelve whose history differs', async () => {
  expect(await turnsOf(parted(12))).toEqual({ before: 12, complete: true });
  expect(await turnsOf(parted(13))).toEqual({ before: 13, complete: false });
});
