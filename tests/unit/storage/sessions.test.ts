import { describe, expect, it } from 'vitest';
import { batchOf, dialects, exchangeOf, idOf } from '../../support/store.ts';

const byHand = { identity: null, provider: 'test', model: 'test-model', createdAt: 1, pin: false };

for (const dialect of dialects) {
  describe(`sessions in ${dialect.name}`, () => {
    it('makes a session and finds it again by its id', async () => {
      const store = await dialect.open();
      const made = await store.createSession({ ...byHand, name: 'Test Session' });
      expect(made).toMatchObject({
        name: 'Test Session',
        provider: 'test',
        model: 'test-model',
        exchanges: 0,
      });
      expect(made.id).toBeGreaterThan(0);
      expect(await store.getSession(made.id)).toEqual(made);
    });

    it('answers null for a session that is not there', async () => {
      const store = await dialect.open();
      expect(await store.getSession(7)).toBeNull();
      expect(await store.findSessionByName('nobody')).toBeNull();
      expect(await store.findSessionByIdentity('header:x:1')).toBeNull();
      expect(await store.updateSession(7, { name: 'x' })).toBeNull();
      expect(await store.pinSession(7, 1)).toBeNull();
      expect(await store.currentSession()).toBeNull();
      expect(await store.deleteSession(7)).toBe(false);
    });

    it('takes the pinned session as the current one', async () => {
      const store = await dialect.open();
      const made = await store.createSession({ ...byHand, name: 'Active Test', pin: true, createdAt: 5 });
      const current = await store.currentSession();
      expect(current?.id).toBe(made.id);
      expect(current?.pinnedAt).toBe(5);
    });

    it('takes the session with the newest turn where none is pinned', async () => {
      const store = await dialect.open();
      const [first, second, third] = [
        await store.createSession({ ...byHand, name: 'a' }),
        await store.createSession({ ...byHand, name: 'b' }),
        await store.createSession({ ...byHand, name: 'c' }),
      ];
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({ id: 'e1', sessionId: first.id, startedAt: 300 }),
            exchangeOf({ id: 'e2', sessionId: second.id, startedAt: 200 }),
            exchangeOf({ id: 'e3', sessionId: third.id, startedAt: 900, kind: 'title' }),
          ],
        }),
      );
      expect((await store.currentSession())?.id).toBe(first.id);
      expect((await store.getSession(third.id))?.lastTurnAt).toBeNull();
      await store.write(
        batchOf({ exchanges: [exchangeOf({ id: 'e4', sessionId: second.id, startedAt: 301 })] }),
      );
      expect((await store.currentSession())?.id).toBe(second.id);
    });

    it('does not move the newest turn back for a late exchange', async () => {
      const store = await dialect.open();
      const { id } = await store.createSession({ ...byHand, name: 'a' });
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1', sessionId: id, startedAt: 300 })] }));
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e0', sessionId: id, startedAt: 100 })] }));
      expect((await store.getSession(id))?.lastTurnAt).toBe(300);
    });

    it('pins one session at a time', async () => {
      const store = await dialect.open();
      const first = await store.createSession({ ...byHand, name: 'a', pin: true });
      const second = await store.createSession({ ...byHand, name: 'b', pin: true });
      expect((await store.getSession(first.id))?.pinnedAt).toBeNull();
      expect((await store.pinSession(first.id, 9))?.pinnedAt).toBe(9);
      expect((await store.getSession(second.id))?.pinnedAt).toBeNull();
      expect((await store.pinSession(99, 10)) === null && (await store.currentSession())?.id).toBe(first.id);
    });

    it('finds or makes the session of an identity, once for many callers', async () => {
      const store = await dialect.open();
      const wanted = { ...byHand, name: 'agent', identity: 'header:agent:1' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.findOrCreateSession(wanted)));
      expect(new Set(answers.map((answer) => answer.session.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      expect((await store.stats()).sessions).toBe(1);
    });

    it('makes any number of sessions without an identity', async () => {
      const store = await dialect.open();
      await store.createSession({ ...byHand, name: 'same' });
      const second = await store.createSession({ ...byHand, name: 'same' });
      expect((await store.stats()).sessions).toBe(2);
      expect((await store.findSessionByName('same'))?.id).toBe(second.id);
    });

    it('finds a session by what it was recognised by', async () => {
      const store = await dialect.open();
      const made = await store.createSession({ ...byHand, name: 'a', identity: 'header:x:1' });
      await store.createSession({ ...byHand, name: 'b', identity: 'header:x:2' });
      expect((await store.findSessionByIdentity('header:x:1'))?.id).toBe(made.id);
    });

    it('lists sessions newest first, page by page', async () => {
      const store = await dialect.open();
      for (const name of ['a', 'b', 'c', 'd', 'e']) await store.createSession({ ...byHand, name });
      const page = await store.listSessions({ limit: 2 });
      expect(page.map((session) => session.name)).toEqual(['e', 'd']);
      const next = await store.listSessions({ limit: 10, before: page[1]?.id ?? 0 });
      expect(next.map((session) => session.name)).toEqual(['c', 'b', 'a']);
    });

    it('changes what a patch names, and nothing else', async () => {
      const store = await dialect.open();
      const { id } = await store.createSession({ ...byHand, name: 'a' });
      expect(await store.updateSession(id, { provider: null })).toMatchObject({
        name: 'a',
        provider: null,
        model: 'test-model',
      });
      expect(await store.updateSession(id, { name: 'b', model: 'm' })).toMatchObject({
        name: 'b',
        model: 'm',
      });
      expect(await store.updateSession(id, {})).toMatchObject({ name: 'b' });
    });

    it('counts the exchanges of a session, however often each is written', async () => {
      const store = await dialect.open();
      const { id } = await store.createSession({ ...byHand, name: 'a' });
      const running = exchangeOf({ id: 'e1', sessionId: id, status: 'running' });
      await store.write(batchOf({ exchanges: [running, exchangeOf({ id: 'e2', sessionId: id })] }));
      await store.write(batchOf({ exchanges: [{ ...running, status: 'ok' }] }));
      expect((await store.getSession(id))?.exchanges).toBe(2);
    });

    it('moves the count with an exchange that turns out to belong to a session', async () => {
      const store = await dialect.open();
      const [a, b] = [
        await store.createSession({ ...byHand, name: 'a' }),
        await store.createSession({ ...byHand, name: 'b' }),
      ];
      const counts = async () => [
        (await store.getSession(a.id))?.exchanges,
        (await store.getSession(b.id))?.exchanges,
      ];
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1' })] }));
      expect(await counts()).toEqual([0, 0]);
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1', sessionId: a.id })] }));
      expect(await counts()).toEqual([1, 0]);
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1', sessionId: b.id })] }));
      expect(await counts()).toEqual([0, 1]);
    });

    it('never gives the id of a deleted session again', async () => {
      const store = await dialect.open();
      const first = await store.createSession({ ...byHand, name: 'a' });
      await store.deleteSession(first.id);
      expect((await store.createSession({ ...byHand, name: 'b' })).id).toBeGreaterThan(first.id);
    });

    it('keeps the exchange of a session that is not there, without a session', async () => {
      const store = await dialect.open();
      await store.write(batchOf({ exchanges: [exchangeOf({ id: idOf(1), sessionId: 42 })] }));
      expect((await store.getExchange(idOf(1)))?.sessionId).toBeNull();
    });

    it('keeps agents, oldest first, and when each was first seen', async () => {
      const store = await dialect.open();
      const { id } = await store.createSession({ ...byHand, name: 'a' });
      const main = { id: 'a1', sessionId: id, key: 'main', parentKey: null, createdAt: 2 };
      const sub = { id: 'a0', sessionId: id, key: 'system:1', parentKey: null, createdAt: 3 };
      await store.upsertAgent(sub);
      await store.upsertAgent(main);
      await store.upsertAgent({ ...sub, parentKey: 'main', createdAt: 9 });
      expect(await store.listAgents(id)).toEqual([main, { ...sub, parentKey: 'main' }]);
      expect(await store.listAgents(id + 1)).toEqual([]);
    });
  });
}
