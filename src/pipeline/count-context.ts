import type { PlacedContext } from '../context/index.ts';
import type { StoredCount } from '../storage/index.ts';
import { chatOverhead, type VocabularyChoice } from '../tokens/index.ts';
import type { PipelineDeps } from './deps.ts';

/** A context's tokens. */
export interface CountedContext {
  tokens: number;
  exact: boolean;
  /** How many blocks hold a text that was not counted, but guessed from its length. */
  guesses: number;
  /** Counts of blocks that were not known before. */
  fresh: StoredCount[];
}

/** Counts what the chain does not know yet. `chat`: with what a chat adds to the tokens of its blocks. */
export async function countContext(
  deps: PipelineDeps,
  placed: PlacedContext,
  { vocabulary, exact }: VocabularyChoice,
  chat: boolean,
): Promise<CountedContext> {
  const total =
    deps.context.measureNow(placed, vocabulary) ?? (await deps.context.measure(placed, vocabulary));
  let tokens = total.tokens;
  let exactly = exact && total.exact;
  if (chat) {
    const overhead = chatOverhead(placed.blocks);
    tokens += overhead.add;
    exactly &&= overhead.exact;
    if (overhead.texts.length > 0) {
      for (const count of await deps.counter.count(overhead.texts, vocabulary)) tokens += count.tokens;
    }
  }
  return { tokens, exact: exactly, guesses: total.guesses, fresh: total.counts };
}
