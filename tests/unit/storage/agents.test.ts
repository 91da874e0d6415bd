import { describe, expect, it } from 'vitest';
import { batchOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

for (const dialect of dialects) {
  describe(`agents’ exchanges in ${dialect.name}`, () => {
    const rows = [
      exchangeOf({ id: idOf(1), sessionId: 1, agentId: 'a' }),
      exchangeOf({ id: idOf(2), sessionId: 1, agentId: 'b' }),
      exchangeOf({ id: idOf(3), sessionId: 1, agentId: 'a', model: 'last of a' }),
      exchangeOf({ id: idOf(4), sessionId: 1, agentId: 'a', kind: 'compaction' }),
      exchangeOf({ id: idOf(5), sessionId: 1, agentId: null }),
      exchangeOf({ id: idOf(6), sessionId: 2, agentId: 'a' }),
      exchangeOf({ id: idOf(7), sessionId: 1, agentId: 'c', kind: 'title' }),
    ];

    async function storeWithRows() {
      const store = await dialect.open();
      for (const name of ['one', 'two']) await sessionOf(store, name);
      await store.write(batchOf({ exchanges: rows }));
      return store;
    }

    it('are listed by agent and by kinds', async () => {
      const store = await storeWithRows();
      const ids = async (filter: Partial<Parameters<typeof store.listExchanges>[0]>) =>
        (await store.listExchanges({ sessionId: 1, limit: 10, ...filter })).map(({ id }) => id);
      expect(await ids({ agentId: 'a' })).toEqual([idOf(4), idOf(3), idOf(1)]);
      expect(await ids({ agentId: null })).toEqual([idOf(5)]);
      expect(await ids({ agentId: "a' or 1=1" })).toEqual([]);
      expect(await ids({ kinds: ['compaction', 'title'] })).toEqual([idOf(7), idOf(4)]);
      expect(await ids({ kinds: [] })).toEqual([]);
      expect(await ids({ agentId: 'a', kinds: ['turn'], before: idOf(3) })).toEqual([idOf(1)]);
    });

    it('are counted by agent, with the newest turn of each', async () => {
      const store = await storeWithRows();
      const told = await store.agentTurns(1, 10);
      expect(told.map(({ agentId, turns, last }) => [agentId, turns, last.id])).toEqual([
        ['a', 2, idOf(3)],
        ['b', 1, idOf(2)],
      ]);
      expect(told[0]?.last.model).toBe('last of a');
      expect(await store.agentTurns(1, 1)).toHaveLength(1);
      expect(await store.agentTurns(9, 10)).toEqual([]);
    });
  });
}
