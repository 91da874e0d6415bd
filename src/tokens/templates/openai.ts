import { addText, type ChatBlock, emptyOverhead, type Overhead } from './plan.ts';
import { fieldIn } from './turns.ts';

/** Each message: start mark, end mark and line feed (OpenAI Cookbook, "How to count tokens with tiktoken"). */
const PER_MESSAGE = 3;
/** The role's own token: `system`, `user`, `assistant`, `tool` and `developer` are one token each. */
const PER_ROLE = 1;
const PER_NAME = 1;
/** Every reply is primed with `<|start|>assistant<|message|>`. */
const REPLY = 3;
/** Once where tools are offered, over all of them (OpenAI Cookbook, `func_end`). */
const TOOLS_END = 12;

/** Roles whose name is one token. */
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'model', 'tool', 'function']);

/**
 * 3 and the role a message, 1 and its tokens a name, 3 for the reply, 12 where tools are offered. Nothing for a request
 * without messages and tools. A system text that stands beside the messages, as other protocols have it, is a message,
 * too. Not exact where the Cookbook says nothing: tools without a system text, two parts in one message, other roles.
 */
export function openaiOverhead(blocks: readonly ChatBlock[]): Overhead {
  const out = emptyOverhead();
  let messages = 0;
  let last: number | null = null;
  let tools = false;
  let system = false;
  for (const { kind, role, message, envelope } of blocks) {
    tools ||= kind === 'tool_schema';
    system ||= kind === 'system';
    if (message < 0 && kind !== 'system') continue;
    if (message === last) {
      out.exact = false;
      continue;
    }
    last = message;
    messages++;
    if (kind !== 'system' && !ROLES.has(role)) out.exact = false;
    const name = fieldIn(envelope, 'name');
    if (name === null) continue;
    addText(out, name);
    out.add += PER_NAME;
  }
  if (tools && !system) out.exact = false;
  if (messages > 0 || tools) out.add += messages * (PER_MESSAGE + PER_ROLE) + REPLY + (tools ? TOOLS_END : 0);
  return out;
}
