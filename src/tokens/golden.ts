import type { Definition } from './definition.ts';
import type { Tokenizer } from './tokenizer.ts';

interface OtherTokens {
  text: string;
  found: readonly number[];
  /** Those that it should have. */
  ids: readonly number[];
}

/** The first of the golden texts in which a tokenizer finds other tokens; null where it finds those of each. */
export function firstOther(tokenizer: Tokenizer, golden: Definition['golden']): OtherTokens | null {
  for (const [text, ids] of golden) {
    const found = tokenizer.encode(text);
    if (found.join() !== ids.join()) return { text, found, ids };
  }
  return null;
}
