export { countTokens, createTokenCounter, type TokenCounterOptions } from './counter.ts';
export { estimateTokens } from './estimate.ts';
export type { TokenCount, TokenCounter, Vocabulary } from './port.ts';
export { type VocabularyChoice, vocabularyFor } from './vocabularies.ts';
