import type { TimelineTurn } from '../../../../../src/contract/timeline.ts';

/** A column of the strip: one turn, or several where there is no room for each. Indexes, both included. */
export interface Column {
  from: number;
  to: number;
  /** The largest context of its turns, in tokens; null where none is known. */
  context: number | null;
  use: number | null;
  cacheBroke: boolean;
  compacted: boolean;
  failed: boolean;
}

function largest(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.max(one, other);
}

/** Turns as at most `most` columns of equally many turns, the last of fewer. */
export function columnsOf(turns: readonly TimelineTurn[], most: number): Column[] {
  const each = Math.max(1, Math.ceil(turns.length / Math.max(1, most)));
  const columns: Column[] = [];
  for (const [index, turn] of turns.entries()) {
    const at = Math.floor(index / each);
    const column = columns[at] ?? {
      from: index,
      to: index,
      context: null,
      use: null,
      cacheBroke: false,
      compacted: false,
      failed: false,
    };
    columns[at] = {
      from: column.from,
      to: index,
      context: largest(column.context, turn.context),
      use: largest(column.use, turn.context_use),
      cacheBroke: column.cacheBroke || turn.cache_broke === true,
      compacted: column.compacted || turn.compacted,
      failed: column.failed || (turn.status !== 'ok' && turn.status !== 'running'),
    };
  }
  return columns;
}
