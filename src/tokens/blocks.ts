import { type CountableBlock, planBlock } from './chat.ts';
import type { TokenCount, TokenCounter, Vocabulary } from './port.ts';

/** Tokens of blocks of context, each by its plan, in their order. Never rejects. */
export async function countBlocks(
  counter: TokenCounter,
  blocks: readonly CountableBlock[],
  vocabulary: Vocabulary,
): Promise<TokenCount[]> {
  const plans = blocks.map((block) => planBlock(block, vocabulary));
  const counts = await counter.count(
    plans.flatMap(({ texts }) => texts),
    vocabulary,
  );
  let at = 0;
  return plans.map(({ texts, add, exact }) => {
    const sum = { tokens: add, exact };
    for (const end = at + texts.length; at < end; at++) {
      sum.tokens += counts[at]?.tokens ?? 0;
      sum.exact &&= counts[at]?.exact ?? false;
    }
    return sum;
  });
}
