import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';
import { answer, startUpstream, type Upstream } from '../support/upstream/index.ts';

const TYPES = ['openai-compatible', 'kimi', 'anthropic', 'openai-responses', 'gemini'];
const WORDS = 'Grüezi mitenand 🏔️, was darf es sein?';
const apiKey = 'the-clients-own';

let upstream: Upstream;
let program: RunningProgram;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.always(
    answer(
      {
        parts: [{ type: 'text', pieces: WORDS.split(/(?= )/) }],
        usage: { input: 1000, output: 120, cacheRead: 700 },
      },
      { strict: true },
    ),
  );
  const config = TYPES.map((type) => {
    const url = type === 'gemini' ? upstream.geminiUrl : upstream.url;
    return [
      `[providers.of-${type}]`,
      `type = "${type}"`,
      `base_url = "${url}"`,
      'api_key = "a-key"',
      `[models."*-by-${type}"]`,
      `provider = "of-${type}"`,
      'model = "m"',
      '',
    ].join('\n');
  });
  program = await startProgram({ config: config.join('\n') });
});
afterAll(async () => {
  await program.stop();
  await upstream.close();
});

/** Each SDK, and the pieces in which it hears a streamed answer to a question. */
const SDKS: Record<
  string,
  { protocol: string; ask(model: string, question: string): AsyncIterable<string> }
> = {
  'openai, chat completions': {
    protocol: 'openai-chat',
    async *ask(model, question) {
      const client = new OpenAI({ baseURL: `${program.url}/v1`, apiKey });
      const messages = [{ role: 'user' as const, content: question }];
      for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true }))
        yield choices[0]?.delta.content ?? '';
    },
  },
  'openai, responses': {
    protocol: 'openai-responses',
    async *ask(model, question) {
      const client = new OpenAI({ baseURL: `${program.url}/v1`, apiKey });
      for await (const event of await client.responses.create({ model, input: question, stream: true }))
        if (event.type === 'response.output_text.delta') yield event.delta;
    },
  },
  '@anthropic-ai/sdk': {
    protocol: 'anthropic-messages',
    async *ask(model, question) {
      const client = new Anthropic({ baseURL: program.url, apiKey });
      const messages = [{ role: 'user' as const, content: question }];
      for await (const event of client.messages.stream({ model, messages, max_tokens: 500 }))
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
    },
  },
  '@google/genai': {
    protocol: 'gemini',
    async *ask(model, question) {
      const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: program.url } });
      for await (const { text } of await client.models.generateContentStream({ model, contents: question }))
        yield text ?? '';
    },
  },
  'ai, @ai-sdk/anthropic': {
    protocol: 'anthropic-messages',
    ask: (model, question) =>
      streamText({
        model: createAnthropic({ baseURL: `${program.url}/v1`, apiKey })(model),
        prompt: question,
        maxOutputTokens: 500,
      }).textStream,
  },
  '@langchain/openai': {
    protocol: 'openai-chat',
    async *ask(model, question) {
      const client = new ChatOpenAI({ model, apiKey, configuration: { baseURL: `${program.url}/v1` } });
      for await (const { text } of await client.stream(question)) yield text;
    },
  },
};

/** The newest exchange, once it has ended: SDKs stop reading at an answer's end mark, before the connection's end. */
async function newestExchange(): Promise<Record<string, unknown> | undefined> {
  for (let reads = 0; reads < 200; reads++) {
    const list = (await send(`${program.url}/api/exchanges?limit=1`, { method: 'GET' })).json();
    const [newest] = list.items as Record<string, unknown>[];
    if (newest?.status !== 'running') return newest;
  }
  throw new Error('the newest exchange does not end');
}

describe.each(Object.entries(SDKS))('%s', (name, { protocol, ask }) => {
  it.each(TYPES)('is answered by a provider of the type %s', async (type) => {
    const model = `some-model-by-${type}`;
    const pieces: string[] = [];
    for await (const piece of ask(model, `What does ${name} hear?`)) if (piece !== '') pieces.push(piece);
    expect(pieces.join('')).toBe(WORDS);
    expect(pieces.length).toBeGreaterThan(1);
    expect(upstream.requests.at(-1)?.text()).toContain(`What does ${name} hear?`);
    expect(await newestExchange()).toMatchObject({
      protocol,
      model,
      provider: `of-${type}`,
      status: 'ok',
      streamed: true,
      tokens: { input: 1000, cache_read: 700, output: 120, source: 'provider' },
    });
  });
});
