import { describe, expect, test } from 'vitest';
import { vocabularyFor } from '../../../src/tokens/index.ts';

describe('the vocabulary of a model', () => {
  test.each([
    'gpt-4',
    'gpt-4-0613',
    'gpt-4-turbo',
    'gpt-4-32k',
    'gpt-3.5-turbo-0125',
    'gpt-35-turbo',
    'text-embedding-3-small',
    'text-embedding-ada-002',
    'openai/gpt-4-turbo',
    'ft:gpt-3.5-turbo:org::id',
  ])('%s is exactly cl100k_base', (model) => {
    expect(vocabularyFor(model)).toEqual({ vocabulary: 'cl100k_base', exact: true });
  });

  test.each([
    'gpt-4o',
    'gpt-4o-mini-2024-07-18',
    'GPT-4o',
    'gpt-4.1-nano',
    'gpt-5',
    'gpt-5.2-codex',
    'chatgpt-4o-latest',
    'o1',
    'o3-mini',
    'o4-mini',
    'openai/gpt-4.1',
    'ft:gpt-4o-mini:org::id',
  ])('%s is exactly o200k_base', (model) => {
    expect(vocabularyFor(model)).toEqual({ vocabulary: 'o200k_base', exact: true });
  });

  test.each([
    'kimi-for-coding',
    'moonshotai/kimi-k2',
    'claude-sonnet-4',
    'test-model',
    'gpt-oss-120b',
    'gpt-40',
    'o10',
    'my-gpt-4',
    '',
    null,
  ])('%s is estimated with o200k_base', (model) => {
    expect(vocabularyFor(model)).toEqual({ vocabulary: 'o200k_base', exact: false });
  });
});
