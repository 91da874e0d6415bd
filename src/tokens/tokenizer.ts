/**
 * Bytes that may still be merged, or characters where a vocabulary is over these. Those of a piece of more than 96 count
 * four times: they take as much longer.
 */
export interface Effort {
  bytes: number;
}

/** Counts texts. Not for several at once: it has one buffer. */
export interface Tokenizer {
  /** Tokens of a text. Names of special tokens are ordinary text; half a surrogate pair is U+FFFD. */
  count(text: string): number;
  /**
   * The same while the effort lasts, which goes down by the bytes that had to be merged: null where it does not
   * suffice. What is a token as a whole costs next to nothing; merging is what makes a text slow, up to .3 µs a byte.
   */
  countWithin(text: string, effort: Effort): number | null;
  /** Their ids. */
  encode(text: string): number[];
}
