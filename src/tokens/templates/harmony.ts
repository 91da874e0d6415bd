import { harmonyTool } from './harmony-tools.ts';
import { callOf, spacedArguments } from './json.ts';
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
import { type Turn, turnsOf } from './turns.ts';

// https://github.com/openai/harmony/blob/main/docs/format.md and chat_template.jinja in
// https://huggingface.co/openai/gpt-oss-120b.
const MARKS = /<\|(?:start|end|message|channel|call|return)\|>/g;
const CHANNELS = '# Valid channels: analysis, commentary, final. Channel must be included for every message.';
/** Any date and any effort have as many tokens. */
const system = (more: string) =>
  wordsOf(
    `<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06\nCurrent date: 2025-08-05\n\nReasoning: medium\n\n${CHANNELS}${more}<|end|>`,
    MARKS,
  );
const SYSTEM = system('');
const SYSTEM_WITH_TOOLS = system("\nCalls to these tools must go to the commentary channel: 'functions'.");
const DEVELOPER = wordsOf('<|start|>developer<|message|><|end|>', MARKS);
const INSTRUCTIONS = '# Instructions\n\n';
const TOOLS_BEFORE = '# Tools\n\n## functions\n\nnamespace functions {\n\n//';
const TOOLS_BETWEEN = ';\n\n//';
const TOOLS_AFTER = ';\n\n} // namespace functions';
const USER = wordsOf('<|start|>user<|message|><|end|>', MARKS);
const FINAL = wordsOf('<|start|>assistant<|channel|>final<|message|><|end|>', MARKS);
const ANALYSIS = wordsOf('<|start|>assistant<|channel|>analysis<|message|><|end|>', MARKS);
const RESULT = wordsOf('<|start|><|channel|>commentary<|message|><|end|>', MARKS);
const CALL_MARKS = 4;
const REPLY = wordsOf('<|start|>assistant', MARKS);

export function harmonyBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'tool_schema') return harmonyTool(content);
  if (kind === 'tool_result') return textPlan(JSON.stringify(content));
  if (kind === 'other') return guess(textPlan(content));
  if (kind !== 'tool_call') return textPlan(content);
  const { name, args } = callOf(content);
  const { text, exact } = spacedArguments(args);
  return { texts: [`assistant to=functions.${name}`, 'commentary json', text], add: CALL_MARKS, exact };
}

function addDeveloper(out: Overhead, told: Turn | undefined, tools: number, endOf: EndOf): void {
  if (told === undefined && tools === 0) return;
  addWords(out, DEVELOPER);
  const last = told?.texts.at(-1);
  if (last !== undefined) {
    addText(out, INSTRUCTIONS);
    addBehind(out, last, '\n\n', endOf);
  }
  if (tools === 0) return;
  addText(out, TOOLS_BEFORE);
  addText(out, TOOLS_BETWEEN, tools - 1);
  addText(out, TOOLS_AFTER);
}

/** Shown only while no later answer without a call has followed. */
function addThought(out: Overhead, turn: Turn, shown: boolean, endOf: EndOf): void {
  const thoughts = [...turn.reasoning, ...(turn.calls.length > 0 ? turn.texts : [])];
  const spoken = thoughts.filter((block) => !isEmpty(block, endOf));
  if (shown && turn.calls.length > 0) addWords(out, ANALYSIS, spoken.length);
  else out.dropped.push(...thoughts);
  if (spoken.length > 1) out.exact = false;
}

/** gpt-oss: the system text is the developer's, behind a system turn of its own. */
export function harmonyOverhead(blocks: readonly ChatBlock[], endOf: EndOf): Overhead {
  const out = emptyOverhead();
  const { tools, turns } = turnsOf(blocks);
  if (turns.length === 0 && tools.length === 0) return out;
  addWords(out, tools.length > 0 ? SYSTEM_WITH_TOOLS : SYSTEM);
  const told = turns[0]?.role === 'system' ? turns[0] : undefined;
  addDeveloper(out, told, tools.length, endOf);
  const final = turns.findLastIndex((turn) => turn.role === 'assistant' && turn.calls.length === 0);
  let called = '';
  for (const [i, turn] of turns.entries()) {
    const { role, calls, texts } = turn;
    if (texts.length > 1 || calls.length > 1) out.exact = false;
    if (role === 'user') addWords(out, USER);
    if (role === 'system' && turn !== told) {
      addWords(out, USER);
      out.exact = false;
    }
    if (role === 'assistant') {
      addThought(out, turn, i > final, endOf);
      if (calls.length === 0) addWords(out, FINAL);
      called = calls[0]?.tool ?? called;
    }
    if (role === 'tool') {
      addWords(out, RESULT);
      addText(out, `functions.${turn.texts[0]?.tool ?? called} to=assistant`);
    }
  }
  addWords(out, REPLY);
  return out;
}
