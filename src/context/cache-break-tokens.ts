import type { CacheRule } from '../contract/index.ts';
import type { CacheCandidate, CacheTurn, SentBlock } from './cache-break-port.ts';

/** Tokens of the beginning of a context with so many blocks; null where nobody knows. */
export type TokensAt = (blocks: number) => number | null;

/** A beginning that the provider itself has counted. */
interface Anchor {
  blocks: number;
  tokens: number;
}

/** Whether what an exchange sent is the beginning of what this one sends. */
export function isBeginning(candidate: CacheCandidate): boolean {
  return candidate.shared === candidate.depth;
}

/**
 * How long the beginnings of a context are as its provider counts. The provider counted the whole, and such beginnings
 * as were sent before; what lies between them is shared out by our own counts of the blocks.
 */
export function tokensAt(
  blocks: readonly SentBlock[],
  turn: CacheTurn,
  beginnings: readonly CacheCandidate[],
): TokensAt {
  const sums: (number | null)[] = [0];
  for (const { tokens } of blocks) {
    const before = sums.at(-1) ?? null;
    sums.push(before === null || tokens === null ? null : before + tokens);
  }
  const anchors: Anchor[] = [{ blocks: 0, tokens: 0 }];
  const counted = beginnings
    .filter((each) => isBeginning(each) && each.input !== null && each.depth < blocks.length)
    .sort((a, b) => a.depth - b.depth);
  for (const { depth, input } of counted) anchors.push({ blocks: depth, tokens: input ?? 0 });
  if (turn.input !== null) anchors.push({ blocks: blocks.length, tokens: turn.input });

  return (count) => {
    const exact = anchors.find((anchor) => anchor.blocks === count);
    if (exact !== undefined) return exact.tokens;
    const low = anchors.findLast((anchor) => anchor.blocks < count) ?? { blocks: 0, tokens: 0 };
    const high = anchors.find((anchor) => anchor.blocks > count);
    const from = sums[low.blocks] ?? null;
    const here = sums[count] ?? null;
    if (from === null || here === null) return null;
    if (high === undefined) return low.tokens + here - from;
    const to = sums[high.blocks] ?? null;
    if (to === null || to <= from || high.tokens < low.tokens) return low.tokens + here - from;
    return Math.round(low.tokens + ((high.tokens - low.tokens) * (here - from)) / (to - from));
  };
}

/** What of so many tokens a cache can give: whole steps, and nothing below its least length. */
export function whole(tokens: number, rule: CacheRule): number {
  if (tokens < rule.min_tokens) return 0;
  return Math.floor(tokens / rule.step_tokens) * rule.step_tokens;
}

/** How many tokens a provider had in its cache after an exchange; null where that is not known. */
export function cachedAfter(turn: CacheTurn, rule: CacheRule): number | null {
  if (rule.mode === 'breakpoints') {
    if (turn.cacheRead === null && turn.cacheWrite === null) return null;
    return (turn.cacheRead ?? 0) + (turn.cacheWrite ?? 0);
  }
  return turn.input === null ? null : whole(turn.input, rule);
}

/** Places and tokens of what one context has of another, from a block on. */
export interface Kept {
  blocks: number;
  /** Null where one of the blocks was not counted. */
  tokens: number | null;
  /** Of the earlier context's blocks from there on. */
  share: number;
}

/** How much of an earlier context stands in this one, each counted from a block on; each block of it counts once. */
export function keptBlocks(
  own: readonly SentBlock[],
  ownFrom: number,
  earlier: readonly SentBlock[],
  earlierFrom: number,
  at: TokensAt,
): Kept {
  const left = new Map<string, number>();
  for (const { hash } of earlier.slice(earlierFrom)) left.set(hash, (left.get(hash) ?? 0) + 1);
  let blocks = 0;
  let tokens: number | null = 0;
  for (let i = ownFrom; i < own.length; i++) {
    const hash = own[i]?.hash ?? '';
    const count = left.get(hash) ?? 0;
    if (count === 0) continue;
    left.set(hash, count - 1);
    blocks++;
    const from = at(i);
    const to = at(i + 1);
    tokens = tokens === null || from === null || to === null ? null : tokens + Math.max(0, to - from);
  }
  const all = earlier.length - earlierFrom;
  return { blocks, tokens, share: all <= 0 ? 0 : blocks / all };
}
