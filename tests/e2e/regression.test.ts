import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';

let program: RunningProgram;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

const get = (path: string) => send(`${program.url}${path}`, { method: 'GET' });

interface Tokens {
  context: number;
  source: string;
}

/** Tokens of a chat with one user message, as the dashboard tells them; the provider reports nothing. */
async function contextOf(content: string): Promise<Tokens> {
  const answer = await send(`${program.url}/chat/completions`, {
    body: {
      model: 'test-model',
      messages: [
        { role: 'user', content },
        { role: 'user', content: '/usage none' },
      ],
    },
  });
  expect(answer.status).toBe(200);
  const id = String(answer.headers['x-kimi-proxy-exchange']);
  // Each read waits a while for counts that are under way; the first one loads the vocabulary.
  for (let reads = 0; reads < 100; reads++) {
    const { tokens } = (await get(`/api/exchanges/${id}`)).json() as { tokens: Partial<Tokens> };
    if (typeof tokens.context === 'number') return tokens as Tokens;
  }
  throw new Error(`${id} is not counted`);
}

describe('token counts', () => {
  it('of known texts stay what they were', async () => {
    const empty = await contextOf('');
    for (const [text, expected] of [
      ['Hello', 1],
      ['Hello world', 2],
      ['The quick brown fox', 4],
      ['Bonjour le monde!', 4],
      // The product's first test table said 3; every implementation of the vocabulary says 4.
      ['Hello, world!', 4],
    ] as const) {
      const { context } = await contextOf(text);
      expect(context - empty.context, text).toBe(expected);
    }
  });

  it('of a large text are there soon, and do not keep the answer waiting', async () => {
    const empty = await contextOf('');
    const { context } = await contextOf('word '.repeat(10_000));
    expect(context - empty.context).toBeGreaterThanOrEqual(10_000);
    expect(context - empty.context).toBeLessThan(10_010);
  });

  it('say where they come from: the vocabulary of an unknown model is a guess', async () => {
    expect((await contextOf('Hello')).source).toMatch(/^(exact|estimate)$/);
  });
});

describe('what clients rely on', () => {
  it('is that /health answers, in the words that it always had', async () => {
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ status: 'opérationnel', message: expect.stringMatching(/\S/) });
  });

  it.each(['/models', '/v1/models', '/s/some-session/v1/models'])('is that %s lists models', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const { object, data } = answer.json() as { object: string; data: { id: string; object: string }[] };
    expect(object).toBe('list');
    expect(data.length).toBeGreaterThan(0);
    expect(data.map(({ id }) => id)).toContain('test-model');
    for (const model of data) expect(model.object).toBe('model');
  });

  it('is that one model can be asked for', async () => {
    expect((await get('/v1/models/test-model')).json()).toMatchObject({ id: 'test-model', object: 'model' });
    const unknown = await get('/v1/models/no-such-model');
    expect(unknown.status).toBe(404);
    expect(unknown.json()).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('is that a session is made with 201, and is in the list, newest first', async () => {
    const body = { name: 'Test Session', provider: 'test', model: 'test-model' };
    const made = await send(`${program.url}/api/sessions`, { body });
    expect(made.status).toBe(201);
    const list = JSON.parse((await get('/api/sessions')).text) as { id: number; name: string }[];
    expect(list[0]).toMatchObject({ id: made.json().id, name: 'Test Session' });
  });

  it('is that the chat works under each of its addresses', async () => {
    for (const path of [
      '/chat/completions',
      '/v1/chat/completions',
      '/s/a/chat/completions',
      '/s/a/v1/chat/completions',
    ]) {
      const answer = await send(`${program.url}${path}`, {
        body: { model: 'test-model', messages: [{ role: 'user', content: 'Hello' }], stream: false },
      });
      expect(answer.status, path).toBe(200);
    }
  });

  it('is that errors say in the protocol’s words what is wrong', async () => {
    const answer = await send(`${program.url}/chat/completions`, { body: '{"model": ' });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      error: { code: 'bad_json', type: 'invalid_request_error', message: expect.stringMatching(/position/) },
    });
    expect(answer.headers['x-kimi-proxy-exchange']).toMatch(/^[0-9a-z]{26}$/);
  });
});
