import type { Cell } from './cells.ts';

export const SORTS = ['tokens', 'kind', 'times', 'newest'] as const;
export type CellSort = (typeof SORTS)[number];

/** Cells for the table. `kind`: as the context has them; the others: the most, or the newest, first. */
export function sortedCells(cells: readonly Cell[], sort: CellSort): Cell[] {
  if (sort === 'kind') return [...cells];
  const by: Record<Exclude<CellSort, 'kind'>, (cell: Cell) => number> = {
    tokens: ({ tokens }) => tokens,
    times: ({ block }) => block?.repeats ?? 0,
    newest: ({ block }) => -(block?.age ?? Number.MAX_SAFE_INTEGER),
  };
  const value = by[sort];
  return [...cells].sort((a, b) => value(b) - value(a) || b.tokens - a.tokens);
}
