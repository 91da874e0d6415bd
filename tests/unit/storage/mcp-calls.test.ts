import { describe, expect, it } from 'vitest';
import type { McpCall } from '../../../src/exchange/index.ts';
import type { Store } from '../../../src/storage/index.ts';
import { batchOf, contextOf, dialects, exchangeOf, idOf, mcpCallOf } from '../../support/store.ts';

const sessionOf = (store: Store, createdAt = 1) =>
  store.createSession({
    name: 's',
    identity: `i${createdAt}`,
    provider: null,
    model: null,
    createdAt,
    pin: false,
  });

const write = (store: Store, ...mcpCalls: McpCall[]) => store.write(batchOf({ mcpCalls }));
const idsOf = (calls: McpCall[]) => calls.map((call) => call.id);
const ids = (...numbers: number[]) => numbers.map(idOf);

for (const dialect of dialects) {
  describe(`MCP calls in ${dialect.name}`, () => {
    it('come back as they were, whatever is unknown of them', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store);
      const full = mcpCallOf({
        id: idOf(1),
        sessionId,
        from: 'api',
        clientName: 'kimi',
        clientVersion: '1.2',
        outcome: 'refused',
        refusal: 'path_outside',
        message: 'no 🙂',
        waitedMs: 0.25,
      });
      const bare = mcpCallOf({
        id: idOf(2),
        outcome: 'unreachable',
        argumentTokens: null,
        resultBytes: null,
        resultTokens: null,
      });
      await write(store, full, bare);
      await write(store, full);
      expect(await store.listMcpCalls({ limit: 9 })).toEqual([bare, full]);
    });

    it('are listed by key, newest or oldest first, and by what they are', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store);
      await write(
        store,
        mcpCallOf({ id: idOf(1), sessionId }),
        mcpCallOf({ id: idOf(2), tool: 'write' }),
        mcpCallOf({ id: idOf(3), server: 'tasks', outcome: 'timeout', sessionId }),
        mcpCallOf({ id: idOf(4) }),
      );
      const list = async (filter: Partial<Parameters<Store['listMcpCalls']>[0]>) =>
        idsOf(await store.listMcpCalls({ limit: 9, ...filter }));
      expect(await list({ limit: 2 })).toEqual(ids(4, 3));
      expect(await list({ limit: 2, before: idOf(3) })).toEqual(ids(2, 1));
      expect(await list({ sessionId })).toEqual(ids(3, 1));
      expect(await list({ server: 'files', tool: 'read' })).toEqual(ids(4, 1));
      expect(await list({ outcome: 'timeout' })).toEqual(ids(3));
    });

    it('are added up by server and tool; what nobody knows is null', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store);
      const blank = { argumentTokens: null, resultBytes: null, resultTokens: null };
      await write(
        store,
        mcpCallOf({ id: idOf(1), sessionId, startedAt: 10 }),
        mcpCallOf({ id: idOf(2), outcome: 'tool_error', startedAt: 20 }),
        mcpCallOf({ id: idOf(3), outcome: 'refused', refusal: 'read_only', startedAt: 30, ...blank }),
        mcpCallOf({ id: idOf(4), outcome: 'cancelled', startedAt: 40, ...blank }),
        mcpCallOf({ id: idOf(5), server: 'a', tool: 'x', outcome: 'protocol_error', ...blank }),
      );
      const read = {
        server: 'files',
        tool: 'read',
        calls: 4,
        errors: 1,
        refused: 1,
        argumentBytes: 40,
        argumentTokens: 8,
        resultBytes: 40,
        resultTokens: 16,
        totalMs: 6,
      };
      const other = {
        ...blank,
        server: 'a',
        tool: 'x',
        calls: 1,
        errors: 1,
        refused: 0,
        argumentBytes: 10,
        totalMs: 1.5,
      };
      expect(await store.mcpTotals({})).toEqual([read, other]);
      expect(await store.mcpTotals({ sessionId })).toMatchObject([{ calls: 1, errors: 0 }]);
    });

    it('go with their session, and those that come later go on without it', async () => {
      const store = await dialect.open();
      const [one, other] = [await sessionOf(store, 1), await sessionOf(store, 2)];
      // More than go in one step.
      const many = Array.from({ length: 501 }, (_, n) => mcpCallOf({ id: idOf(n), sessionId: one.id }));
      await write(store, ...many, mcpCallOf({ id: idOf(900), sessionId: other.id }));
      expect(await store.deleteSession(one.id)).toBe(true);
      expect(idsOf(await store.listMcpCalls({ limit: 9 }))).toEqual(ids(900));
      await write(store, mcpCallOf({ id: idOf(901), sessionId: one.id }));
      expect(await store.listMcpCalls({ limit: 1 })).toMatchObject([{ id: idOf(901), sessionId: null }]);
    });

    it('go with their age, and keep their session while they are there', async () => {
      const store = await dialect.open();
      const { id: sessionId } = await sessionOf(store);
      const old = Array.from({ length: 250 }, (_, n) => mcpCallOf({ id: idOf(n), startedAt: 100 }));
      await write(store, ...old, mcpCallOf({ id: idOf(900), startedAt: 2_000, sessionId }));
      await store.retain({ maxAgeMs: 1_000, maxBytes: null }, 2_500);
      expect(idsOf(await store.listMcpCalls({ limit: 9 }))).toEqual(ids(900));
      expect(await store.getSession(sessionId)).not.toBeNull();
      await store.retain({ maxAgeMs: 1_000, maxBytes: null }, 9_000);
      expect(await store.listMcpCalls({ limit: 9 })).toEqual([]);
      expect(await store.getSession(sessionId)).toBeNull();
    });

    it('go with the size, those first that are as old as the exchanges that go', async () => {
      const store = await dialect.open();
      for (let n = 0; n < 150; n++) {
        const { nodes, blocks, head } = contextOf([`${n} ${'x'.repeat(1_500)}`]);
        const exchange = exchangeOf({ id: idOf(n), startedAt: n, headReceived: head });
        await store.write(
          batchOf({
            nodes,
            blocks,
            exchanges: [exchange],
            mcpCalls: Array.from({ length: 5 }, (_, of) => mcpCallOf({ id: idOf(5 * n + of), startedAt: n })),
          }),
        );
      }
      const { bytes } = await store.stats();
      await store.retain({ maxAgeMs: null, maxBytes: bytes - 60_000 }, 200);
      const exchanges = await store.listExchanges({ order: 'oldest', limit: 500 });
      const calls = await store.listMcpCalls({ limit: 750 });
      expect(exchanges.length).toBeGreaterThan(0);
      expect(exchanges.length).toBeLessThan(150);
      const begun = new Set(calls.map(({ startedAt }) => startedAt));
      expect([...begun].reverse()).toEqual(exchanges.map(({ startedAt }) => startedAt));
      await store.retain({ maxAgeMs: null, maxBytes: 1 }, 200);
      expect(await store.listMcpCalls({ limit: 1 })).toEqual([]);
    });
  });
}
