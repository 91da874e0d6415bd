import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { chatConversion } from '../../../../src/protocols/openai-chat/conversion.ts';
import {
  answerOf,
  chunk,
  DATA_URL,
  DONE,
  deltasToClient,
  eventsIn,
  IMAGE,
  quirks,
  steps,
  streamed,
  streamToClient,
  text,
  toClient,
  toNeutral,
  write,
} from './support.ts';

describe('the table of chat completions: answers', () => {
  it('finish-reasons: to the neutral ones and back to OpenAI’s five', () => {
    const reasons = [
      'stop',
      'length',
      'tool_calls',
      'content_filter',
      'function_call',
      'model_length',
      'weird',
    ];
    expect(reasons.map((reason) => answerOf({ content: 'x' }, reason).finish)).toEqual([
      { reason: 'stop' },
      { reason: 'length' },
      { reason: 'tool_calls' },
      { reason: 'content_filter' },
      { reason: 'tool_calls' },
      { reason: 'length' },
      { reason: 'other', raw: 'weird' },
    ]);
    const written = (reason: never) => toClient({ finish: { reason } }).choice.finish_reason;
    expect(
      ['stop', 'length', 'tool_calls', 'content_filter', 'refusal', 'pause', 'context_window', 'other'].map(
        (reason) => written(reason as never),
      ),
    ).toEqual(['stop', 'length', 'tool_calls', 'content_filter', 'content_filter', 'stop', 'length', 'stop']);
  });

  it('stop-sequence: which one was met has no place', () => {
    expect(JSON.stringify(toClient({ finish: { reason: 'stop', stopSequence: 'END' } }).body)).not.toContain(
      'END',
    );
  });

  it('usage: is asked for, read wherever it stands, and told where it was asked for', () => {
    expect(write({ stream: true }).body.stream_options).toEqual({ include_usage: true });
    expect(write({ stream: true }, quirks('mistral')).body).not.toHaveProperty('stream_options');
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
      prompt_tokens_details: { cached_tokens: 8 },
    };
    const known = { input: 10, output: 4, total: 14, cache_read: 8, cache_write: null, reasoning: null };
    expect(answerOf({ content: 'x' }, 'stop', { usage }).usage).toEqual(known);
    const inChoice = {
      event: null,
      data: JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop', usage }] }),
    };
    expect(streamed(chunk({ content: 'x' }), inChoice, DONE).usage).toEqual(known);
    const each = streamed(
      chunk({ content: 'x' }, null, { usage: { prompt_tokens: 10, completion_tokens: 1 } }),
      chunk({}, 'stop', { usage }),
      DONE,
    );
    expect(each.usage).toEqual(known);
    const answer = {
      id: 'a',
      model: 'm',
      created: 1,
      parts: [text('x')],
      finish: { reason: 'stop' as const },
      usage: known,
    };
    expect(toClient(answer).body.usage).toEqual(usage);
    expect(streamToClient(eventsOf(answer))).not.toContain('usage');
    const asked = eventsIn(streamToClient(eventsOf(answer), { wantsUsage: true })).map(({ data }) => data);
    expect(asked.at(-1)).toBe('[DONE]');
    expect(JSON.parse(asked.at(-2) ?? '')).toMatchObject({ choices: [], usage });
    expect(toClient({ usage: { ...known, input: null, cache_read: null } }).body.usage).toEqual({
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
    });
  });

  it('citations: are annotations', () => {
    const annotation = {
      type: 'url_citation',
      url_citation: { url: 'https://x.example', title: 'X', start_index: 2, end_index: 5 },
    };
    const part = {
      ...text('ab cde'),
      citations: [{ url: 'https://x.example', title: 'X', start: 2, end: 5 }],
    };
    expect(answerOf({ content: 'ab cde', annotations: [annotation] }).parts).toEqual([part]);
    expect(
      streamed(chunk({ content: 'ab cde' }), chunk({ annotations: [annotation] }, 'stop'), DONE).parts,
    ).toEqual([part]);
    const { message } = toClient({ parts: [text('12'), part] });
    expect(message.annotations).toEqual([
      { type: 'url_citation', url_citation: { ...annotation.url_citation, start_index: 4, end_index: 7 } },
    ]);
  });

  it('images-out: are kept as OpenRouter has them', () => {
    const images = [{ type: 'image_url', image_url: { url: DATA_URL } }];
    expect(answerOf({ content: 'x', images }).parts).toEqual([text('x'), IMAGE]);
    expect(streamed(chunk({ content: 'x' }), chunk({ images }, 'stop'), DONE).parts).toEqual([
      text('x'),
      IMAGE,
    ]);
    expect(toClient({ parts: [IMAGE] }).message.images).toEqual(images);
    expect(deltasToClient(eventsOf(toNeutral([IMAGE])))).toContainEqual({ images });
  });

  it('errors: in each form that providers have', () => {
    const readError = (status: number, body: unknown) => chatConversion.readError(status, body);
    expect(readError(429, { error: { message: 'slow', type: 'rate_limit_error', code: null } })).toEqual({
      status: 429,
      code: 'rate_limit_error',
      message: 'slow',
    });
    expect(readError(400, [{ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }])).toEqual({
      status: 400,
      code: 'INVALID_ARGUMENT',
      message: 'no',
    });
    expect(
      readError(422, { detail: [{ loc: ['body', 'store'], msg: 'Extra inputs are not permitted' }] }),
    ).toMatchObject({ message: 'body.store: Extra inputs are not permitted' });
    expect(
      readError(400, { message: 'flat', type: 'invalid_request_error', code: 'wrong_api_format' }),
    ).toEqual({ status: 400, code: 'wrong_api_format', message: 'flat' });
    expect(readError(400, { error: 'just text' })).toMatchObject({ message: 'just text' });
    expect(readError(502, '<html>')).toBeNull();
    const { events, ordered } = steps([
      chunk({ content: 'x' }),
      { event: null, data: '{"error":{"message":"busy","code":503}}' },
    ]);
    expect(events.at(-1)).toEqual({
      type: 'error',
      error: { status: 503, code: 'upstream_error', message: 'busy' },
    });
    expect(ordered.ended).toBe(true);
  });

  it('ping-and-comments: chunks without anything say nothing', () => {
    const empty = { event: null, data: '{}' };
    const nulls = chunk({
      role: 'assistant',
      content: null,
      tool_calls: null,
      reasoning_content: null,
      refusal: null,
    } as never);
    expect(
      streamed(
        { event: 'ping', data: '' },
        empty,
        nulls,
        chunk({ content: '' }),
        chunk({ content: 'x' }, 'stop'),
        DONE,
      ).parts,
    ).toEqual([text('x')]);
  });
});
