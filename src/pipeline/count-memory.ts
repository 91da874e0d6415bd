import type { PlacedContext } from '../context/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { Vocabulary } from '../tokens/index.ts';
import type { PipelineDeps } from './deps.ts';

/** Counts what of a context is memory: of a conversation that goes on, what is new in it. */
export async function countMemory(
  { context, recorder }: Pick<PipelineDeps, 'context' | 'recorder'>,
  exchange: Exchange,
  placed: PlacedContext,
  vocabulary: Vocabulary,
): Promise<void> {
  const { tokens, counts } = await context.measureMemory(placed, vocabulary);
  recorder.addCounts(counts);
  exchange.memoryTokens = tokens;
  recorder.touch(exchange);
}
