import type { Composition, ContextPart } from '../../../../../src/contract/context.ts';
import { orderedParts } from '../../../components/kinds.ts';
import { sharesOf } from './shares.ts';

/** Below this share of the whole, a block has no cell of its own. */
const LEAST = 0.005;

type Heavy = Composition['heaviest'][number];

/** The smallest thing that is shown: a block, or what is left of a part. */
export interface Cell {
  key: string;
  part: ContextPart;
  /** The tool, else the role: what cells of a part are put together by. */
  group: string | null;
  tokens: number;
  /** 0 to 1; all of them add up to 1. */
  share: number;
  /** Null: several blocks that are too small, or what stands around them. */
  block: Heavy | null;
  /** How many blocks. */
  blocks: number;
}

/** Of which part a block is: the same rule as the server's. */
export function partOfBlock({ kind, role }: Pick<Heavy, 'kind' | 'role'>): ContextPart {
  if (kind === 'text') return role === 'user' || role === 'assistant' ? role : 'other';
  return kind as ContextPart;
}

/**
 * What fills a context, as cells whose tokens add up to the whole. Parts in the order in which a provider gets them,
 * blocks in that of the context, so that nothing jumps from turn to turn; what is small comes last in its part.
 */
export function cellsOf(composition: Composition): Cell[] {
  const { tokens: whole, heaviest } = composition;
  const cells: Omit<Cell, 'share'>[] = [];
  for (const { part, tokens, blocks } of orderedParts(composition.parts)) {
    const own = heaviest
      .filter((block) => partOfBlock(block) === part && block.tokens >= LEAST * whole)
      .sort((a, b) => a.position - b.position);
    let left = tokens;
    for (const block of own) {
      // A memory is a part of its own; of which block it was taken out of is not told.
      const rest = Math.min(block.tokens, left);
      if (rest <= 0) continue;
      left -= rest;
      cells.push({
        key: `${block.position} ${block.hash}`,
        part,
        group: block.tool ?? (part === 'tool_call' || part === 'tool_result' ? null : block.role),
        tokens: rest,
        block,
        blocks: 1,
      });
    }
    if (left > 0) {
      const others = Math.max(0, blocks - own.length);
      cells.push({ key: `rest ${part}`, part, group: null, tokens: left, block: null, blocks: others });
    }
  }
  const shares = sharesOf(cells.map(({ tokens }) => tokens));
  return cells.map((cell, at) => ({ ...cell, share: shares[at] ?? 0 }));
}
