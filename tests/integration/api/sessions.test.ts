import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { memoryPointSchema, sessionSchema } from '../../../src/contract/index.ts';
import { errorOf, start, stored, write } from './support.ts';

const sessions = z.array(sessionSchema);

describe('sessions over the API', () => {
  it('are made with a name, a provider and a model, and then are in the list', async () => {
    const { get, send } = await start();
    const made = await send('POST', '/api/sessions', {
      name: 'Test Session',
      provider: 'test',
      model: 'test-model',
    });
    expect(made.status).toBe(201);
    const session = sessionSchema.parse(await made.json());
    expect(session).toMatchObject({
      name: 'Test Session',
      provider: 'test',
      model: 'test-model',
      is_active: true,
      is_pinned: true,
      exchanges: 0,
    });
    expect(made.headers.get('location')).toBe(`/api/sessions/${session.id}`);
    const list = await get('/api/sessions');
    expect(list.status).toBe(200);
    expect(sessions.parse(await list.json())).toEqual([session]);
    expect(await (await get(`/api/sessions/${session.id}`)).json()).toEqual(session);
  });

  it('need no more than a name', async () => {
    const { send } = await start();
    const made = await send('POST', '/api/sessions', { name: '  spaced  ' });
    expect(await made.json()).toMatchObject({ name: 'spaced', provider: null, model: null });
  });

  it.each([
    ['no name', {}, 'name'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, 'name'],
    ['a provider that is a list', { name: 'x', provider: [] }, 'provider'],
    ['a misspelt field', { name: 'x', modle: 'y' }, 'modle'],
    ['a list', [], 'body'],
    ['text', '"name"', 'body'],
    ['nothing', '', 'body'],
  ])('are refused with %s, which the answer names', async (_what, body, field) => {
    const { send, store } = await start();
    const answer = await send('POST', '/api/sessions', body);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.code).toBe('invalid_request');
    expect(error.details).toMatchObject({ in: 'body', field });
    expect(error.message).toContain(field);
    expect(await store.listSessions({ limit: 1 })).toEqual([]);
  });

  it('are refused where the body is not JSON, with its position and not its text', async () => {
    const { send } = await start();
    const answer = await send('POST', '/api/sessions', '{"name": secret}');
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.code).toBe('bad_json');
    expect(JSON.stringify(error)).not.toContain('secret');
    const early = await errorOf(await send('POST', '/api/sessions', '{bad'));
    expect(early).toMatchObject({ code: 'bad_json', details: { position: 1 } });
  });

  it('have one current session: none at first, then the one made last by hand', async () => {
    const { get, send } = await start();
    const none = await get('/api/sessions/active');
    expect(none.status).toBe(404);
    expect((await errorOf(none)).hint).toContain('POST /api/sessions');
    await send('POST', '/api/sessions', { name: 'first' });
    await send('POST', '/api/sessions', { name: 'second' });
    expect(await (await get('/api/sessions/active')).json()).toMatchObject({
      name: 'second',
      is_pinned: true,
    });
  });

  it('can be activated, which pins them', async () => {
    const { get, send } = await start();
    const first = sessionSchema.parse(await (await send('POST', '/api/sessions', { name: 'first' })).json());
    await send('POST', '/api/sessions', { name: 'second' });
    const activated = await send('POST', `/api/sessions/${first.id}/activate`);
    expect(activated.status).toBe(200);
    expect(await activated.json()).toMatchObject({ id: first.id, is_active: true, is_pinned: true });
    const list = sessions.parse(await (await get('/api/sessions')).json());
    expect(list.map(({ name, is_active }) => [name, is_active])).toEqual([
      ['second', false],
      ['first', true],
    ]);
  });

  it('can be activated by a client that says JSON and sends nothing', async () => {
    const { send } = await start();
    await send('POST', '/api/sessions', { name: 'x' });
    const answer = await send('POST', '/api/sessions/1/activate', undefined, {
      'content-type': 'application/json',
    });
    expect(answer.status).toBe(200);
  });

  it('can be changed one field at a time', async () => {
    const { send } = await start();
    const { id } = sessionSchema.parse(
      await (await send('POST', '/api/sessions', { name: 'a', provider: 'kimi', model: 'k' })).json(),
    );
    const renamed = await send('PATCH', `/api/sessions/${id}`, { name: 'b' });
    expect(await renamed.json()).toMatchObject({ name: 'b', provider: 'kimi', model: 'k' });
    const cleared = await send('PATCH', `/api/sessions/${id}`, { provider: null });
    expect(await cleared.json()).toMatchObject({ name: 'b', provider: null, model: 'k' });
    for (const body of [{}, { name: '' }, { id: 7 }]) {
      expect((await send('PATCH', `/api/sessions/${id}`, body)).status).toBe(400);
    }
  });

  it('can be deleted, with their exchanges', async () => {
    const { get, send, store } = await start();
    const { id } = sessionSchema.parse(await (await send('POST', '/api/sessions', { name: 'a' })).json());
    const exchange = stored({ sessionId: id });
    await write(store, [exchange]);
    const gone = await send('DELETE', `/api/sessions/${id}`);
    expect([gone.status, await gone.text()]).toEqual([204, '']);
    expect((await get(`/api/sessions/${id}`)).status).toBe(404);
    expect((await get(`/api/exchanges/${exchange.id}`)).status).toBe(404);
    expect((await get('/api/sessions/active')).status).toBe(404);
  });

  it('can be brought back with all that was theirs', async () => {
    const { get, send, store } = await start();
    const { id } = sessionSchema.parse(await (await send('POST', '/api/sessions', { name: 'a' })).json());
    const exchange = stored({ sessionId: id });
    await write(store, [exchange]);
    const paths = [
      `/api/sessions/${id}`,
      '/api/sessions',
      '/api/sessions/active',
      '/api/exchanges',
      `/api/exchanges/${exchange.id}`,
      `/api/sessions/${id}/exchanges`,
      `/api/sessions/${id}/timeline`,
      '/api/export/csv',
      '/api/stats?by=session',
    ];
    const all = () =>
      Promise.all(paths.map(async (target) => [target, await (await get(target)).text()] as const));
    const before = await all();
    expect((await send('DELETE', `/api/sessions/${id}`)).status).toBe(204);
    for (const [target, text] of await all())
      expect([target, text]).not.toEqual(before.find(([at]) => at === target));
    const back = await send('POST', `/api/sessions/${id}/restore`);
    expect(back.status).toBe(200);
    expect(sessionSchema.parse(await back.json())).toMatchObject({
      id,
      name: 'a',
      is_pinned: true,
      exchanges: 1,
    });
    expect(await all()).toEqual(before);
    expect((await send('POST', `/api/sessions/${id}/restore`)).status).toBe(404);
  });

  it('can be deleted for good, at once or afterwards', async () => {
    const { send, store } = await start();
    for (const first of ['', '?now=1']) {
      const { id } = sessionSchema.parse(await (await send('POST', '/api/sessions', { name: 'a' })).json());
      expect((await send('DELETE', `/api/sessions/${id}${first}`)).status).toBe(204);
      if (first === '') expect((await send('DELETE', `/api/sessions/${id}?now=1`)).status).toBe(204);
      expect((await send('POST', `/api/sessions/${id}/restore`)).status).toBe(404);
      expect(await store.purgeSessions(Number.MAX_SAFE_INTEGER)).toBe(0);
      expect((await send('DELETE', `/api/sessions/${id}?now=1`)).status).toBe(404);
    }
  });

  it.each([
    ['GET', '/api/sessions/99'],
    ['PATCH', '/api/sessions/99'],
    ['DELETE', '/api/sessions/99'],
    ['POST', '/api/sessions/99/activate'],
    ['GET', '/api/sessions/99/exchanges'],
    ['GET', '/api/sessions/99/memory'],
  ])('that are not there are 404 to %s %s', async (method, target) => {
    const { send } = await start();
    const answer = await send(method, target, method === 'PATCH' ? { name: 'x' } : undefined);
    expect(answer.status).toBe(404);
    expect(await errorOf(answer)).toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('/api/sessions'),
    });
  });

  it.each(['abc', '-1', '1.5', '1e3', '99999999999999999999', '%00'])('have no id %s', async (id) => {
    const { get } = await start();
    const answer = await get(`/api/sessions/${id}`);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).details).toMatchObject({ in: 'path', field: 'id' });
  });

  it('come in pages, newest first, each leading to the next', async () => {
    const { url, send } = await start();
    for (let i = 1; i <= 5; i++) await send('POST', '/api/sessions', { name: `s${i}` });
    const names: string[][] = [];
    let next: string | undefined = '/api/sessions?limit=2';
    while (next !== undefined) {
      const page: Response = await fetch(url + next);
      names.push(sessions.parse(await page.json()).map(({ name }) => name));
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(names).toEqual([['s5', 's4'], ['s3', 's2'], ['s1']]);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'limit=', 'before=x', 'limt=3'])(
    'are not listed with ?%s',
    async (query) => {
      const { get } = await start();
      const answer = await get(`/api/sessions?${query}`);
      expect(answer.status).toBe(400);
      expect((await errorOf(answer)).details).toMatchObject({ in: 'query', field: query.split('=')[0] });
    },
  );

  it('keep hostile names as they are', async () => {
    const { get, send } = await start();
    for (const name of ['<img src=x onerror=alert(1)>', '=cmd|calc', '\u202edrawkcab', '日本語 🚀']) {
      await send('POST', '/api/sessions', { name });
      expect(await (await get('/api/sessions/active')).json()).toMatchObject({ name });
    }
    const page = await (await get('/')).text();
    expect(page).not.toContain('<img');
  });
});

