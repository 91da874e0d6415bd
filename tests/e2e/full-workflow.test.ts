import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';
import { readChatStream } from '../support/sse.ts';

let program: RunningProgram;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

interface SessionView {
  id: number;
  name: string;
  is_active: boolean;
  is_pinned: boolean;
  exchanges: number;
}

const at = (path: string): string => `${program.url}${path}`;
const get = (path: string) => send(at(path), { method: 'GET' });
const post = (path: string, body: object) => send(at(path), { body });
const create = async (name: string): Promise<SessionView> => {
  const answer = await post('/api/sessions', { name, provider: 'test', model: 'test-model' });
  expect(answer.status).toBe(201);
  return answer.json() as unknown as SessionView;
};
const hello = (content: string, more: object = {}) => ({
  model: 'test-model',
  messages: [{ role: 'user', content }],
  stream: false,
  ...more,
});

describe('a session from its beginning to its end', () => {
  it('is made, talked in, measured and exported', async () => {
    const session = await create('E2E Test Session');
    expect(session).toMatchObject({ name: 'E2E Test Session', is_active: true, is_pinned: true });

    const chat = await post('/chat/completions', hello('Hello, test!'));
    expect(chat.status).toBe(200);
    expect(chat.json()).toMatchObject({
      object: 'chat.completion',
      model: 'test-model',
      choices: [{ message: { role: 'assistant' }, finish_reason: 'stop' }],
    });
    const id = String(chat.headers['x-kimi-proxy-exchange']);

    const memory = await get(`/api/sessions/${session.id}/memory`);
    expect(memory.status).toBe(200);
    const points = JSON.parse(memory.text) as Record<string, unknown>[];
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ exchange_id: id });
    expect(points[0]?.prompt_tokens).toBeGreaterThan(0);
    expect(points[0]?.context_use).toBeGreaterThan(0);

    const csv = await get(`/api/export/csv?session_id=${session.id}`);
    expect(csv.status).toBe(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    const [head, row] = csv.text.replace(/^\uFEFF/, '').split('\r\n');
    expect(head?.split(',')).toContain('id');
    expect(row).toContain(id);
  });

  it('holds every turn that came while it was pinned, streamed or not, in order', async () => {
    const session = await create('Pinned');
    await post('/chat/completions', hello('one'));
    const streamed = await post('/v1/chat/completions', hello('two', { stream: true }));
    const { text, done } = readChatStream(streamed.body);
    expect(done).toBe(true);
    expect(text).toContain('two');
    const page = JSON.parse((await get(`/api/sessions/${session.id}/exchanges`)).text) as {
      items: { status: string; streamed: boolean; session_id: number }[];
    };
    expect(page.items.map((item) => [item.session_id, item.status, item.streamed])).toEqual([
      [session.id, 'ok', true],
      [session.id, 'ok', false],
    ]);
    expect((await get(`/api/sessions/${session.id}`)).json()).toMatchObject({ exchanges: 2 });
  });

  it('is the current one while it is pinned, and gives way to another that is activated', async () => {
    const [first, second] = [await create('First'), await create('Second')];
    expect((await get('/api/sessions/active')).json()).toMatchObject({ id: second.id, is_pinned: true });
    expect((await post(`/api/sessions/${first.id}/activate`, {})).status).toBe(200);
    expect((await get('/api/sessions/active')).json()).toMatchObject({ id: first.id, name: 'First' });
    await post('/chat/completions', hello('to the first'));
    expect((await get(`/api/sessions/${first.id}`)).json()).toMatchObject({ exchanges: 1 });
    expect((await get(`/api/sessions/${second.id}`)).json()).toMatchObject({ exchanges: 0 });
  });

  it('can be named in the base URL, and is made where it is new', async () => {
    await post('/s/my%20project/v1/chat/completions', hello('here'));
    await post('/s/my%20project/chat/completions', hello('and here'));
    const sessions = JSON.parse((await get('/api/sessions')).text) as SessionView[];
    expect(sessions.filter(({ name }) => name === 'my project')).toMatchObject([{ exchanges: 2 }]);
  });

  it('is renamed and deleted, and its exchanges go with it', async () => {
    const session = await create('Short-lived');
    const id = String((await post('/chat/completions', hello('gone soon'))).headers['x-kimi-proxy-exchange']);
    const renamed = await send(at(`/api/sessions/${session.id}`), {
      method: 'PATCH',
      body: { name: 'Renamed' },
    });
    expect(renamed.json()).toMatchObject({ id: session.id, name: 'Renamed' });
    const deleted = await send(at(`/api/sessions/${session.id}`), { method: 'DELETE' });
    expect(deleted.status).toBeLessThan(300);
    expect((await get(`/api/sessions/${session.id}`)).status).toBe(404);
    expect((await get(`/api/sessions/${session.id}/memory`)).status).toBe(404);
    expect((await get(`/api/exchanges/${id}`)).status).toBe(404);
  });

  it('keeps what was said and answered, byte for byte', async () => {
    const body = JSON.stringify(hello('Ça va ? "quotes" \u2028 and 🚀'), null, 1);
    const answer = await send(at('/v1/chat/completions'), {
      body,
      headers: { 'content-type': 'application/json' },
    });
    const id = String(answer.headers['x-kimi-proxy-exchange']);
    const whole = (await get(`/api/exchanges/${id}`)).json() as {
      request: { content: string };
      answer: { content: string };
    };
    expect(whole.request.content).toBe(body);
    expect(whole.answer.content).toBe(answer.text);
  });
});
