import type { Vocabulary } from './port.ts';
import {
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  guess,
  type Overhead,
  type Plan,
  textPlan,
} from './templates/plan.ts';
import { BLOCK_RULES, OVERHEAD_RULES } from './templates/registry.ts';
import type { Template } from './templates/template.ts';

export type { ChatBlock, CountableBlock, EndOf, Overhead, Plan } from './templates/plan.ts';

/**
 * An image of 1024 × 1024 in high detail for GPT-4o: 85 and 170 for each of its four tiles (OpenAI's vision guide).
 * The size is not looked up in the image and other models count differently: always a guess.
 */
const IMAGE_TOKENS = 765;

/** How one block is counted by the published rules. The bytes of an image are never tokenized. */
export function planBlock(block: CountableBlock, vocabulary: Vocabulary): Plan {
  if (block.kind === 'image') return { texts: [], add: IMAGE_TOKENS, exact: false };
  const plan = ruled(block, vocabulary);
  return block.kind === 'other' ? { ...plan, exact: false } : plan;
}

/** A tool or a call whose JSON a rule cannot write again (nested too deeply, members in odd places) is counted as it is. */
function ruled(block: CountableBlock, vocabulary: Vocabulary): Plan {
  try {
    return BLOCK_RULES[vocabulary](block);
  } catch {
    return guess(textPlan(block.content));
  }
}

/** An end longer than this many UTF-16 units is not looked at: what stands behind it is counted apart, as a guess. */
const MAX_END = 64;
const WORD = /[\p{L}\p{N}]/u;

/** What stands behind a text's last letter or digit; null where that is long. */
export function endOfText(text: string): string | null {
  for (let at = text.length; at > 0 && text.length - at <= MAX_END; at--) {
    const pair = at > 1 && (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00;
    if (pair) at--;
    if (WORD.test(text.slice(at - 1, pair ? at + 1 : at))) return text.slice(pair ? at + 1 : at);
  }
  return text.length <= MAX_END ? text : null;
}

/** What a chat adds to the tokens of its blocks, by its model's template. Nothing for a request without messages and tools. */
export function chatOverhead(
  blocks: readonly ChatBlock[],
  template: Template = 'openai',
  endOf: EndOf = (block) => endOfText(block.content),
): Overhead {
  return OVERHEAD_RULES[template](blocks, endOf);
}
