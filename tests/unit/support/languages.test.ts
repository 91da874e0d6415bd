import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChatStream, readEvents } from '../../support/sse.ts';
import {
  answer,
  refuse,
  type Script,
  sealFor,
  startUpstream,
  text,
  toolCall,
  type Upstream,
} from '../../support/upstream/index.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const SCRIPT: Script = {
  id: '7',
  parts: [
    { type: 'reasoning', pieces: ['Let me', ' think'], seal: 'kept' },
    text('Two words'),
    toolCall('call_a', 'look', { path: '/a' }),
    toolCall('call_b', 'look', { path: '/ü' }),
  ],
  usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 },
};

const PATHS = {
  chat: '/v1/chat/completions',
  messages: '/v1/messages',
  responses: '/v1/responses',
  gemini: '/v1beta/models/gemini-x:generateContent',
  geminiSse: '/v1beta/models/gemini-x:streamGenerateContent?alt=sse',
  geminiList: '/v1beta/models/gemini-x:streamGenerateContent',
};

type Fields = Record<string, unknown>;

async function post(path: string, body: Fields = {}) {
  const answered = await fetch(new URL(path, upstream.url), {
    method: 'POST',
    body: JSON.stringify({ model: 'm', ...body }),
  });
  return { status: answered.status, headers: answered.headers, text: await answered.text() };
}
const whole = async (path: string, body: Fields = {}) => JSON.parse((await post(path, body)).text) as Fields;
const events = async (path: string, body: Fields = { stream: true }) =>
  readEvents((await post(path, body)).text).events.map((event) => {
    const data = JSON.parse(event.data) as Fields & { type: string };
    return { event: event.event, data };
  });
const types = (list: { data: { type: string } }[]) => list.map((one) => one.data.type);

describe('Anthropic messages', () => {
  it('are streamed in the order of the documentation, each block opened, told and closed', async () => {
    upstream.always(answer(SCRIPT));
    const stream = await events(PATHS.messages);
    expect(stream.every((one) => one.event === one.data.type)).toBe(true);
    expect(types(stream)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      ...Array(3).fill('content_block_delta'),
      'content_block_stop',
      'content_block_start',
      ...Array(2).fill('content_block_delta'),
      'content_block_stop',
      ...[1, 2].flatMap(() => [
        'content_block_start',
        ...Array(4).fill('content_block_delta'),
        'content_block_stop',
      ]),
      'message_delta',
      'message_stop',
    ]);
    expect(stream[0]?.data.message).toMatchObject({
      id: 'msg_7',
      role: 'assistant',
      content: [],
      stop_reason: null,
      usage: { input_tokens: 30, cache_read_input_tokens: 60, cache_creation_input_tokens: 10 },
    });
    const signature = sealFor('anthropic-messages', 'kept');
    expect(stream[5]?.data.delta).toEqual({ type: 'signature_delta', signature });
    const [call] = stream.filter((one) => (one.data.content_block as Fields)?.type === 'tool_use');
    expect(call?.data.content_block).toEqual({ type: 'tool_use', id: 'call_a', name: 'look', input: {} });
    expect(stream.at(-2)?.data).toMatchObject({
      delta: { stop_reason: 'tool_use' },
      usage: { output_tokens: 30 },
    });
  });

  it('come whole with the same content, encrypted thinking too', async () => {
    upstream.next(answer(SCRIPT));
    expect(await whole(PATHS.messages)).toMatchObject({
      type: 'message',
      content: [
        { type: 'thinking', thinking: 'Let me think' },
        { type: 'text', text: 'Two words' },
        { type: 'tool_use', input: { path: '/a' } },
        { type: 'tool_use', input: { path: '/ü' } },
      ],
      stop_reason: 'tool_use',
      usage: { output_tokens: 30 },
    });
    upstream.next(answer({ parts: [{ type: 'reasoning', pieces: [], redacted: true, seal: 'x' }] }));
    expect(await whole(PATHS.messages)).toMatchObject({
      content: [{ type: 'redacted_thinking', data: sealFor('anthropic-messages', 'x') }],
    });
  });

  it('keep back the text of thinking, and sign it, where they are asked to', async () => {
    upstream.always(answer(SCRIPT));
    const body = { thinking: { type: 'adaptive', display: 'omitted' } };
    const signature = sealFor('anthropic-messages', 'kept');
    const { content } = (await whole(PATHS.messages, body)) as { content: unknown[] };
    expect(content[0]).toEqual({ type: 'thinking', thinking: '', signature });
    const stream = await events(PATHS.messages, { stream: true, ...body });
    expect(stream[3]?.data.delta).toEqual({ type: 'signature_delta', signature });
  });

  it('are counted, and models are listed in their shape', async () => {
    upstream.next(answer(SCRIPT));
    expect(await whole(`${PATHS.messages}/count_tokens`)).toEqual({ input_tokens: 100 });
    const list = await fetch(`${upstream.url}/models`, { headers: { 'anthropic-version': '2023-06-01' } });
    expect(await list.json()).toMatchObject({ data: [{ type: 'model', id: 'm' }], has_more: false });
  });

  it('are refused with limits in the headers, also in the middle of a stream', async () => {
    const refusal = { status: 529, message: 'Overloaded' };
    upstream.next(refuse({ status: 429, message: 'Slow down', retryAfter: 3 }));
    const refused = await post(PATHS.messages);
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.text)).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    expect(refused.headers.get('retry-after')).toBe('3');
    expect(refused.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    upstream.next(answer(SCRIPT, { failAt: { event: 4, refusal } }));
    const stream = await events(PATHS.messages);
    expect(stream).toHaveLength(5);
    expect(stream.at(-1)?.data).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
  });
});

