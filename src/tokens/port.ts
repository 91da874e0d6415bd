/** Vocabularies whose packs the program brings with it. */
export const BUILT_IN = [
  'cl100k_base',
  'o200k_base',
  'o200k_harmony',
  'qwen3',
  'deepseek_v3',
  'mistral_tekken',
  'mistral_v1',
  'mistral_v3',
] as const;

/** Vocabularies that can be counted once the user has added them, from a file that they have. */
export const ADDABLE = ['llama3_1', 'gemma3', 'kimi_k2'] as const;

/** Vocabularies that can be counted exactly. */
export type Vocabulary = (typeof BUILT_IN)[number] | (typeof ADDABLE)[number];

/** Whether a user has to add this vocabulary before it can be counted. */
export function isAddable(name: string): name is (typeof ADDABLE)[number] {
  return (ADDABLE as readonly string[]).includes(name);
}

export interface TokenCount {
  tokens: number;
  /**
   * False where `tokens` is a guess from the text's length: the vocabulary is not there, a deadline passed, the text was
   * too large, or the queue was full or paused.
   */
  exact: boolean;
}

/** Counts texts: small ones at once in the caller's thread, larger ones in a thread of its own. */
export interface TokenCounter {
  /**
   * Counts in the order of `texts`. Never rejects: what cannot be counted in time is estimated. Queued work is
   * bounded: over the bound, the answer is an estimate at once.
   */
  count(texts: readonly string[], vocabulary: Vocabulary): Promise<TokenCount[]>;
  /**
   * The same at once, exactly, in some milliseconds at the very most: null where the texts are more than 16,384 UTF-16
   * units together, would take long although they are few, or where the vocabulary is not loaded yet. Then
   * {@link TokenCounter.count} is to be asked.
   */
  countNow(texts: readonly string[], vocabulary: Vocabulary): TokenCount[] | null;
  /** Loads a vocabulary, so that the first text does not wait for it. Never rejects. */
  warm(vocabulary: Vocabulary): Promise<void>;
  /**
   * Whether the vocabulary's pack is there; one that was added while the program runs is, some seconds later. What is
   * counted with one that is not is estimated.
   */
  available(vocabulary: Vocabulary): boolean;
  /** False where the vocabulary cannot be read or the worker failed several times in a row. */
  healthy(): boolean;
  close(): Promise<void>;
}
