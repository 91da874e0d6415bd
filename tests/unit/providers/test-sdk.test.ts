import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestProvider } from '../../../src/providers/index.ts';
import { type Bridge, bridge, CLOCK } from './fixtures.ts';

let server: Bridge;
let client: OpenAI;

beforeAll(async () => {
  server = await bridge(createTestProvider({ clock: CLOCK }));
  client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => server.close());

const model = 'test-model';
const messages = (content: string) => [{ role: 'user' as const, content }];
const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];

describe('the official openai SDK', () => {
  it('reads an answer with its usage', async () => {
    const answer = await client.chat.completions.create({ model, messages: messages('Hello') });
    expect(answer.choices[0]?.message.content).toContain('Hello');
    expect(answer.usage?.total_tokens).toBeGreaterThan(10);
  });

  it('reads a stream and its usage chunk', async () => {
    const stream = await client.chat.completions.create({
      model,
      messages: messages('Hello'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let total = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect(text).toContain('Hello');
    expect(total).toBeGreaterThan(10);
  });

  it('assembles a streamed tool call', async () => {
    const final = await client.chat.completions
      .stream({ model, messages: messages('call get_weather'), tools })
      .finalChatCompletion();
    const [call] = final.choices[0]?.message.tool_calls ?? [];
    expect(call?.type === 'function' && [call.function.name, JSON.parse(call.function.arguments)]).toEqual([
      'get_weather',
      { city: 'test' },
    ]);
  });

  it('runs a tool to the end of its loop', async () => {
    const asked: string[] = [];
    const runner = client.chat.completions.runTools({
      model,
      messages: messages('call get_weather'),
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather of a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            parse: JSON.parse,
            function: ({ city }: { city: string }) => {
              asked.push(city);
              return 'sunny';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toContain('“sunny”');
    expect(asked).toEqual(['test']);
  });

  it('reads embeddings, which it asks for in base64', async () => {
    const { data } = await client.embeddings.create({ model, input: ['a', 'b'], dimensions: 4 });
    expect(data.map((item) => item.embedding.length)).toEqual([4, 4]);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 5);
  });

  it('reads legacy completions, streamed and not, and models', async () => {
    const whole = await client.completions.create({ model, prompt: 'Hello' });
    expect(whole.choices[0]?.text).toContain('Hello');
    let text = '';
    for await (const piece of await client.completions.create({ model, prompt: 'Hello', stream: true })) {
      text += piece.choices[0]?.text ?? '';
    }
    expect(text).toBe(whole.choices[0]?.text);
    const listed = await client.models.list();
    expect(listed.data.map((entry) => entry.id)).toEqual(['test-model']);
    expect((await client.models.retrieve('test-model')).object).toBe('model');
  });

  it.each([
    ['/fail 401', OpenAI.AuthenticationError],
    ['/fail 404', OpenAI.NotFoundError],
    ['/fail 429', OpenAI.RateLimitError],
    ['/fail 500', OpenAI.InternalServerError],
    ['/fail reset', OpenAI.APIConnectionError],
  ])('%s is its own kind of error', async (content, kind) => {
    await expect(
      client.chat.completions.create({ model, messages: messages(content) }),
    ).rejects.toBeInstanceOf(kind);
  });

  it.each(['/fail cut', '/fail malformed', '/fail event'])('%s breaks its stream', async (content) => {
    const stream = await client.chat.completions.create({ model, messages: messages(content), stream: true });
    const read = async () => {
      for await (const chunk of stream) expect(chunk.choices).toHaveLength(1);
    };
    await expect(read()).rejects.toThrow();
  });

  it('a 429 with Retry-After is tried again by it', async () => {
    const retrying = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 1 });
    const error = await retrying.chat.completions
      .create({ model, messages: messages('/fail 429 10ms') })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 429, code: 'told_to_fail' });
  });

  it('parses an answer made to its schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 } },
      required: ['name', 'age'],
      additionalProperties: false,
    };
    const answer = await client.chat.completions.parse({
      model,
      messages: messages('Who?'),
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ name: 'test', age: 18 });
  });

  it('ends a stream by leaving it', async () => {
    const stream = await client.chat.completions.create({
      model,
      messages: messages('/slow 1ms /long 200000'),
      stream: true,
    });
    let chunks = 0;
    for await (const _chunk of stream) {
      chunks += 1;
      if (chunks === 5) break;
    }
    expect(stream.controller.signal.aborted).toBe(true);
  });
});
