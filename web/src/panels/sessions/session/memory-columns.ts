import type { MemoryPoint } from '../../../../../src/contract/session.ts';

/** Memory and chat of some turns, of the one whose context is largest; tokens. */
export interface MemoryColumn {
  memory: number | null;
  chat: number | null;
}

/** At most `most` columns; `points` are those of the turns, null where nothing is known of one. */
export function memoryColumns(points: readonly (MemoryPoint | null)[], most: number): MemoryColumn[] {
  const each = Math.max(1, Math.ceil(points.length / Math.max(1, most)));
  const columns: MemoryColumn[] = [];
  const size = ({ memory, chat }: MemoryColumn): number => (memory ?? 0) + (chat ?? 0);
  for (const [index, point] of points.entries()) {
    const at = Math.floor(index / each);
    const next = { memory: point?.memory_tokens ?? null, chat: point?.chat_tokens ?? null };
    const before = columns[at];
    columns[at] = before === undefined || size(next) > size(before) ? next : before;
  }
  return columns;
}
