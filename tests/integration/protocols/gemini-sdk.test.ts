import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApiError,
  FunctionCallingConfigMode,
  type GenerateContentResponse,
  GoogleGenAI,
  ThinkingLevel,
} from '@google/genai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { gemini } from '../../../src/protocols/gemini/index.ts';
import { matchLlm } from '../../../src/protocols/index.ts';
import type { NeutralAnswer } from '../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../src/protocols/neutral/collect.ts';
import type { AnswerTarget, Conversion } from '../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../src/protocols/neutral/parts.ts';
import type { NeutralRequest } from '../../../src/protocols/neutral/request.ts';

const conversion = gemini.conversion as Conversion;
const MODEL = 'gemini-3-flash';

/** What the server answers next: an answer, an error before anything, or an error after so many steps. */
type Next =
  | { parts: Part[]; finish?: NeutralAnswer['finish'] }
  | { error: ProxyError; after?: number; parts?: Part[] };

let server: Server;
let ai: GoogleGenAI;
let next: Next;
/** Requests, as they were read. */
let asked: NeutralRequest[] = [];
let tokens: Fields | null = null;

function answerOf(given: Next): NeutralAnswer {
  return {
    id: 'resp-1',
    model: MODEL,
    created: null,
    parts: given.parts ?? [],
    finish: 'finish' in given && given.finish !== undefined ? given.finish : { reason: 'stop' },
    usage: { input: 10, cache_read: 4, cache_write: null, output: 9, reasoning: 3, total: 19 },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Fields;
}

/** Answers with what our writers write: the SDK is the client, this is the proxy. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const match = matchLlm('POST', request.url ?? '');
  const body = await bodyOf(request);
  if (match?.target.type !== 'operation' || match.protocol !== gemini) return sendJson(response, 404, {});
  const { operation } = match.target;
  if (operation.id === 'countTokens') {
    tokens = body;
    return sendJson(response, 200, { totalTokens: operation.blocks(body).length });
  }
  const notes = new Notes();
  const streamed = operation.streams === 'always';
  const read = conversion.readRequest(body, {
    model: match.model ?? '',
    stream: streamed,
    operation: operation.id,
    notes,
    toAnthropic: false,
  });
  asked.push(read);
  const target: AnswerTarget = {
    model: match.model ?? '',
    exchangeId: 'ex1',
    created: 0,
    operation: operation.id,
    wantsUsage: true,
    request: read,
    notes,
    framing: 'sse',
  };
  if ('error' in next && next.after === undefined)
    return sendJson(response, next.error.status, gemini.errorBody(next.error, 'ex1'));
  const answer = answerOf(next);
  if (!streamed) return sendJson(response, 200, conversion.writeAnswer(answer, target));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const writer = conversion.streamWriter(target);
  const events = [...eventsOf(answer)].slice(0, 'after' in next ? next.after : undefined);
  for (const event of events) response.write(writer.write(event));
  response.end('error' in next ? gemini.errorEvent(next.error, 'ex1') : '');
}

beforeAll(async () => {
  server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ai = new GoogleGenAI({
    apiKey: 'dummy',
    vertexai: false,
    httpOptions: { baseUrl, retryOptions: { attempts: 1 } },
  });
});

beforeEach(() => {
  asked = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function all(stream: AsyncGenerator<GenerateContentResponse>): Promise<GenerateContentResponse[]> {
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const weather = {
  name: 'get_weather',
  description: 'The weather.',
  parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const call = {
  type: 'tool_call',
  id: 'call_1',
  name: 'get_weather',
  input: '{"city":"Paris"}',
  seal: { protocol: 'gemini', kind: 'signature', value: 'AAAA' },
} satisfies Part;

const { seal: _, ...unsigned } = call;

describe('Google’s own SDK', () => {
  it('gets a whole answer with its usage, and what it asks is understood', async () => {
    next = {
      parts: [
        { type: 'reasoning', text: 'hmm' },
        { type: 'text', text: 'Hello' },
      ],
    };
    const response = await ai.models.generateContent({
      model: MODEL,
      contents: 'hi',
      config: {
        systemInstruction: 'be kind',
        temperature: 0.5,
        maxOutputTokens: 100,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT' as never, properties: { a: { type: 'STRING' as never } } },
        thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW },
      },
    });
    expect(response.text).toBe('Hello');
    expect(response.candidates?.[0]).toMatchObject({
      finishReason: 'STOP',
      content: { role: 'model', parts: [{ text: 'hmm', thought: true }, { text: 'Hello' }] },
    });
    expect(response.usageMetadata).toMatchObject({
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 6,
      thoughtsTokenCount: 3,
      totalTokenCount: 19,
    });
    expect([response.responseId, response.modelVersion]).toEqual(['resp-1', MODEL]);
    expect(asked).toMatchObject([
      {
        model: MODEL,
        stream: false,
        messages: [
          { role: 'system', parts: [{ text: 'be kind' }] },
          { role: 'user', parts: [{ text: 'hi' }] },
        ],
        sampling: { temperature: 0.5, maxTokens: 100, stop: ['END'] },
        format: { type: 'schema', schema: { type: 'object', properties: { a: { type: 'string' } } } },
        reasoning: { effort: 'low', summary: 'auto' },
      },
    ]);
  });

  it('gets a stream piece by piece', async () => {
    next = {
      parts: [
        { type: 'text', text: 'Hello' },
        { type: 'text', text: ' world' },
      ],
    };
    const chunks = await all(
      await ai.models.generateContentStream({ model: `models/${MODEL}`, contents: 'hi' }),
    );
    expect(chunks.map(({ text }) => text)).toEqual(['Hello', ' world', '']);
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(19);
    expect(asked).toMatchObject([{ stream: true, model: MODEL }]);
  });

  it('calls functions, whole and streamed', async () => {
    next = { parts: [call], finish: { reason: 'tool_calls' } };
    const params = {
      model: MODEL,
      contents: 'weather?',
      config: {
        tools: [{ functionDeclarations: [weather] }],
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
      },
    };
    const wanted = [{ id: 'call_1', name: 'get_weather', args: { city: 'Paris' } }];
    expect((await ai.models.generateContent(params)).functionCalls).toEqual(wanted);
    const chunks = await all(await ai.models.generateContentStream(params));
    expect(chunks.flatMap(({ functionCalls }) => functionCalls ?? [])).toEqual(wanted);
    expect(asked[0]).toMatchObject({
      tools: [{ type: 'function', name: 'get_weather', parameters: weather.parametersJsonSchema }],
      toolChoice: { mode: 'required' },
    });
  });

  it('keeps what a chat needs for its next turn: calls, their ids and signatures, its own and others’', async () => {
    const foreign = { protocol: 'openai-responses', kind: 'encrypted', value: 'xyz', id: 'rs_1' } as const;
    const chat = ai.chats.create({ model: MODEL, config: { tools: [{ functionDeclarations: [weather] }] } });
    next = {
      parts: [
        { type: 'reasoning', text: '', seal: foreign },
        { type: 'text', text: 'Let me ' },
        { type: 'text', text: 'see.' },
        unsigned,
        { ...call, id: 'call_2' },
      ],
      finish: { reason: 'tool_calls' },
    };
    await all(await chat.sendMessageStream({ message: 'weather?' }));
    next = { parts: [{ type: 'text', text: 'Sunny.' }] };
    const last = await chat.sendMessage({
      message: ['call_1', 'call_2'].map((id) => ({
        functionResponse: { id, name: 'get_weather', response: { output: `sun ${id}` } },
      })),
    });
    expect(last.text).toBe('Sunny.');
    expect(asked[1]?.messages).toMatchObject([
      { role: 'user', parts: [{ text: 'weather?' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: '', seal: foreign },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_call', id: 'call_1', input: '{"city":"Paris"}' },
          { type: 'tool_call', id: 'call_2', seal: { protocol: 'gemini', value: 'AAAA' } },
        ],
      },
      {
        role: 'tool',
        parts: [
          { callId: 'call_1', content: [{ text: 'sun call_1' }] },
          { callId: 'call_2', content: [{ text: 'sun call_2' }] },
        ],
      },
    ]);
  });

  it('counts tokens of what it would send', async () => {
    expect((await ai.models.countTokens({ model: MODEL, contents: ['a', 'b'] })).totalTokens).toBe(2);
    expect(tokens).toHaveProperty('contents');
  });

  it.each([
    ['invalid_request', 400],
    ['unauthorized', 401],
    ['model_not_found', 404],
    ['rate_limited', 429],
    ['upstream_timeout', 504],
  ] as const)('throws its own error for %s, with the status %i', async (code, status) => {
    next = { error: new ProxyError(code, 'what happened', { hint: 'what to do' }) };
    for (const send of [
      () => ai.models.generateContent({ model: MODEL, contents: 'hi' }),
      () => ai.models.generateContentStream({ model: MODEL, contents: 'hi' }),
    ]) {
      const error = await send().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status, message: expect.stringContaining('what to do') });
      expect(JSON.parse((error as ApiError).message)).toMatchObject({
        error: { code: status, reason: code },
      });
    }
  });

  it('throws its own error where a stream ends in one, behind what had come', async () => {
    next = {
      error: new ProxyError('upstream_reset', 'the provider went away'),
      parts: [{ type: 'text', text: 'Hel' }],
      after: 3,
    };
    const stream = await ai.models.generateContentStream({ model: MODEL, contents: 'hi' });
    const heard: string[] = [];
    const reading = (async () => {
      for await (const chunk of stream) heard.push(chunk.text ?? '');
    })();
    const error = await reading.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('upstream_reset') });
    expect(heard).toEqual(['Hel']);
  });
});
