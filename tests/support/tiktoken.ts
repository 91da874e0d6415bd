import { createRequire } from 'node:module';
import { Tiktoken } from 'tiktoken/lite';
import type { Vocabulary } from '../../src/tokens/index.ts';

export const VOCABULARIES: Vocabulary[] = ['cl100k_base', 'o200k_base'];

/**
 * Texts and their tokens, the same in both vocabularies. The document that the product comes from says 3 for
 * "Hello, world!"; the vocabularies say 4.
 */
export const TRUE_COUNTS: [text: string, tokens: number][] = [
  ['', 0],
  ['Hello', 1],
  ['Hello world', 2],
  ['Hello, world!', 4],
  ['The quick brown fox', 4],
  ['Bonjour le monde!', 4],
];

interface Ranks {
  bpe_ranks: string;
  pat_str: string;
}

const require = createRequire(import.meta.url);
const encoders = new Map(
  VOCABULARIES.map((vocabulary) => {
    const ranks = require(`tiktoken/encoders/${vocabulary}.json`) as Ranks;
    return [vocabulary, new Tiktoken(ranks.bpe_ranks, {}, ranks.pat_str)];
  }),
);

/** Ids by OpenAI's own library: what ours is held to. Names of special tokens are ordinary text. */
export function encodeByTiktoken(text: string, vocabulary: Vocabulary): number[] {
  return [...(encoders.get(vocabulary)?.encode_ordinary(text) ?? [])];
}

export function countByTiktoken(text: string, vocabulary: Vocabulary): number {
  return encoders.get(vocabulary)?.encode_ordinary(text).length ?? -1;
}