describe('OpenAI responses', () => {
  it('are put together by the official SDK from their stream', async () => {
    upstream.always(answer(SCRIPT));
    const client = new OpenAI({ baseURL: upstream.url, apiKey: 'k', maxRetries: 0 });
    const final = await client.responses.stream({ model: 'm', input: 'hi' }).finalResponse();
    const whole = await client.responses.create({ model: 'm', input: 'hi' });
    expect(final.output.map((item) => item.type)).toEqual([
      'reasoning',
      'message',
      'function_call',
      'function_call',
    ]);
    expect(final.output[0]).toMatchObject({
      id: 'rs_7_0',
      encrypted_content: sealFor('openai-responses', 'kept'),
      summary: [{ text: 'Let me think' }],
    });
    expect(final.output[3]).toMatchObject({ call_id: 'call_b', arguments: '{"path":"/ü"}' });
    expect(whole.output).toMatchObject(
      final.output.map((item) => ({ type: item.type, id: (item as { id: string }).id })),
    );
    expect(final.usage).toMatchObject({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 60 },
      output_tokens_details: { reasoning_tokens: 12 },
      total_tokens: 130,
    });
  });

  it('number their events, and say their name twice', async () => {
    upstream.next(answer(SCRIPT));
    const stream = await events(PATHS.responses);
    expect(stream.map((one) => one.data.sequence_number)).toEqual([...stream.keys()]);
    expect(stream.every((one) => one.event === one.data.type)).toBe(true);
    expect(types(stream).slice(0, 4)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
    ]);
    expect(types(stream).at(-1)).toBe('response.completed');
  });

  it('stop short with their reason', async () => {
    upstream.next(answer({ finish: 'length' }));
    const stream = await events(PATHS.responses);
    expect(stream.at(-1)?.data).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    });
  });

  it('call custom tools with plain text, several at once where asked to', async () => {
    const patch = { ...toolCall('call_c', 'apply_patch', '*** Begin'), custom: true };
    upstream.next(answer({ parts: [patch, toolCall('call_d', 'look', {}, 1)] }, { interleaved: true }));
    const stream = await events(PATHS.responses);
    expect(types(stream).slice(2, 6)).toEqual([
      'response.output_item.added',
      'response.output_item.added',
      'response.custom_tool_call_input.delta',
      'response.function_call_arguments.delta',
    ]);
    const response = stream.at(-1)?.data.response as { output: Fields[] };
    expect(response.output[0]).toMatchObject({ type: 'custom_tool_call', input: '*** Begin' });
  });

  it('are compacted into an encrypted item, and refused in OpenAI’s shape', async () => {
    upstream.next(answer(SCRIPT));
    expect(await whole(`${PATHS.responses}/compact`)).toMatchObject({
      object: 'response.compaction',
      output: [{ type: 'compaction' }],
    });
    upstream.next(refuse({ status: 429, message: 'Slow down', retryAfter: 3 }));
    const refused = await post(PATHS.responses);
    expect(JSON.parse(refused.text)).toEqual({
      error: { message: 'Slow down', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' },
    });
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    upstream.next(answer(SCRIPT, { failAt: { event: 2, refusal: { status: 500, message: 'Broken' } } }));
    expect(types(await events(PATHS.responses)).slice(2)).toEqual(['error', 'response.failed']);
  });
});

