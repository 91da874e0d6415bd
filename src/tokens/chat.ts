import type { Vocabulary } from './port.ts';
import { toolPlan } from './tools.ts';

/**
 * How a part of a request is counted: its tokens are those of `texts`, each by itself, plus `add`. Not exact where
 * `add` is a guess.
 */
export interface Plan {
  texts: string[];
  add: number;
  exact: boolean;
}

/** What planning needs of a block of context. */
export interface CountableBlock {
  kind: string;
  content: string;
  /** JSON that may hold `name`; null where there is nothing. */
  envelope: string | null;
}

/** What the overhead of a chat depends on. */
export interface ChatBlock extends CountableBlock {
  role: string;
  /** Index of the message; -1 for what is not in one. */
  message: number;
}

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
 * An image of 1024 × 1024 in high detail for GPT-4o: 85 and 170 for each of its four tiles (OpenAI's vision guide).
 * The size is not looked up in the image and other models count differently: always a guess.
 */
const IMAGE_TOKENS = 765;

/** How one block is counted by the published rules. The bytes of an image are never tokenized. */
export function planBlock(block: CountableBlock, vocabulary: Vocabulary): Plan {
  if (block.kind === 'image') return { texts: [], add: IMAGE_TOKENS, exact: false };
  if (block.kind === 'tool_schema') return toolPlan(block.content, vocabulary);
  // What stands between a call's name and its arguments is not published: the content has a line feed there.
  return { texts: block.content === '' ? [] : [block.content], add: 0, exact: block.kind !== 'other' };
}

function nameIn(envelope: string | null): string | null {
  if (envelope === null || !envelope.includes('"name"')) return null;
  try {
    const fields = JSON.parse(envelope) as { name?: unknown };
    return typeof fields.name === 'string' ? fields.name : null;
  } catch {
    // An envelope that is not JSON names nobody.
    return null;
  }
}

/**
 * What a chat adds to the tokens of its blocks: 3 and the role a message, 1 and its tokens a name, 3 for the
 * reply, 12 where tools are offered. Nothing for a request without messages.
 */
export function chatOverhead(blocks: readonly ChatBlock[]): Plan {
  const texts: string[] = [];
  let messages = 0;
  let last = -1;
  let tools = false;
  for (const { kind, message, envelope } of blocks) {
    tools ||= kind === 'tool_schema';
    if (message < 0 || message === last) continue;
    last = message;
    messages++;
    const name = nameIn(envelope);
    if (name !== null) texts.push(name);
  }
  if (messages === 0 && !tools) return { texts, add: 0, exact: true };
  const add = messages * (PER_MESSAGE + PER_ROLE) + texts.length * PER_NAME + REPLY + (tools ? TOOLS_END : 0);
  return { texts, add, exact: true };
}
