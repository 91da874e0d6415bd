import type { ContextPart } from '../../../../src/contract/context.ts';

const ASSISTANTS = new Set(['assistant', 'model']);
const SYSTEMS = new Set(['system', 'developer']);
const SAME: readonly ContextPart[] = [
  'system',
  'tool_schema',
  'reasoning',
  'tool_call',
  'tool_result',
  'image',
];

/** Which part of a context a block is: what a composition calls it, and its colour. Texts go by who said them. */
export function partOfBlock(kind: string, role: string): ContextPart {
  if (kind !== 'text') return SAME.find((part) => part === kind) ?? 'other';
  if (ASSISTANTS.has(role)) return 'assistant';
  return SYSTEMS.has(role) ? 'system' : 'user';
}
