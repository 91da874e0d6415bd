import { describe, expect, it } from 'vitest';
import { answerLimit } from '../../../src/pipeline/answer-limit.ts';

describe('the limit of an answer', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 60, '100', true, {}, []])('is nobody’s where it is %j', (said) => {
    expect(answerLimit({ max_tokens: said })).toBeNull();
  });

  it.each([null, undefined, 'text', [], 7, { generationConfig: null }, { generationConfig: [] }])(
    'is in no body like %j',
    (body) => {
      expect(answerLimit(body)).toBeNull();
    },
  );
});
