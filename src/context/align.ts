/** Indexes of two lists whose items are one and the same. */
export type Pair = [a: number, b: number];

/** Two stretches, `[start, end)` each. */
interface Gap {
  a: number;
  aEnd: number;
  b: number;
  bEnd: number;
  level: number;
}

/** A gap without an item that is once in either list is compared cell by cell up to this, beyond it in one go. */
const MAX_CELLS = 250_000;

/** How often a gap may lead to smaller ones: each level looks at every item at most once. */
const MAX_LEVEL = 16;

/** The pairs that go up in both lists, as many as there can be (patience sorting, n log n); `pairs` go up in a. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const tails: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  const bOf = (index: number | undefined): number => pairs[index ?? -1]?.[1] ?? -1;
  for (const [i, [, b]] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bOf(tails[middle]) < b) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = i;
  }
  const rising: Pair[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}

/** Items that are in each of the stretches once. */
function onceInBoth(a: readonly string[], b: readonly string[], gap: Gap): Pair[] {
  const places = new Map<string, { a: number; b: number; times: number }>();
  for (let i = gap.a; i < gap.aEnd; i++) {
    const key = a[i] ?? '';
    const place = places.get(key);
    if (place === undefined) places.set(key, { a: i, b: -1, times: 1 });
    else place.times = 3;
  }
  for (let i = gap.b; i < gap.bEnd; i++) {
    const place = places.get(b[i] ?? '');
    if (place === undefined) continue;
    place.b = i;
    place.times += 1;
  }
  const pairs: Pair[] = [];
  for (const place of places.values()) if (place.times === 2) pairs.push([place.a, place.b]);
  return pairs;
}

/** The longest common list of two stretches, by a table of all cells. */
function longestCommon(a: readonly string[], b: readonly string[], gap: Gap, out: Pair[]): void {
  const rows = gap.aEnd - gap.a;
  const width = gap.bEnd - gap.b + 1;
  const table = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = width - 2; j >= 0; j--) {
      const same = a[gap.a + i] === b[gap.b + j];
      table[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < rows && j < width - 1; ) {
    if (a[gap.a + i] === b[gap.b + j]) out.push([gap.a + i++, gap.b + j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
}

/** A common list that is found in one go: each item of a with the next like it in b. */
function nextCommon(a: readonly string[], b: readonly string[], gap: Gap, out: Pair[]): void {
  const queues = new Map<string, { places: number[]; next: number }>();
  for (let i = gap.b; i < gap.bEnd; i++) {
    const queue = queues.get(b[i] ?? '');
    if (queue === undefined) queues.set(b[i] ?? '', { places: [i], next: 0 });
    else queue.places.push(i);
  }
  let from = gap.b;
  for (let i = gap.a; i < gap.aEnd; i++) {
    const queue = queues.get(a[i] ?? '');
    if (queue === undefined) continue;
    while ((queue.places[queue.next] ?? from) < from) queue.next++;
    const place = queue.places[queue.next];
    if (place === undefined) continue;
    out.push([i, place]);
    from = place + 1;
  }
}

/**
 * What two lists have in common, in the order of both: what begins and ends them alike, then what each has once, and
 * so on between those. Ends in n log n steps for most lists, in some ten times that for any.
 */
export function align(a: readonly string[], b: readonly string[]): Pair[] {
  const out: Pair[] = [];
  const gaps: Gap[] = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length, level: 0 }];
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    while (gap.a < gap.aEnd && gap.b < gap.bEnd && a[gap.a] === b[gap.b]) out.push([gap.a++, gap.b++]);
    while (gap.a < gap.aEnd && gap.b < gap.bEnd && a[gap.aEnd - 1] === b[gap.bEnd - 1])
      out.push([--gap.aEnd, --gap.bEnd]);
    if (gap.a === gap.aEnd || gap.b === gap.bEnd) continue;
    const anchors = gap.level < MAX_LEVEL ? longestRising(onceInBoth(a, b, gap)) : [];
    if (anchors.length === 0) {
      const cells = (gap.aEnd - gap.a) * (gap.bEnd - gap.b);
      (cells <= MAX_CELLS ? longestCommon : nextCommon)(a, b, gap, out);
      continue;
    }
    const level = gap.level + 1;
    let from = { a: gap.a, b: gap.b };
    for (const [i, j] of anchors) {
      out.push([i, j]);
      gaps.push({ a: from.a, aEnd: i, b: from.b, bEnd: j, level });
      from = { a: i + 1, b: j + 1 };
    }
    gaps.push({ a: from.a, aEnd: gap.aEnd, b: from.b, bEnd: gap.bEnd, level });
  }
  return out.sort(([one], [other]) => one - other);
}
