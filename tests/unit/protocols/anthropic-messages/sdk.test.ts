import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import { errorBody, errorEvent } from '../../../../src/protocols/anthropic-messages/errors.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import { answers } from './generated.ts';
import { target, writeStream } from './support.ts';

/** The official client, whose every request is answered so. */
function clientOf(body: string, status = 200): Anthropic {
  const type = body.startsWith('{') ? 'application/json' : 'text/event-stream';
  const fetch = () => Promise.resolve(new Response(body, { status, headers: { 'content-type': type } }));
  return new Anthropic({ apiKey: 'k', fetch, maxRetries: 0 });
}

const ASK = {
  model: 'claude-sonnet-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'hi' }],
};

const ANSWER: NeutralAnswer = {
  id: 'msg_1',
  model: 'other',
  created: null,
  parts: [
    { type: 'reasoning', text: 'hm', seal: { protocol: 'gemini', kind: 'signature', value: 's' } },
    { type: 'text', text: 'Hello', citations: [{ url: 'https://a', title: 'A' }] },
    { type: 'tool_call', id: 't1', name: 'read', input: '{"path":"a b"}' },
    { type: 'tool_call', id: 't2', name: 'now', input: '' },
  ],
  finish: { reason: 'tool_calls' },
  usage: { input: 100, cache_read: 60, cache_write: 30, output: 12, reasoning: 4, total: 112 },
};

const CONTENT = [
  { type: 'thinking', thinking: 'hm', signature: expect.any(String) },
  { type: 'text', text: 'Hello', citations: [{ url: 'https://a', title: 'A' }] },
  { type: 'tool_use', id: 't1', name: 'read', input: { path: 'a b' } },
  { type: 'tool_use', id: 't2', name: 'now', input: {} },
];

const USAGE = {
  input_tokens: 10,
  cache_read_input_tokens: 60,
  cache_creation_input_tokens: 30,
  output_tokens: 12,
  output_tokens_details: { thinking_tokens: 4 },
};

describe('the official SDK', () => {
  it('takes a whole answer', async () => {
    const client = clientOf(JSON.stringify(conversion.writeAnswer(ANSWER, target())));
    const message = await client.messages.create(ASK);
    expect(message).toMatchObject({
      role: 'assistant',
      model: 'asked-for',
      stop_reason: 'tool_use',
      usage: USAGE,
    });
    expect(message.content).toMatchObject(CONTENT);
  });

  it('puts a stream together, and tells of each block as it ends', async () => {
    const client = clientOf(writeStream(new Ordered().push(eventsOf(ANSWER))));
    const stream = client.messages.stream(ASK);
    const blocks: string[] = [];
    const inputs: string[] = [];
    stream.on('contentBlock', (block) => blocks.push(block.type === 'tool_use' ? block.id : block.type));
    stream.on('inputJson', (piece) => inputs.push(piece));
    const message = await stream.finalMessage();
    expect(message).toMatchObject({ id: 'msg_1', stop_reason: 'tool_use', usage: USAGE });
    expect(message.content).toMatchObject(CONTENT);
    expect(blocks).toEqual(['thinking', 'text', 't1', 't2']);
    expect(inputs.join('')).toBe('{"path":"a b"}');
  });

  it('makes of any stream what it makes of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const whole = await clientOf(
          JSON.stringify(conversion.writeAnswer(answer, target())),
        ).messages.create(ASK);
        const streamed = await clientOf(writeStream(eventsOf(answer)))
          .messages.stream(ASK)
          .finalMessage();
        expect(streamed.content.map((block) => ({ ...block }))).toEqual(whole.content);
        expect([streamed.stop_reason, streamed.stop_sequence]).toEqual([
          whole.stop_reason,
          whole.stop_sequence,
        ]);
        expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [400, Anthropic.BadRequestError],
    [401, Anthropic.AuthenticationError],
    [404, Anthropic.NotFoundError],
    [429, Anthropic.RateLimitError],
    [529, Anthropic.InternalServerError],
  ] as const)('throws its own class for an error of status %s', async (status, expected) => {
    const body = JSON.stringify(errorBody(new ProxyError('upstream_error', 'no luck', { status }), 'x1'));
    const asked = clientOf(body, status).messages.create(ASK);
    await expect(asked).rejects.toBeInstanceOf(expected);
    await expect(asked).rejects.toMatchObject({ status });
  });

  it('throws where a stream is ended by an error behind any of its events', async () => {
    const events = writeStream(new Ordered().push(eventsOf(ANSWER)))
      .split('\n\n')
      .slice(0, -2);
    const event = errorEvent(new ProxyError('upstream_reset', 'the connection was lost'), 'x1');
    for (let n = 0; n <= events.length; n++) {
      const before = events.slice(0, n).map((each) => `${each}\n\n`);
      const asked = clientOf(before.join('') + event)
        .messages.stream(ASK)
        .finalMessage();
      await expect(asked).rejects.toMatchObject({ type: 'api_error' });
      await expect(asked).rejects.toThrow('the connection was lost');
    }
  });
});