describe('Gemini', () => {
  it('streams parts with usage in each, calls whole, the signature on the first call', async () => {
    upstream.next(answer(SCRIPT));
    const stream = (await events(PATHS.geminiSse)).map((one) => one.data as Fields);
    const parts = stream.flatMap((one) => {
      const [candidate] = one.candidates as { content: { parts: Fields[] } }[];
      return candidate?.content.parts ?? [];
    });
    expect(parts).toEqual([
      { text: 'Let me', thought: true },
      { text: ' think', thought: true },
      { text: 'Two' },
      { text: ' words' },
      {
        functionCall: { id: 'call_a', name: 'look', args: { path: '/a' } },
        thoughtSignature: sealFor('gemini', 'kept'),
      },
      { functionCall: { id: 'call_b', name: 'look', args: { path: '/ü' } } },
      { text: '' },
    ]);
    expect(stream[0]).toMatchObject({
      usageMetadata: { promptTokenCount: 100, cachedContentTokenCount: 60 },
    });
    expect(stream.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: { candidatesTokenCount: 18, thoughtsTokenCount: 12, totalTokenCount: 130 },
      modelVersion: 'gemini-x',
    });
  });

  it('streams a JSON list without `alt=sse`, and answers whole with its texts joined', async () => {
    upstream.always(
      answer({ ...SCRIPT, parts: [{ type: 'reasoning', pieces: ['a', 'b'], seal: 's' }, text('c d')] }),
    );
    const list = JSON.parse((await post(PATHS.geminiList)).text) as unknown[];
    expect(list).toHaveLength(6);
    expect(await whole(PATHS.gemini)).toMatchObject({
      candidates: [
        {
          content: {
            parts: [
              { text: 'ab', thought: true },
              { text: 'c d' },
              { text: '', thoughtSignature: sealFor('gemini', 's') },
            ],
          },
        },
      ],
    });
  });

  it('may leave ids of calls away', async () => {
    upstream.next(answer({ parts: [toolCall('x', 'look', {})] }, { callIds: false }));
    expect(JSON.stringify(await whole(PATHS.gemini))).toContain('{"functionCall":{"name":"look","args":{}}}');
  });

  it('counts tokens, lists models, and refuses in its own shape', async () => {
    upstream.next(answer(SCRIPT));
    expect(await whole('/v1beta/models/gemini-x:countTokens')).toMatchObject({ totalTokens: 100 });
    expect(await (await fetch(`${upstream.geminiUrl}/models`)).json()).toMatchObject({
      models: [{ name: 'models/m' }],
    });
    upstream.next(refuse({ status: 429, message: 'Quota', retryAfter: 7 }));
    expect(await whole(PATHS.gemini)).toEqual({
      error: {
        code: 429,
        message: 'Quota',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }],
      },
    });
  });
});

describe('chat completions', () => {
  it('say the same script', async () => {
    upstream.always(answer(SCRIPT));
    const body = { stream: true, stream_options: { include_usage: true } };
    const { chunks, done, text: said } = readChatStream((await post(PATHS.chat, body)).text);
    expect([done, said]).toEqual([true, 'Two words']);
    expect(chunks.at(-1)?.usage).toMatchObject({
      prompt_tokens: 100,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 12 },
    });
    expect(await whole(PATHS.chat)).toMatchObject({
      id: 'chatcmpl-7',
      choices: [
        {
          message: {
            content: 'Two words',
            reasoning_content: 'Let me think',
            tool_calls: [{ id: 'call_a' }, { id: 'call_b', function: { arguments: '{"path":"/ü"}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  it('send the pieces of several calls in turn where asked to', async () => {
    upstream.next(answer(SCRIPT, { interleaved: true }));
    const { chunks } = readChatStream((await post(PATHS.chat, { stream: true })).text);
    const order = chunks.flatMap((chunk) => {
      const delta = chunk.choices?.[0]?.delta as { tool_calls?: { index: number }[] };
      return delta.tool_calls?.map((call) => call.index) ?? [];
    });
    expect(order).toEqual([0, 1, 0, 1, 0, 1]);
  });
});

it('answers 404 where no language lives', async () => {
  upstream.next(answer());
  expect((await post('/v1/nothing')).status).toBe(404);
});
