export { type ChatBlock, type CountableBlock, chatOverhead, type Plan, planBlock } from './chat.ts';
export { countTokens, createTokenCounter, type TokenCounterOptions } from './counter.ts';
export { estimateTokens } from './estimate.ts';
export { addedFolder } from './pack-files.ts';
export { loadTokenizer, packFrom } from './packs.ts';
export { ADDABLE, BUILT_IN, type TokenCount, type TokenCounter, type Vocabulary } from './port.ts';
export { createStreamCounter, type StreamCounter } from './stream.ts';
export type { Tokenizer } from './tokenizer.ts';
export { type VocabularyChoice, vocabularyFor } from './vocabularies.ts';