describe("a session's memory", () => {
  it('is told per exchange, oldest first; unknown is null', async () => {
    const { get, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    const known = stored({ sessionId: 1, memoryTokens: 175 });
    const unknown = stored({
      sessionId: 1,
      status: 'running',
      tokens: { ...known.tokens, input: null, context: null, context_use: null },
    });
    await write(store, [known, unknown]);
    const answer = await get('/api/sessions/1/memory');
    expect(answer.status).toBe(200);
    expect(z.array(memoryPointSchema).parse(await answer.json())).toEqual([
      {
        exchange_id: known.id,
        started_at: new Date(known.startedAt).toISOString(),
        prompt_tokens: 700,
        memory_tokens: 175,
        chat_tokens: 525,
        memory_ratio: 0.25,
        context_use: 0.75,
      },
      {
        exchange_id: unknown.id,
        started_at: new Date(unknown.startedAt).toISOString(),
        prompt_tokens: null,
        memory_tokens: null,
        chat_tokens: null,
        memory_ratio: null,
        context_use: null,
      },
    ]);
  });

  it('comes in pages', async () => {
    const { url, send, store } = await start();
    await send('POST', '/api/sessions', { name: 'a' });
    const rows = Array.from({ length: 5 }, () => stored({ sessionId: 1 }));
    await write(store, rows);
    const seen: string[] = [];
    let next: string | undefined = '/api/sessions/1/memory?limit=2';
    while (next !== undefined) {
      const page: Response = await fetch(url + next);
      seen.push(
        ...z
          .array(memoryPointSchema)
          .parse(await page.json())
          .map((point) => point.exchange_id),
      );
      next = /^<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(rows.map(({ id }) => id));
    const refused = await fetch(`${url}/api/sessions/1/memory?after=x`);
    expect(refused.status).toBe(400);
    expect((await errorOf(refused)).details).toMatchObject({ in: 'query', field: 'after' });
  });
});
