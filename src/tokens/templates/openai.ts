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

/**
 * 3 and the role a message, 1 and its tokens a name, 3 for the reply, 12 where tools are offered. Nothing for a request
 * without messages.
 */
export function openaiOverhead(blocks: readonly ChatBlock[]): Overhead {
  const out = emptyOverhead();
  let messages = 0;
  let last = -1;
  let tools = false;
  for (const { kind, message, envelope } of blocks) {
    tools ||= kind === 'tool_schema';
    if (message < 0 || message === last) continue;
    last = message;
    messages++;
    const name = fieldIn(envelope, 'name');
    if (name === null) continue;
    addText(out, name);
    out.add += PER_NAME;
  }
  if (messages > 0 || tools) out.add += messages * (PER_MESSAGE + PER_ROLE) + REPLY + (tools ? TOOLS_END : 0);
  return out;
}
