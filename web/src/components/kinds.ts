import type { Composition, ContextPart } from '../../../src/contract/context.ts';

/** Parts of a context in the order in which a provider gets them: the stable beginning first, the newest last. */
export const PARTS: readonly ContextPart[] = [
  'tool_schema',
  'system',
  'memory',
  'user',
  'assistant',
  'reasoning',
  'tool_call',
  'tool_result',
  'image',
  'other',
  'overhead',
  'unattributed',
];

/** The class that gives a part its colour; see styles/tokens.css. */
export function kindClass(part: string): string {
  return `kind kind-${part}`;
}

/** Parts that have tokens, in {@link PARTS}' order. */
export function orderedParts(parts: Composition['parts']): Composition['parts'] {
  return PARTS.flatMap((name) => parts.filter(({ part, tokens }) => part === name && tokens > 0));
}
