/** Vocabularies that can be counted exactly. */
export type Vocabulary = 'cl100k_base' | 'o200k_base';

export interface TokenCount {
  tokens: number;
  /** False where a deadline passed or the text was too large, and `tokens` is a guess from its length. */
  exact: boolean;
}

/** Counts texts in a thread of its own. Never rejects: what cannot be counted in time is estimated. */
export interface TokenCounter {
  /** Counts in the order of `texts`. Queued work is bounded: over the bound, the answer is an estimate at once. */
  count(texts: string[], vocabulary: Vocabulary): Promise<TokenCount[]>;
  /** True where the worker answers or has not been needed yet. */
  healthy(): boolean;
  close(): Promise<void>;
}
