import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import { chatOverhead, planBlock, type Template, type Vocabulary } from '../../../src/tokens/index.ts';
import type { Conversation } from './conversations.ts';

export type CountText = (text: string) => number;

/** A conversation's tokens by a template's rules, its texts counted by `count`. */
export function countChat(
  body: Conversation,
  vocabulary: Vocabulary,
  template: Template,
  count: CountText,
): { tokens: number; exact: boolean } {
  const blocks = chatBlocks(body);
  const plans = blocks.map((block) => planBlock(block, vocabulary));
  const counts = plans.map(({ texts, add }) => texts.reduce((sum, text) => sum + count(text), add));
  const overhead = chatOverhead(blocks, template);
  let tokens = overhead.add;
  for (const each of counts) tokens += each;
  for (const [text, times] of overhead.texts) tokens += times * count(text);
  for (const block of overhead.dropped) tokens -= counts[blocks.indexOf(block as never)] ?? 0;
  return { tokens, exact: overhead.exact && plans.every((plan) => plan.exact) };
}
