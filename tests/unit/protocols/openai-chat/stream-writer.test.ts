import OpenAI from 'openai';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { chatConversion } from '../../../../src/protocols/openai-chat/conversion.ts';
import { errorBody } from '../../../../src/protocols/openai-chat/errors.ts';
import {
  answerTarget,
  call,
  deltasToClient,
  eventsIn,
  read,
  steps,
  streamToClient,
  text,
  toClient,
} from './support.ts';

const USAGE = { input: 10, output: 4, total: 14, cache_read: 8, cache_write: null, reasoning: 2 };
const ANSWER: NeutralAnswer = {
  id: 'r1',
  model: 'p',
  created: 5,
  parts: [
    {
      type: 'reasoning',
      text: 'hm',
      seal: { protocol: 'anthropic-messages', kind: 'signature', value: 's' },
    },
    text('Hello'),
    call('a', { input: '{"p":1}' }),
    call('b', { input: '' }),
  ],
  finish: { reason: 'tool_calls' },
  usage: USAGE,
};

async function sdkReads(body: string) {
  const client = new OpenAI({
    apiKey: 'k',
    maxRetries: 0,
    fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
  });
  const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
  return ChatCompletionStream.fromReadableStream(stream.toReadableStream());
}

describe('a stream for a client', () => {
  it('has the role first, a chunk for each step, the finish, and the end mark', () => {
    const events = eventsIn(streamToClient(eventsOf(ANSWER), { wantsUsage: true }));
    const chunks = events.slice(0, -1).map(({ data }) => JSON.parse(data));
    expect(events.at(-1)?.data).toBe('[DONE]');
    expect(chunks[0]).toEqual({
      id: 'r1',
      object: 'chat.completion.chunk',
      created: 5,
      model: 'asked',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
    });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toMatchObject([
      { role: 'assistant' },
      { reasoning_content: 'hm' },
      { reasoning_details: [{ type: 'reasoning.encrypted', id: 'kp_0_2' }] },
      { content: 'Hello' },
      { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'read', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"p":1}' } }] },
      { tool_calls: [{ index: 1, id: 'b' }] },
      { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
      {},
      undefined,
    ] as never);
    expect(chunks.at(-2).choices[0].finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens_details: { reasoning_tokens: 2 } },
    });
  });

  it('is put together by the SDK to what the whole answer says', async () => {
    const stream = await sdkReads(streamToClient(eventsOf(ANSWER), { wantsUsage: true }));
    const completion = await stream.finalChatCompletion();
    const { message, choice } = toClient(ANSWER);
    expect(completion.choices[0]?.message).toMatchObject({
      content: message.content,
      tool_calls: message.tool_calls,
    });
    expect(completion.choices[0]?.finish_reason).toBe(choice.finish_reason);
    expect(completion.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 4 });
  });

  it('is made an error of the SDK’s by an error within it', async () => {
    const error = new ProxyError('upstream_reset', 'gone');
    const writer = chatConversion.streamWriter(answerTarget());
    const begun = [...eventsOf(ANSWER)]
      .slice(0, 3)
      .map((event) => writer.write(event))
      .join('');
    const body =
      begun + writer.fail({ status: 502, code: 'upstream_reset', message: 'gone' }, errorBody(error, 'x1'));
    const stream = await sdkReads(body).catch((failure: unknown) => failure);
    const failure =
      stream instanceof Error
        ? stream
        : await (stream as ChatCompletionStream).done().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(Error);
    expect(body).not.toContain('[DONE]');
    expect(JSON.parse(eventsIn(body).at(-1)?.data ?? '')).toMatchObject({
      error: { code: 'upstream_reset' },
    });
  });

  it('is well-formed wherever it is cut', () => {
    const all = [...eventsOf(ANSWER)];
    for (let cut = 0; cut < all.length; cut++) {
      const writer = chatConversion.streamWriter(answerTarget());
      const said = all
        .slice(0, cut)
        .map((event) => writer.write(event))
        .join('');
      const events = eventsIn(
        said + writer.fail({ status: 502, code: 'x', message: 'y' }, { error: { message: 'y' } }),
      );
      for (const { data } of events) expect(JSON.parse(data)).toBeTypeOf('object');
      expect(JSON.parse(events.at(-1)?.data ?? '')).toHaveProperty('error');
    }
  });

  it('comes back from the reader as it was', () => {
    const { events } = steps(eventsIn(streamToClient(eventsOf(ANSWER), { wantsUsage: true })));
    const back = collect(events).answer;
    expect(back).toEqual({ ...ANSWER, model: 'asked', parts: [...ANSWER.parts.slice(0, 3), call('b')] });
  });

  it('has function_call for who asked with functions', () => {
    const request = read({ functions: [{ name: 'read' }] });
    const deltas = deltasToClient(eventsOf({ ...ANSWER, parts: [call('a', { input: '{"p":1}' })] }), {
      request,
    });
    expect(deltas).toContainEqual({ function_call: { name: 'read', arguments: '' } });
    expect(deltas).toContainEqual({ function_call: { arguments: '{"p":1}' } });
    expect(JSON.stringify(deltas)).not.toContain('tool_calls');
  });

  it('writes texts of any kind as JSON: line ends, lone surrogates, keys of prototypes', () => {
    const strange = 'a\u2028b\n\ud800"__proto__"';
    const { events } = steps(eventsIn(streamToClient(eventsOf({ ...ANSWER, parts: [text(strange)] }))));
    expect(collect(events).answer.parts).toEqual([text(strange)]);
  });
});
