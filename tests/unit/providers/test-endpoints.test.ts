import { describe, expect, it } from 'vitest';
import { type Asking, collect, post, user } from './fixtures.ts';

async function call(path: string, body: unknown, over: Asking = {}) {
  const answer = await post(path, body, over);
  const received = await collect(answer);
  expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(received.body));
  return { status: answer.status, body: JSON.parse(received.body) };
}

async function events(path: string, body: object) {
  const { body: text } = await collect(await post(path, { ...body, stream: true }));
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)));
}

describe('completions', () => {
  it('answer a prompt with text', async () => {
    const { body } = await call('/completions', { model: 'm', prompt: 'Say something' });
    expect(body).toMatchObject({
      object: 'text_completion',
      model: 'm',
      choices: [{ index: 0, finish_reason: 'stop' }],
    });
    expect(body.choices[0].text).toContain('Say something');
    expect(body.usage.prompt_tokens).toBe(Math.ceil('Say something'.length / 4));
  });

  it('take a list of prompts, commands and max_tokens', async () => {
    const { body } = await call('/completions', { prompt: ['/long 50', 'x'], max_tokens: 5 });
    expect(body.choices[0].finish_reason).toBe('length');
    expect((await call('/completions', { prompt: '/fail 503' })).status).toBe(503);
  });

  it('stream as pieces of text without roles, with usage where it is asked for', async () => {
    const whole = (await call('/completions', { prompt: 'Hi' })).body.choices[0].text;
    const pieces = await events('/completions', { prompt: 'Hi', stream_options: { include_usage: true } });
    expect(
      pieces.flatMap((piece) => piece.choices.map((choice: { text: string }) => choice.text)).join(''),
    ).toBe(whole);
    expect(pieces.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 1 } });
    expect(pieces.at(-2).choices[0].finish_reason).toBe('stop');
    expect((await events('/completions', { prompt: 'Hi' })).every((piece) => !('usage' in piece))).toBe(true);
  });

  it.each([{}, { prompt: 7 }, { prompt: [] }, { prompt: [[1, 2]] }])('refuse %j by field', async (body) => {
    const refused = await call('/completions', body);
    expect([refused.status, refused.body.error.param]).toEqual([400, 'prompt']);
  });
});

describe('fim completions', () => {
  it('answer with a comment that fits between prompt and suffix, as a chat completion', async () => {
    const { body } = await call('/fim/completions', { prompt: 'function a() {', suffix: '}' });
    expect(body.choices[0].message).toMatchObject({
      role: 'assistant',
      content: '/* test-model: 14 characters before, 1 after */',
    });
    expect(body.usage.prompt_tokens).toBe(4);
  });

  it('stream, and take commands from the prompt alone', async () => {
    const chunks = await events('/fim/completions', { prompt: '/long 3 ', suffix: ' /fail 500 ' });
    expect(chunks.filter((chunk) => chunk.choices[0].delta.content).length).toBe(3);
    expect((await call('/fim/completions', { suffix: 'x' })).status).toBe(400);
  });
});

