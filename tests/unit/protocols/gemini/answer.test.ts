import { describe, expect, it } from 'vitest';
import { readAnswer, readStreamTail } from '../../../../src/protocols/gemini/answer.ts';
import { piece } from './kit.ts';

const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12 };
const USAGE = { input: 10, cache_read: null, cache_write: null, output: 2, reasoning: null, total: 12 };
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const sse = (...pieces: unknown[]) => pieces.map((each) => `data: ${JSON.stringify(each)}\r\n\r\n`).join('');

const first = piece(
  [{ text: 'hmm', thought: true }, { text: 'a' }],
  {},
  { usageMetadata: { promptTokenCount: 10 } },
);
const last = piece(
  [{ functionCall: { name: 'f', args: { x: 1 } } }],
  { finishReason: 'STOP' },
  { usageMetadata },
);

describe('an answer, for accounting', () => {
  it('is read whole', () => {
    expect(
      readAnswer(bytes(piece([{ text: 'a' }], { finishReason: 'STOP' }, { usageMetadata })), false),
    ).toEqual({ usage: USAGE, text: 'a', error: null, finished: true, responseId: 'resp1' });
  });

  it.each([
    ['server-sent events', sse(first, last)],
    ['one JSON list', JSON.stringify([first, last], null, 1)],
  ])('is read from %s', (_name, body) => {
    expect(readAnswer(bytes(body), true)).toEqual({
      usage: USAGE,
      text: 'hmmaf{"x":1}',
      error: null,
      finished: true,
      responseId: 'resp1',
    });
  });

  it('was cut where no piece says why it ended', () => {
    expect(readAnswer(bytes(sse(first)), true)).toMatchObject({ finished: false, text: 'hmma' });
    expect(readAnswer(bytes('[{"candidates"'), true)).toMatchObject({ finished: false });
    expect(readAnswer(bytes(sse({ promptFeedback: { blockReason: 'SAFETY' } })), true)).toMatchObject({
      finished: true,
    });
  });

  it('may be an error', () => {
    const error = { error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED' } };
    for (const [body, streamed] of [
      [error, false],
      [[error], false],
      [sse(first, error), true],
      [[first, error], true],
    ] as const)
      expect(readAnswer(bytes(body), streamed).error).toMatchObject({
        code: 'RESOURCE_EXHAUSTED',
        message: 'quota',
      });
  });

  it('of another operation is read without complaint', () => {
    expect(readAnswer(bytes({ totalTokens: 31 }), false)).toMatchObject({
      usage: null,
      text: '',
      finished: true,
    });
    expect(readAnswer(bytes('<html>'), false)).toMatchObject({ finished: false });
  });

  it('has its usage in its last event', () => {
    expect(readStreamTail(bytes(sse(first, last)))).toMatchObject({ usage: USAGE, finished: true });
    expect(readStreamTail(bytes(sse(first, last).slice(60)))).toMatchObject({ usage: USAGE, finished: true });
    for (const tail of [
      '',
      'data: {',
      sse(first),
      sse(last, first),
      JSON.stringify([first, last]),
      sse(piece([], { finishReason: 'STOP' })),
    ])
      expect(readStreamTail(bytes(tail))).toBeNull();
  });
});
