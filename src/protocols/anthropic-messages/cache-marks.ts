import type { Fields } from '../neutral/parts.ts';
import { isFields, listOf } from './wire.ts';
import type { Turn } from './write-messages.ts';

/** So many marks a request may have (platform.claude.com/docs/en/build-with-claude/prompt-caching). */
const MOST = 4;

const MARK: Fields = { type: 'ephemeral' };

/** Every object of a request that may bear a mark, in the order of the prefix. */
function* markable(tools: Fields[], system: Fields[], turns: Turn[]): Generator<Fields> {
  yield* tools;
  yield* system;
  for (const { content } of turns)
    for (const block of content) {
      yield* listOf(block.content).filter(isFields);
      yield block;
    }
}

/**
 * Takes the first marks away where there are more than may be; gives how many are there, and how many were taken
 * away. `taken`: marks that the request has elsewhere.
 */
export function limitMarks(
  tools: Fields[],
  system: Fields[],
  turns: Turn[],
  taken: number,
): { kept: number; left: number } {
  const marked = [...markable(tools, system, turns)].filter((each) => isFields(each.cache_control));
  const left = Math.max(0, marked.length + taken - MOST);
  for (const each of marked.slice(0, left)) delete each.cache_control;
  return { kept: marked.length + taken - left, left };
}

/** Blocks that may not bear a mark. */
const UNMARKED = new Set(['thinking', 'redacted_thinking']);

/**
 * Marks what a client of another protocol expects to be cached by itself: what is before the conversation, and the
 * conversation up to the last message of the user's. Providers that cache so do it for prefixes of 1024 tokens;
 * shorter ones Anthropic leaves alone, too.
 */
export function addMarks(tools: Fields[], system: Fields[], turns: Turn[]): void {
  const before = system.at(-1) ?? tools.at(-1);
  if (before !== undefined) before.cache_control = { ...MARK };
  const block = turns.findLast((turn) => turn.role === 'user')?.content.at(-1);
  if (block !== undefined && !UNMARKED.has(String(block.type))) block.cache_control = { ...MARK };
}
