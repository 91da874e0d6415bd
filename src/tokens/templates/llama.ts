import { callOf, functionJson, indented, spacedArguments } from './json.ts';
import {
  addText,
  addWords,
  type ChatBlock,
  type CountableBlock,
  emptyOverhead,
  NOTHING,
  type Overhead,
  type Plan,
  textPlan,
  wordsOf,
} from './plan.ts';
import { trimmed } from './trim.ts';
import { turnsOf } from './turns.ts';

// https://www.llama.com/docs/model-cards-and-prompt-formats/llama3_1/ and the template in the models'
// tokenizer_config.json (https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct): each text is trimmed; a system turn
// with two dates is always there.
const MARKS = /<\|(?:begin_of_text|start_header_id|end_header_id|eot_id)\|>/g;
const turnOf = (role: string) => wordsOf(`<|start_header_id|>${role}<|end_header_id|>\n\n<|eot_id|>`, MARKS);
const TURN = {
  system: turnOf('system'),
  user: turnOf('user'),
  assistant: turnOf('assistant'),
  tool: turnOf('ipython'),
};
const REPLY = wordsOf('<|start_header_id|>assistant<|end_header_id|>\n\n', MARKS);
/** Behind the header, whose two line feeds are counted there. */
const DATES = 'Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n';
const TOOLS =
  'Given the following functions, please respond with a JSON for a function call with its proper arguments that best answers the given prompt.\n\nRespond in the format {"name": function name, "parameters": dictionary of argument name and its value}.Do not use variables.\n\n';

export function llamaBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'reasoning') return NOTHING;
  if (kind === 'tool_schema') {
    const { json, exact } = functionJson(content);
    const written = indented(json);
    return { ...textPlan(`${written.text}\n\n`), exact: exact && written.exact };
  }
  if (kind === 'tool_result') return textPlan(JSON.stringify(content));
  if (kind !== 'tool_call') return textPlan(trimmed(content));
  const { name, args } = callOf(content);
  const { text, exact } = spacedArguments(args);
  return { ...textPlan(`{"name": "${name}", "parameters": ${text}}`), exact };
}

/** Llama 3.1, 3.2 and 3.3. */
export function llamaOverhead(blocks: readonly ChatBlock[]): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  out.add = 1;
  addText(out, DATES);
  if (turns[0]?.role !== 'system') addWords(out, TURN.system);
  for (const { role, calls, texts } of turns) {
    addWords(out, TURN[role]);
    if (calls.length > 1 || texts.length > 1) out.exact = false;
    // Beside a call, what was said is not shown.
    if (calls.length > 0) out.dropped.push(...texts);
  }
  if (tools.length > 0) {
    addText(out, 'Environment: ipython\n');
    addText(out, TOOLS);
  }
  addWords(out, REPLY);
  return out;
}
