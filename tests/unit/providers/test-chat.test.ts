import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { chat, collect, post, said, stream, user } from './fixtures.ts';

describe('what the test provider says', () => {
  it('is what it received: messages, roles, tools, characters', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      user('Hi'),
      { role: 'assistant', content: 'Yes?' },
      user('How big is it'),
    ];
    const tools = ['read_file', 'write_file'].map((name) => ({
      type: 'function',
      function: { name, parameters: {} },
    }));
    const answer = said(await chat('', { messages, tools }));
    expect(answer).toContain(
      '4 messages (1 system, 2 user, 1 assistant), 2 tools (read_file, write_file), 28 characters',
    );
    expect(answer).toContain('The last message (user) says: “How big is it”');
    expect(answer).toContain('/help');
  });

  it('is in French for someone who writes French, and counts the same', async () => {
    const answer = said(await chat('Bonjour, peux-tu me dire combien il y a de messages ?'));
    expect(answer).toContain("J'ai reçu 1 message (1 user), aucun outil, 53 caractères");
    expect(answer).toContain('/aide');
  });

  it.each([
    ['Hello, how are you?', 'offline'],
    ['Explain la carte in English please', 'offline'],
    ['What does /fr mean? /en', 'offline'],
    ['/fr hello', 'hors ligne'],
    ['Answer me en français', 'hors ligne'],
    ['Merci pour la réponse', 'hors ligne'],
  ])('%s: %s', async (message, words) => {
    expect(said(await chat(message))).toContain(words);
  });

  it('is a list of everything it can do for /help, in French for /aide', async () => {
    const help = said(await chat('/help'));
    for (const command of [
      '/slow',
      '/wait',
      '/long',
      '/reasoning',
      'call <tool>',
      '/usage',
      '/fail 500',
      'stall',
      'malformed',
    ]) {
      expect(help).toContain(command);
    }
    expect(said(await chat('/aide'))).toContain('appelle <outil>');
  });

  it('counts parts that are not text, and quotes no more than 200 characters', async () => {
    const content = [
      { type: 'text', text: 'x'.repeat(500) },
      { type: 'image_url', image_url: { url: 'data:' } },
      7,
    ];
    const answer = said(await chat('', { messages: [{ role: 'user', content }] }));
    expect(answer).toContain('2 parts of it are not text');
    expect(answer).not.toContain('x'.repeat(201));
    const french = [{ type: 'text', text: 'Voici une image pour vous' }, { type: 'image_url' }];
    expect(said(await chat('', { messages: [{ role: 'user', content: french }] }))).toContain('1 pièce');
  });

  it('names ten tools at most', async () => {
    const tools = Array.from({ length: 12 }, (_, i) => ({ type: 'function', function: { name: `t${i}` } }));
    expect(said(await chat('hi', { tools }))).toContain(
      '12 tools (t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, …)',
    );
  });

  it('is so many words for /long, 200,000 at most', async () => {
    expect(said(await chat('/long 7')).split(' ')).toHaveLength(7);
    expect(said(await chat('/long 0'))).toBe('');
    expect(said(await chat('/long 999999999')).split(' ')).toHaveLength(200_000);
  });

  it('stops at max_tokens and says so', async () => {
    const { body } = await chat('/long 100', { max_tokens: 10 });
    expect(body.choices[0].finish_reason).toBe('length');
    expect(body.usage.completion_tokens).toBeLessThanOrEqual(10);
    const { chunks } = await stream('/long 100', { max_completion_tokens: 10 });
    expect(JSON.parse(chunks.at(-1) ?? '').choices[0].finish_reason).toBe('length');
    expect((await chat('hi', { max_completion_tokens: 262_144 })).body.choices[0].finish_reason).toBe('stop');
  });

  it('is JSON where JSON is asked for, fitting its schema', async () => {
    expect(JSON.parse(said(await chat('hi', { response_format: { type: 'json_object' } })))).toEqual({
      ok: true,
    });
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } };
    expect(JSON.parse(said(await chat('hi', { response_format })))).toEqual({ n: 1 });
  });

  it('thinks aloud first for /reasoning, and counts that as part of the output', async () => {
    const { body } = await chat('/reasoning');
    expect(body.choices[0].message.reasoning_content).toContain('Let me see');
    const { reasoning_tokens } = body.usage.completion_tokens_details;
    expect(reasoning_tokens).toBeGreaterThan(10);
    expect(body.usage.completion_tokens).toBeGreaterThan(reasoning_tokens);
    expect((await chat('/reasoning /fr')).body.choices[0].message.reasoning_content).toContain('Voyons');
  });

  it('takes any model name, and answers with it', async () => {
    expect((await chat('hi', { model: 'anything/else' })).body.model).toBe('anything/else');
  });

  it('reads commands only from the last message of the user', async () => {
    const messages = [
      { role: 'system', content: '/fail 500' },
      user('/long 3'),
      { role: 'assistant', content: '/help' },
      user('plain'),
    ];
    expect(said(await chat('', { messages }))).toContain('4 messages');
  });

  it.each([
    'see /long/path',
    '/long many',
    '/fail never',
    '/slow down',
    'x/help',
    '/usage much',
    '/fail 200',
    '/fail 600',
  ])('%j is text and no command', async (message) => {
    const { status, body } = await chat(message);
    expect([status, typeof body.usage]).toEqual([200, 'object']);
    expect(body.choices[0].message.content).toContain('This is test-model');
  });
});

