import { callOf, functionJson, spaced, spacedArguments } from './json.ts';
import {
  addBehind,
  addText,
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  emptyOverhead,
  guess,
  type Overhead,
  type Plan,
  textPlan,
} from './plan.ts';
import { fieldIn, turnsOf } from './turns.ts';

// https://github.com/mistralai/mistral-common, src/mistral_common/tokens/tokenizers/instruct.py: each part is tokenized by
// itself between control tokens, so that nothing merges but what one part holds.

export function mistralBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  // Which fields a server gives each tool, and what joins them, differs.
  if (kind === 'tool_schema') return guess(textPlan(spaced(functionJson(content).json)));
  if (kind === 'reasoning') return guess(textPlan(content));
  if (kind !== 'tool_call') return textPlan(content);
  const { name, args } = callOf(content);
  const { text, exact } = spacedArguments(args);
  return { texts: [name, text].filter((each) => each !== ''), add: 0, exact };
}

/** Versions 1 to 3: a system text is put before the last question; calls and results are JSON. */
export function mistralOverhead(blocks: readonly ChatBlock[], endOf: EndOf): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1 + (tools.length > 0 ? 2 : 0);
  for (const { role, calls, texts, envelope } of turns) {
    if (role === 'system') for (const text of texts) addBehind(out, text, '\n\n', endOf);
    // With sentencepiece, what follows on the system text is not what it is by itself.
    if (role === 'system') out.exact = false;
    else out.add += role === 'assistant' ? 1 : 2;
    if (calls.length > 0) out.add += 1;
    for (const call of calls) {
      addText(out, '[{"name": "", "arguments": , "id": ""}]');
      addText(out, fieldIn(call.envelope, 'id') ?? '');
    }
    if (role === 'tool') {
      addText(out, '{"content": , "call_id": ""}');
      addText(out, fieldIn(envelope, 'tool_call_id') ?? '');
    }
    if (calls.length > 0 || role === 'tool' || texts.length > 1) out.exact = false;
  }
  if (tools.length > 0) out.exact = false;
  return out;
}

/** Version 7 and later: a system text between marks of its own; results and, since 11, calls between marks. */
export function mistralV7Overhead(blocks: readonly ChatBlock[]): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1 + (tools.length > 0 ? 2 : 0);
  for (const { role, calls } of turns) {
    out.add += role === 'assistant' ? 1 : 2;
    out.add += 2 * calls.length;
    // Until version 11 the call's id stands there, too.
    if (calls.length > 0 || role === 'tool') out.exact = false;
  }
  if (tools.length > 0) out.exact = false;
  return out;
}
