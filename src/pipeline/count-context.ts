import type { PlacedContext } from '../context/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { StoredCount } from '../storage/index.ts';
import { type VocabularyChoice, vocabularyFor } from '../tokens/index.ts';
import { countOverhead } from './count-overhead.ts';
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

/** What an exchange's tokens are counted by: its provider's model, else the one that was asked for. */
export function choiceFor(
  { counter }: Pick<PipelineDeps, 'counter'>,
  { providerModel, model, provider }: Pick<Exchange, 'providerModel' | 'model' | 'provider'>,
): VocabularyChoice {
  return vocabularyFor(providerModel ?? model, { provider, available: counter.available });
}

/** Counts what the chain does not know yet. `chat`: with what a chat adds to the tokens of its blocks. */
export async function countContext(
  deps: PipelineDeps,
  placed: PlacedContext,
  choice: VocabularyChoice,
  chat: boolean,
): Promise<CountedContext> {
  const { vocabulary, exact } = choice;
  const total =
    deps.context.measureNow(placed, vocabulary) ?? (await deps.context.measure(placed, vocabulary));
  const { tokens, exact: exactly, guesses, counts: fresh } = total;
  if (!chat) return { tokens, exact: exact && exactly, guesses, fresh };
  const overhead = await countOverhead(deps, placed, choice);
  return {
    tokens: tokens + overhead.tokens,
    exact: exact && exactly && overhead.exact,
    guesses,
    fresh,
  };
}
