import { callOf, functionJson } from './json.ts';
import {
  addBehind,
  addText,
  type ChatBlock,
  type CountableBlock,
  type EndOf,
  emptyOverhead,
  type Overhead,
  type Plan,
  textPlan,
} from './plan.ts';
import { fieldIn, type Turn, turnsOf } from './turns.ts';

// https://huggingface.co/moonshotai/Kimi-K2-Instruct and https://huggingface.co/moonshotai/Kimi-K2-Thinking,
// chat_template.jinja: a mark, the role, a mark, the body, a mark a turn. Tools are JSON without spaces.
const SYSTEM = 'You are Kimi, an AI assistant created by Moonshot AI.';
const PER_TURN = 3;
/** What a tool's JSON begins with. */
const OPEN = '{"';

export function kimiBlock(block: CountableBlock): Plan {
  const { kind, content } = block;
  if (kind === 'tool_schema') {
    const { json, exact } = functionJson(content);
    return { ...textPlan(json), exact };
  }
  if (kind === 'tool_call') return textPlan(callOf(content).args);
  if (kind === 'tool_result') return textPlan(`\n${content}`);
  return textPlan(content);
}

/** Tools as one list: the brackets, braces and commas between two of them are one token, or few. */
function addTools(out: Overhead, tools: readonly ChatBlock[], endOf: EndOf): void {
  if (tools.length === 0) return;
  out.add += PER_TURN;
  addText(out, 'tool_declare');
  addText(out, `[${OPEN}`);
  addText(out, OPEN, -tools.length);
  for (const tool of tools.slice(0, -1)) addBehind(out, tool, `,${OPEN}`, endOf);
  for (const tool of tools.slice(-1)) addBehind(out, tool, ']', endOf);
}

function addCalls(out: Overhead, turn: Turn): void {
  if (turn.calls.length === 0) return;
  out.add += 2 + 3 * turn.calls.length;
  for (const call of turn.calls) {
    const id = fieldIn(call.envelope, 'id');
    if (id === null) out.exact = false;
    addText(out, id ?? `functions.${call.tool ?? ''}:0`);
  }
}

function overheadOf(thinks: boolean) {
  return (blocks: readonly ChatBlock[], endOf: EndOf): Overhead => {
    const out = emptyOverhead();
    const { tools, turns } = turnsOf(blocks);
    if (turns.length === 0 && tools.length === 0) return out;
    addTools(out, tools, endOf);
    if (turns[0]?.role !== 'system') {
      out.add += PER_TURN;
      addText(out, 'system');
      addText(out, SYSTEM);
    }
    const answered = turns.findLastIndex((turn) => turn.role === 'assistant' && turn.calls.length === 0);
    for (const [i, turn] of turns.entries()) {
      out.add += PER_TURN;
      addText(out, fieldIn(turn.envelope, 'name') ?? turn.role);
      if (turn.texts.length > 1) out.exact = false;
      if (turn.role === 'tool') addText(out, `## Return of ${fieldIn(turn.envelope, 'tool_call_id') ?? ''}`);
      if (turn.role !== 'assistant') continue;
      if (thinks) out.add += 2;
      if (!thinks || i <= answered) for (const block of turn.reasoning) out.dropped.push(block);
      addCalls(out, turn);
    }
    out.add += 2;
    addText(out, 'assistant');
    return out;
  };
}

/** Kimi K2. */
export const kimiOverhead = overheadOf(false);

/** Kimi K2 Thinking, and near it K2.5 and later: a thought in each answer, empty up to the last answer without calls. */
export const kimiThinkingOverhead = overheadOf(true);
