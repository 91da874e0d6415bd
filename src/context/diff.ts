import { align, type Pair } from './align.ts';

/** What a block is told by when two contexts are compared. */
export interface ComparedBlock {
  hash: string;
  kind: string;
  role: string;
  tool: string | null;
}

/** A step from one context to another; `a` and `b` are places in the one before and in the new one. */
export type BlockChange =
  | { op: 'kept'; a: number; b: number; blocks: number }
  | { op: 'added'; b: number }
  | { op: 'removed'; a: number }
  | { op: 'reordered'; a: number; b: number }
  | { op: 'edited'; a: number; b: number };

/** Hands out the first of what is left under a key. */
class Pool {
  readonly #queues = new Map<string, { indexes: number[]; next: number }>();

  put(key: string, index: number): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, { indexes: [index], next: 0 });
    else queue.indexes.push(index);
  }

  take(key: string): number | undefined {
    const queue = this.#queues.get(key);
    return queue === undefined ? undefined : queue.indexes[queue.next++];
  }
}

const keyOf = ({ role, hash }: ComparedBlock): string => `${hash} ${role}`;

/** In which stretch between kept blocks each place is; -1 for a kept one. */
function gapsOf(length: number, pairs: readonly Pair[], side: 0 | 1): Int32Array {
  const gaps = new Int32Array(length);
  let next = 0;
  for (let i = 0; i < length; i++) {
    if (pairs[next]?.[side] === i) {
      gaps[i] = -1;
      next++;
    } else gaps[i] = next;
  }
  return gaps;
}

/** Pairs what is left of both sides by a key; null is paired with nothing. */
function pairLeft(
  left: { a: Set<number>; b: Set<number> },
  keys: { a(index: number): string | null; b(index: number): string | null },
  found: Map<number, number>,
): void {
  const pool = new Pool();
  for (const i of left.a) {
    const key = keys.a(i);
    if (key !== null) pool.put(key, i);
  }
  for (const j of left.b) {
    const key = keys.b(j);
    const i = key === null ? undefined : pool.take(key);
    if (i === undefined) continue;
    found.set(j, i);
    left.a.delete(i);
    left.b.delete(j);
  }
}

/**
 * What became of a context's blocks in another one, in the order of the latter. Kept: content and role are the same,
 * in the same order. Reordered: the same, at another place. Edited: another content in its stead, which is the schema
 * of the tool of the same name, or stands between the same kept neighbours and has the same kind, role and tool, in
 * their order. Every place of either side is in one step, those of the new one in their order; what begins both alike
 * is the first step, all of it.
 */
export function diffBlocks(a: readonly ComparedBlock[], b: readonly ComparedBlock[]): BlockChange[] {
  const pairs = align(a.map(keyOf), b.map(keyOf));
  const gapOfA = gapsOf(a.length, pairs, 0);
  const gapOfB = gapsOf(b.length, pairs, 1);
  const left = { a: new Set<number>(), b: new Set<number>() };
  for (const [i, gap] of gapOfA.entries()) if (gap >= 0) left.a.add(i);
  for (const [j, gap] of gapOfB.entries()) if (gap >= 0) left.b.add(j);

  const moved = new Map<number, number>();
  const edited = new Map<number, number>();
  const by = (key: (block: ComparedBlock, gap: number) => string | null) => ({
    a: (i: number) => key(a[i] as ComparedBlock, gapOfA[i] ?? -1),
    b: (j: number) => key(b[j] as ComparedBlock, gapOfB[j] ?? -1),
  });
  pairLeft(left, by(keyOf), moved);
  const schema = ({ kind, tool }: ComparedBlock) => (kind === 'tool_schema' ? tool : null);
  pairLeft(left, by(schema), edited);
  const place = ({ kind, role, tool }: ComparedBlock, gap: number) =>
    kind === 'tool_schema' ? null : JSON.stringify([gap, kind, role, tool]);
  pairLeft(left, by(place), edited);

  const changes: BlockChange[] = [];
  let i = 0;
  let j = 0;
  const addGap = (aEnd: number, bEnd: number): void => {
    for (; i < aEnd; i++) if (left.a.has(i)) changes.push({ op: 'removed', a: i });
    for (; j < bEnd; j++) {
      const from = moved.get(j);
      const was = edited.get(j);
      if (from !== undefined) changes.push({ op: 'reordered', a: from, b: j });
      else if (was !== undefined) changes.push({ op: 'edited', a: was, b: j });
      else changes.push({ op: 'added', b: j });
    }
  };
  for (const [aKept, bKept] of pairs) {
    addGap(aKept, bKept);
    const last = changes.at(-1);
    if (last?.op === 'kept' && last.a + last.blocks === aKept && last.b + last.blocks === bKept)
      last.blocks++;
    else changes.push({ op: 'kept', a: aKept, b: bKept, blocks: 1 });
    i = aKept + 1;
    j = bKept + 1;
  }
  addGap(a.length, b.length);
  return changes;
}
