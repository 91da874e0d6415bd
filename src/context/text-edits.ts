/** A stretch of text that is in both texts, in the one before alone, or in the new one alone. */
export interface TextEdit {
  op: 'same' | 'removed' | 'added';
  text: string;
}

/** What comparing may still cost; it is used up across texts. */
export interface Effort {
  /** Steps: an item looked at, or a diagonal gone along. */
  steps: number;
}

/** More items (lines or words) than this are not compared. */
const MAX_ITEMS = 50_000;

/** More differences than this are not looked for: their traces take the square of it in memory (4 MB). */
const MAX_DIFFERENCES = 1000;

const WORDS = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/** Lines with their line feeds; the last may have none. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf('\n', from);
    const end = feed < 0 ? text.length : feed + 1;
    lines.push(text.slice(from, end));
    from = end;
  }
  return lines;
}

/**
 * The shortest way from one list to the other (Myers, "An O(ND) difference algorithm and its variations", 1986), as
 * pairs of what both have, in order; null where it would take too long.
 */
function commonItems(a: readonly string[], b: readonly string[], effort: Effort): [number, number][] | null {
  const most = Math.min(a.length + b.length, MAX_DIFFERENCES);
  const middle = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = reach[middle + k + 1] ?? 0;
      const right = reach[middle + k - 1] ?? 0;
      let x = k === -d || (k !== d && right < down) ? down : right + 1;
      const start = x;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[middle + k] = x;
      effort.steps -= 1 + x - start;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
    if (effort.steps <= 0) return null;
  }
  return null;
}

/** From the end to the start by the traces; each has the reach of diagonals −d−1 to d+1 before step d. */
function walkBack(trace: readonly Int32Array[], aEnd: number, bEnd: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = aEnd;
  let y = bEnd;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] ?? new Int32Array(0);
    const at = (k: number): number => reach[k + d + 1] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromX = d === 0 ? 0 : at(down ? k + 1 : k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

function push(edits: TextEdit[], op: TextEdit['op'], text: string): void {
  if (text === '') return;
  const last = edits.at(-1);
  if (last?.op === op) last.text += text;
  else edits.push({ op, text });
}

/** How many items two lists begin with alike; `from` says which of each comes when. */
function alike(most: number, same: (i: number) => boolean): number {
  let count = 0;
  while (count < most && same(count)) count++;
  return count;
}

/**
 * What changed from one text to another, by whole lines or by words: the texts of `same` and `removed` are the one
 * before, those of `same` and `added` the new one. Null where the texts are too long or too different to be compared
 * with what `effort` has left, which is used up.
 */
export function editsOf(
  before: string,
  after: string,
  by: 'line' | 'word',
  effort: Effort,
): TextEdit[] | null {
  const items = by === 'line' ? linesOf : (text: string): string[] => text.match(WORDS) ?? [];
  const a = items(before);
  const b = items(after);
  const most = Math.min(a.length, b.length);
  const start = alike(most, (i) => a[i] === b[i]);
  const end = alike(most - start, (i) => a[a.length - 1 - i] === b[b.length - 1 - i]);
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  effort.steps -= a.length + b.length;
  if (effort.steps <= 0 || left.length + right.length > MAX_ITEMS) return null;
  const pairs = commonItems(left, right, effort);
  if (pairs === null) return null;
  const edits: TextEdit[] = [];
  push(edits, 'same', a.slice(0, start).join(''));
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [left.length, right.length] as const]) {
    push(edits, 'removed', left.slice(i, x).join(''));
    push(edits, 'added', right.slice(j, y).join(''));
    push(edits, 'same', left[x] ?? '');
    i = x + 1;
    j = y + 1;
  }
  push(edits, 'same', a.slice(a.length - end).join(''));
  return edits;
}