describe('embeddings', () => {
  const embed = async (body: object) => (await call('/embeddings', body)).body;

  it('are unit vectors, the same for the same text and others for others', async () => {
    const { data, usage, object } = await embed({ input: ['a', 'b', 'a'], model: 'm' });
    expect(object).toBe('list');
    expect(data.map((item: { index: number }) => item.index)).toEqual([0, 1, 2]);
    expect(data[0].embedding).toEqual(data[2].embedding);
    expect(data[0].embedding).not.toEqual(data[1].embedding);
    const length = Math.hypot(...data[0].embedding);
    expect([data[0].embedding.length, usage]).toEqual([16, { prompt_tokens: 2, total_tokens: 2 }]);
    expect(length).toBeCloseTo(1, 5);
  });

  it.each([1, 3, 8, 9, 1536, 3072])('have %i dimensions where so many are asked for', async (dimensions) => {
    const { data } = await embed({ input: 'a', dimensions });
    expect(data[0].embedding).toHaveLength(dimensions);
    expect(new Set(data[0].embedding).size).toBeGreaterThan(dimensions / 2);
  });

  it('in base64 are the same numbers as little-endian floats', async () => {
    const plain = (await embed({ input: 'a', dimensions: 5 })).data[0].embedding;
    const encoded = (await embed({ input: 'a', dimensions: 5, encoding_format: 'base64' })).data[0].embedding;
    const bytes = Buffer.from(encoded, 'base64');
    expect(Array.from({ length: 5 }, (_, i) => bytes.readFloatLE(i * 4))).toEqual(plain);
  });

  it('take tokens, too', async () => {
    expect((await embed({ input: [1, 2, 3] })).data).toHaveLength(1);
    expect((await embed({ input: [[1], [2, 3]] })).data).toHaveLength(2);
  });

  it('count by the counter that is given, or an estimate where that fails', async () => {
    const over = { count: () => Promise.reject(new Error('dead')) };
    expect((await call('/embeddings', { input: 'x'.repeat(40) }, over)).body.usage.total_tokens).toBe(10);
  });

  it.each([
    [{}, 'input'],
    [{ input: [] }, 'input'],
    [{ input: ['a', 7] }, 'input'],
    [{ input: [{}] }, 'input'],
    [{ input: Array(2049).fill('a') }, 'input'],
    [{ input: 'a', dimensions: 0 }, 'dimensions'],
    [{ input: 'a', dimensions: 1.5 }, 'dimensions'],
    [{ input: 'a', dimensions: 3073 }, 'dimensions'],
    [{ input: 'a', dimensions: '8' }, 'dimensions'],
    [{ input: 'a', encoding_format: 'hex' }, 'encoding_format'],
  ])('refuse wrong input by field (%#)', async (body, field) => {
    const refused = await call('/embeddings', body);
    expect([refused.status, refused.body.error.param]).toEqual([400, field]);
  });
});

describe('the rest of its surface', () => {
  it('lists its model, and describes it', async () => {
    const { body } = await call('/models', {}, { method: 'GET' });
    expect(body.data).toEqual([
      expect.objectContaining({ id: 'test-model', object: 'model', context_length: 128_000 }),
    ]);
    expect((await call('/models/test-model', {}, { method: 'GET' })).body).toEqual(body.data[0]);
    expect((await call('/models/other', {}, { method: 'GET' })).status).toBe(404);
    expect((await call('/models?limit=1', {}, { method: 'GET' })).status).toBe(200);
  });

  it.each([
    ['POST', '/audio/speech'],
    ['GET', '/chat/completions'],
    ['POST', '/models'],
    ['POST', '/'],
    ['POST', '/constructor'],
    ['DELETE', '/models/test-model'],
  ])('%s %s is a 404 in the shape of OpenAI', async (method, path) => {
    const { status, body } = await call(path, {}, { method });
    expect([status, body.error.code, body.error.type]).toEqual([404, 'unknown_url', 'invalid_request_error']);
    expect(body.error.message).toContain(method);
  });

  it.each(['', '{', 'null', '[]', '"text"', '7'])('the body %j is a 400', async (body) => {
    expect((await call('/chat/completions', body)).status).toBe(400);
  });

  it.each([{}, { messages: null }, { messages: 'hi' }])('%j has no messages', async (body) => {
    const refused = await call('/chat/completions', body);
    expect([refused.status, refused.body.error.param]).toEqual([400, 'messages']);
  });

  it.each([
    [[]],
    [[null, 7, 'x', {}]],
    [[{ role: 7, content: {} }]],
    [[{ role: 'user', content: [null, { text: 7 }] }]],
  ])('messages that make no sense are answered all the same: %j', async (messages) => {
    const { status, body } = await call('/chat/completions', { messages });
    expect(status).toBe(200);
    expect(body.choices[0].message.content).toContain(`${messages.length} message`);
  });

  it('a path with a query is the same path', async () => {
    expect((await call('/chat/completions?a=1', { messages: [user('hi')] })).status).toBe(200);
  });
});