describe('usage', () => {
  it('is the sum of its parts, estimated at four characters a token', async () => {
    const { usage } = (await chat('x'.repeat(400), {})).body;
    expect(usage.prompt_tokens).toBe(100 + 3 * 2);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  });

  it('is counted by the counter that is given, and estimated where that fails', async () => {
    const words = async (text: string) => text.split(/\s+/).filter(Boolean).length;
    const { body } = await chat('one two three', {}, { count: words });
    expect(body.usage.prompt_tokens).toBe(3 + 6);
    expect(body.usage.completion_tokens).toBe(await words(body.choices[0].message.content));
    const failing = await chat(
      'x'.repeat(400),
      {},
      { count: () => Promise.reject(new Error('the worker is dead')) },
    );
    expect(failing.body.usage.prompt_tokens).toBe(106);
  });

  it('counts tools as part of the prompt', async () => {
    const tools = [
      { type: 'function', function: { name: 'a', description: 'd'.repeat(400), parameters: {} } },
    ];
    expect((await chat('hi', { tools })).body.usage.prompt_tokens).toBeGreaterThan(100);
  });

  it('is left out for /usage none, and half cached for /usage cached', async () => {
    expect((await chat('/usage none')).body).not.toHaveProperty('usage');
    const { usage } = (await chat(`/usage cached ${'x'.repeat(400)}`)).body;
    expect(usage.prompt_tokens_details.cached_tokens).toBe(Math.floor(usage.prompt_tokens / 2));
  });

  it('comes in a stream only where it was asked for: one more chunk without choices', async () => {
    const plain = await stream('hi');
    expect(plain.body).not.toContain('usage');
    const asked = await stream('hi', { stream_options: { include_usage: true } });
    const chunks = asked.chunks.map((chunk) => JSON.parse(chunk));
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null && chunk.choices.length === 1)).toBe(
      true,
    );
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(asked.data.at(-1)).toBe('[DONE]');
    const none = await stream('/usage none', { stream_options: { include_usage: true } });
    expect(none.chunks.every((chunk) => JSON.parse(chunk).choices.length === 1)).toBe(true);
  });
});

