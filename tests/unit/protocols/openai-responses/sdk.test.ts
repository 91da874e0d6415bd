import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import { openaiResponses } from '../../../../src/protocols/openai-responses/index.ts';
import { answerOf, EXCHANGE, RESPONSE, streamText, target } from './support.ts';

/** What the server answers next. `cutAfter`: so many steps of the stream come, then an error. */
let next: { answer: NeutralAnswer; cutAfter?: number };
let server: Server;
let client: OpenAI;

function answer(path: string, body: Fields): { type: string; text: string } {
  const operation = path.endsWith('/compact') ? 'compact' : 'responses';
  const stream = body.stream === true;
  const notes = new Notes();
  const request = conversion.readRequest(body, {
    model: 'm',
    stream,
    operation,
    notes,
    toAnthropic: false,
  });
  const given = target({ request, operation });
  if (!stream)
    return { type: 'application/json', text: JSON.stringify(conversion.writeAnswer(next.answer, given)) };
  const steps = [...eventsOf(next.answer)].slice(0, next.cutAfter);
  return { type: 'text/event-stream', text: streamText(steps, given) };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { type, text } = answer(
        request.url ?? '',
        JSON.parse(Buffer.concat(chunks).toString()) as Fields,
      );
      response.writeHead(200, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new OpenAI({ apiKey: 'x', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
});
afterAll(() => server.close());

const PARTS: Part[] = [
  {
    type: 'reasoning',
    text: 'hm, **plan**',
    summary: true,
    seal: { protocol: 'gemini', kind: 'signature', value: 's' },
  },
  { type: 'reasoning', text: 'the thoughts themselves' },
  {
    type: 'text',
    text: 'Hello 🚀, ',
    citations: [{ url: 'https://a.example', title: 'A', start: 0, end: 5 }],
  },
  { type: 'text', text: 'you' },
  { type: 'tool_call', id: 'call_1', name: 'read', input: '{"path": "a.txt"}' },
  { type: 'tool_call', id: 'call_2', name: 'now', input: '' },
];
const TOOLS = [
  {
    type: 'function' as const,
    name: 'read',
    strict: true,
    parameters: { type: 'object', properties: { path: { type: 'string' } } },
  },
  { type: 'function' as const, name: 'now', strict: true, parameters: { type: 'object', properties: {} } },
];

describe('the official SDK', () => {
  it('reads a whole answer: its text, its calls, its usage', async () => {
    next = { answer: answerOf(PARTS) };
    const response = await client.responses.parse({ model: 'm', input: 'hi', tools: TOOLS });
    expect(response.output_text).toBe('Hello 🚀, you');
    expect(response.id).toBe(RESPONSE);
    expect(response.status).toBe('completed');
    expect(response.usage).toMatchObject({ input_tokens: 20, output_tokens: 6, total_tokens: 26 });
    const calls = response.output.filter((item) => item.type === 'function_call');
    expect(calls.map(({ parsed_arguments }) => parsed_arguments)).toEqual([{ path: 'a.txt' }, {}]);
  });

  it('reads a stream: each delta, and the same response at its end', async () => {
    next = { answer: answerOf(PARTS) };
    const stream = client.responses.stream({ model: 'm', input: 'hi', tools: TOOLS });
    const events: ResponseStreamEvent[] = [];
    let said = '';
    stream.on('response.output_text.delta', ({ delta, snapshot }) => {
      said += delta;
      expect(said.endsWith(snapshot)).toBe(true);
    });
    for await (const event of stream) events.push(event);
    const final = await stream.finalResponse();
    expect(final.output_text).toBe('Hello 🚀, you');
    expect(said).toBe('Hello 🚀, you');
    const whole = await client.responses.parse({ model: 'm', input: 'hi', tools: TOOLS });
    expect(final).toMatchObject({ output: whole.output, usage: whole.usage });
    const calls = final.output.filter((item) => item.type === 'function_call');
    expect(calls.map(({ parsed_arguments }) => parsed_arguments)).toEqual([{ path: 'a.txt' }, {}]);
    expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, i) => i));
  });

  it('reads structured output', async () => {
    next = { answer: answerOf([{ type: 'text', text: '{"ok":true}' }]) };
    const format = { type: 'json_schema' as const, name: 'a', schema: { type: 'object' }, strict: true };
    const response = await client.responses.create({ model: 'm', input: 'hi', text: { format } });
    expect(JSON.parse(response.output_text)).toEqual({ ok: true });
    expect(response.text?.format).toEqual(format);
  });

  it('sees an answer that is not whole', async () => {
    next = { answer: answerOf([{ type: 'text', text: 'Hel' }], { finish: { reason: 'length' } }) };
    const final = await client.responses.stream({ model: 'm', input: 'hi' }).finalResponse();
    expect(final).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(final.output_text).toBe('Hel');
  });

  it('throws its own error wherever a stream is cut', async () => {
    const steps = [...eventsOf(answerOf(PARTS))].length;
    for (let cutAfter = 0; cutAfter < steps - 2; cutAfter++) {
      next = { answer: answerOf(PARTS), cutAfter };
      const stream = client.responses.stream({ model: 'm', input: 'hi' });
      const error = await stream.finalResponse().catch((reason: unknown) => reason);
      expect(error, String(cutAfter)).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ code: 'upstream_reset' });
    }
  });

  it('understands our own errors, before a stream and within one', async () => {
    const error = new ProxyError('model_not_found', 'no such model', { hint: 'use another' });
    const body = openaiResponses.errorBody(error, EXCHANGE) as { error: object };
    expect(OpenAI.APIError.generate(404, body, undefined, new Headers())).toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    const text = openaiResponses.errorEvent(new ProxyError('upstream_reset', 'gone\n\ndata: x'), EXCHANGE);
    const stream = new Response(text, { headers: { 'content-type': 'text/event-stream' } });
    const other = new OpenAI({ apiKey: 'x', fetch: async () => stream, maxRetries: 0 });
    const events = await other.responses.create({ model: 'm', input: 'hi', stream: true });
    const failure = await (async () => {
      for await (const _ of events);
    })().catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(OpenAI.APIError);
    expect(failure).toMatchObject({ code: 'upstream_reset' });
  });

  it('reads a compaction', async () => {
    next = { answer: answerOf([{ type: 'text', text: 'we did this' }]) };
    const input = [{ role: 'user' as const, content: 'do it' }];
    const compacted = await client.responses.compact({ model: 'gpt-5.4', input });
    expect(compacted.object).toBe('response.compaction');
    expect(compacted.output.map(({ type }) => type)).toEqual(['message', 'compaction']);
    const again = await client.responses.create({
      model: 'm',
      input: [
        ...(compacted.output as OpenAI.Responses.ResponseInputItem[]),
        { role: 'user', content: 'more' },
      ],
    });
    expect(again.status).toBe('completed');
  });
});
