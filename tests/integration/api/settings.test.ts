import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ConfigView, ExchangeView, SessionView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import type { InProcess } from '../../support/in-process.ts';
import { tempFolder } from '../../support/store.ts';

const { proxyOf } = testBed();

async function call<T>(proxy: InProcess, method: string, path: string, body: unknown) {
  const answer = await fetch(proxy.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
}

const choose = (proxy: InProcess, model: unknown) =>
  call<{ error: { code: string; hint?: string; details?: unknown } }>(proxy, 'PATCH', '/api/settings', {
    default_model: model,
  });

/** Sends one request for `auto`; where it went. */
async function askAuto(proxy: InProcess, path = ''): Promise<ExchangeView['route']> {
  const messages = [{ role: 'user', content: 'Hello' }];
  const body = { model: 'auto', messages };
  const { headers } = await call(proxy, 'POST', `${path}/v1/chat/completions`, body);
  return (await proxy.exchange(headers.get('x-kimi-proxy-exchange') ?? undefined)).route;
}

/** Two names for the model that answers offline. */
const TWO = `
[models.first]
provider = "test"
model = "test-model"
[models.second]
provider = "test"
model = "test-model"
`;

const chosenInPage = (model: string) => ({
  rule: 'auto',
  detail: `default_model = "${model}", chosen in the page`,
});

describe('the model for auto', () => {
  it('that is chosen in the page goes before the configured one until it is taken back', async () => {
    const proxy = await proxyOf(`default_model = "first"\n${TWO}`);
    const configured = { rule: 'auto', detail: 'default_model = "first"' };
    expect(await askAuto(proxy)).toEqual(configured);
    expect(await choose(proxy, 'second')).toMatchObject({ status: 200, body: { default_model: 'second' } });
    expect(await askAuto(proxy)).toEqual(chosenInPage('second'));
    const view = await proxy.get<ConfigView>('/api/config');
    expect(view.values.find(({ key }) => key === 'default_model')).toMatchObject({
      value: 'second',
      set: true,
      origin: { kind: 'page', where: null },
    });
    proxy.reload(`default_model = "first"\n${TWO}`);
    expect(await askAuto(proxy)).toEqual(chosenInPage('second'));
    expect(await choose(proxy, null)).toMatchObject({ status: 200, body: { default_model: null } });
    expect(await askAuto(proxy)).toEqual(configured);
  });

  it('is still the chosen one after a restart', async () => {
    const dataDir = tempFolder();
    const before = await proxyOf(TWO, { dataDir });
    await choose(before, 'second');
    await before.program.drain();
    const after = await proxyOf(TWO, { dataDir });
    expect(await after.get('/api/settings')).toEqual({ default_model: 'second' });
    expect(await askAuto(after)).toEqual(chosenInPage('second'));
  });

  it('is refused where it leads nowhere, with the closest name', async () => {
    const proxy = await proxyOf(TWO);
    const refused = await choose(proxy, 'secnd');
    expect(refused).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found', details: { closest: ['second'] } } },
    });
    const off = await choose(proxy, 'groq/llama');
    expect(off).toMatchObject({ status: 404, body: { error: { code: 'model_not_found' } } });
    expect(off.body.error.hint).toContain('GROQ_API_KEY');
    for (const wrong of ['auto', '', 7]) expect((await choose(proxy, wrong)).status).toBe(400);
    expect(await proxy.get('/api/settings')).toEqual({ default_model: null });
  });

  it('is told to every page', async () => {
    const proxy = await proxyOf(TWO);
    const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/ws`);
    const messages: unknown[] = [];
    const told = new Promise((resolve) => {
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { type: string };
        messages.push(message.type);
        if (message.type === 'config') resolve(message);
      });
    });
    await new Promise((resolve) => socket.once('message', resolve));
    await choose(proxy, 'second');
    expect(await told).toMatchObject({ type: 'config', change: 'settings' });
    expect(messages).toEqual(['init', 'config']);
    socket.close();
  });

  it('follows the pinned session at once, and no other until it is pinned', async () => {
    const proxy = await proxyOf(`default_model = "first"\n${TWO}`);
    const make = async (name: string) =>
      (await call<SessionView>(proxy, 'POST', '/api/sessions', { name })).body.id;
    const [other, pinned] = [await make('other'), await make('pinned')];
    await call(proxy, 'PATCH', `/api/sessions/${other}`, { provider: 'test', model: 'test-model' });
    expect((await askAuto(proxy, '/s/other'))?.detail).toBe('default_model = "first"');
    await call(proxy, 'PATCH', `/api/sessions/${pinned}`, { model: 'second' });
    expect((await askAuto(proxy))?.detail).toBe("the pinned session's model: test/test-model");
    await call(proxy, 'PATCH', `/api/sessions/${pinned}`, { model: null });
    expect((await askAuto(proxy))?.detail).toBe('default_model = "first"');
    await call(proxy, 'POST', `/api/sessions/${other}/activate`, {});
    expect((await askAuto(proxy))?.detail).toBe("the pinned session's model: test/test-model");
  });
});

describe('the model of a session', () => {
  it('is refused where it leads nowhere, with the closest name, and the session stays as it was', async () => {
    const proxy = await proxyOf(TWO);
    const { id } = (await call<SessionView>(proxy, 'POST', '/api/sessions', { name: 's' })).body;
    const patch = (body: unknown) => call<unknown>(proxy, 'PATCH', `/api/sessions/${id}`, body);
    expect(await patch({ model: 'secnd' })).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'model_not_found',
          message: expect.stringContaining('secnd'),
          hint: expect.any(String),
          details: { field: 'model', closest: ['second'] },
        },
      },
    });
    expect(await patch({ provider: 'tset', model: 'second' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', details: { field: 'provider', closest: ['test'] } } },
    });
    // No key: nobody is asked for credentials by this.
    expect(await patch({ provider: 'groq' })).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found', details: { field: 'provider' } } },
    });
    expect((await patch({ name: 't' })).body).toMatchObject({ name: 't', provider: null, model: null });
    for (const body of [{ model: 'second' }, { provider: 'test' }, { model: 'auto' }, { model: null }])
      expect(await patch(body)).toMatchObject({ status: 200, body });
  });

  it('may be what only its provider knows', async () => {
    const proxy = await proxyOf(TWO);
    const { id } = (await call<SessionView>(proxy, 'POST', '/api/sessions', { name: 's' })).body;
    const patch = (body: unknown) => call<unknown>(proxy, 'PATCH', `/api/sessions/${id}`, body);
    expect((await patch({ provider: 'test', model: 'unheard-of' })).status).toBe(200);
    expect(await patch({ provider: null })).toMatchObject({
      status: 404,
      body: { error: { details: { field: 'model' } } },
    });
  });
});