describe('a stream', () => {
  it('is a role, one chunk a word, a finish and [DONE], and says what the whole answer says', async () => {
    const { answer, chunks, data, end } = await stream('Hello there');
    const parsed = chunks.map((chunk) => JSON.parse(chunk));
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(parsed[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
    expect(parsed.at(-1).choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    const words = parsed.slice(1, -1).map((chunk) => chunk.choices[0].delta.content);
    expect(words.every((word) => /^\S+\s*$/.test(word))).toBe(true);
    expect(words.join('')).toBe(said(await chat('Hello there')));
    expect([data.at(-1), end]).toEqual(['[DONE]', 'end']);
    expect(new Set(parsed.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('says its reasoning before its words', async () => {
    const { chunks } = await stream('/reasoning hi');
    const kinds = chunks.map((chunk) => Object.keys(JSON.parse(chunk).choices[0].delta)[0]);
    expect(kinds.lastIndexOf('reasoning_content')).toBeLessThan(kinds.indexOf('content', 1));
    expect(kinds).toContain('reasoning_content');
  });

  it('carries any text through words and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 100 }), async (text) => {
        fc.pre(!/\/\w|call|use/i.test(text));
        const { chunks } = await stream(text);
        const streamed = chunks.map((chunk) => JSON.parse(chunk).choices[0].delta.content ?? '').join('');
        expect(streamed).toBe(said(await chat(text)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('failing when told to', () => {
  it.each([400, 401, 403, 404, 408, 422, 429, 500, 502, 503, 529, 599])('/fail %i', async (status) => {
    const result = await chat(`/fail ${status}`);
    expect(result.status).toBe(status);
    expect(result.body.error).toMatchObject({
      code: 'told_to_fail',
      message: expect.stringContaining(String(status)),
    });
    expect(result.headers).not.toHaveProperty('retry-after');
    const streamed = await post('/chat/completions', { stream: true, messages: [user(`/fail ${status}`)] });
    expect([streamed.status, streamed.headers['content-type']]).toEqual([status, 'application/json']);
  });

  it('/fail 429 2s asks to wait two seconds', async () => {
    expect((await chat('/fail 429 2s')).headers['retry-after']).toBe('2');
    expect((await chat('/fail 429 1500ms')).headers['retry-after']).toBe('2');
  });

  it.each([
    ['unreachable', 'upstream_unreachable'],
    ['reset', 'upstream_reset'],
  ])('/fail %s rejects with %s', async (kind, code) => {
    await expect(chat(`/fail ${kind}`)).rejects.toMatchObject({ code });
  });

  it('/fail cut breaks the connection halfway', async () => {
    const streamed = await stream('/fail cut /long 10');
    expect(streamed.end).toMatchObject({ code: 'upstream_reset' });
    expect(streamed.chunks).toHaveLength(1 + 5);
    const whole = await collect(await post('/chat/completions', { messages: [user('/fail cut')] }));
    expect(whole.end).toBeInstanceOf(ProxyError);
    expect(() => JSON.parse(whole.body)).toThrow();
    expect(Number(whole.answer.headers['content-length'])).toBeGreaterThan(whole.body.length);
  });

  it('/fail unfinished ends halfway as if it were done', async () => {
    const streamed = await stream('/fail unfinished /long 10');
    expect([streamed.end, streamed.chunks.length, streamed.body.includes('[DONE]')]).toEqual([
      'end',
      6,
      false,
    ]);
  });

  it('/fail malformed has broken JSON halfway, and is otherwise complete', async () => {
    const streamed = await stream('/fail malformed /long 10');
    const broken = streamed.chunks.filter((chunk) => {
      try {
        JSON.parse(chunk);
        return false;
      } catch {
        return true;
      }
    });
    expect([broken.length, streamed.data.at(-1), streamed.end]).toEqual([1, '[DONE]', 'end']);
    const whole = await collect(await post('/chat/completions', { messages: [user('/fail malformed')] }));
    expect(whole.end).toBe('end');
    expect(() => JSON.parse(whole.body)).toThrow();
  });

  it('/fail event is an error event halfway, without [DONE]', async () => {
    const streamed = await stream('/fail event /long 10');
    expect(JSON.parse(streamed.chunks.at(-1) ?? '').error.code).toBe('told_to_fail');
    expect(streamed.body).not.toContain('[DONE]');
    expect((await chat('/fail event')).body.error.code).toBe('told_to_fail');
  });
});
