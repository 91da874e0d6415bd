import type { ChatBlock } from './plan.ts';

export type TurnRole = 'system' | 'user' | 'assistant' | 'tool';

/** What a template sees as one message: the results of two calls are two, even where a client sends them in one. */
export interface Turn {
  role: TurnRole;
  message: number;
  envelope: string | null;
  texts: ChatBlock[];
  reasoning: ChatBlock[];
  calls: ChatBlock[];
}

export interface Chat {
  tools: ChatBlock[];
  turns: Turn[];
}

const ROLES: Record<string, TurnRole> = {
  __proto__: null as never,
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** Blocks of a request as a template's turns. Linear. */
export function turnsOf(blocks: readonly ChatBlock[]): Chat {
  const chat: Chat = { tools: [], turns: [] };
  let turn: Turn | null = null;
  for (const block of blocks) {
    const { kind, message, envelope } = block;
    if (kind === 'tool_schema') {
      chat.tools.push(block);
      continue;
    }
    if (message < 0 && kind !== 'system') continue;
    const role = kind === 'system' ? 'system' : (ROLES[block.role] ?? 'user');
    const goesOn =
      turn !== null &&
      turn.message === message &&
      turn.role === role &&
      (role !== 'tool' || turn.envelope === envelope);
    if (turn === null || !goesOn) {
      turn = { role, message, envelope, texts: [], reasoning: [], calls: [] };
      chat.turns.push(turn);
    }
    if (kind === 'tool_call') turn.calls.push(block);
    else if (kind === 'reasoning') turn.reasoning.push(block);
    else turn.texts.push(block);
  }
  return chat;
}

/** A text field of an envelope; null where it has none. */
export function fieldIn(envelope: string | null, field: 'name' | 'id' | 'tool_call_id'): string | null {
  if (envelope === null || !envelope.includes(`"${field}"`)) return null;
  try {
    const fields = JSON.parse(envelope) as Record<string, unknown> | null;
    const value = fields?.[field];
    return typeof value === 'string' ? value : null;
  } catch {
    // An envelope that is not JSON holds no field.
    return null;
  }
}
