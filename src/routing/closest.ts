/** How many names a 404 offers, and how many edits away they may be. */
const MOST_NAMES = 5;
const MOST_EDITS = 5;
/** Longer names are compared by their start only: what a client sends is not bounded. */
const COMPARED_LENGTH = 200;

/** Rows of the computation, used again by every call: names are many when a list is searched. */
let above = new Uint16Array(0);
let row = new Uint16Array(0);

/**
 * Levenshtein distance of two strings, or `limit + 1` where it is over the limit. Only the diagonal band that can
 * stay within the limit is computed.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const over = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return over;
  if (row.length < b.length + 2) {
    above = new Uint16Array(b.length + 2);
    row = new Uint16Array(b.length + 2);
  }
  for (let j = 0; j <= b.length; j++) row[j] = Math.min(j, over);
  for (let i = 1; i <= a.length; i++) {
    [above, row] = [row, above];
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    let best = Math.min(i, over);
    row[from - 1] = from === 1 ? best : over;
    if (from > 1) best = over;
    if (i > 1 && i + limit <= b.length) above[i + limit] = over;
    for (let j = from; j <= to; j++) {
      const same = (above[j - 1] ?? over) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const value = Math.min(same, (above[j] ?? over) + 1, (row[j - 1] ?? over) + 1, over);
      row[j] = value;
      if (value < best) best = value;
    }
    if (best > limit) return over;
  }
  return Math.min(row[b.length] ?? over, over);
}

/**
 * The names that a person may have meant: at most 5, at most 5 edits away (fewer for short names), nearest first.
 * A name with slashes is also compared by what follows each slash, so that `claude-sonet` finds
 * `openrouter/anthropic/claude-sonnet`.
 */
export function closestNames(asked: string, names: Iterable<string>): string[] {
  const wanted = asked.slice(0, COMPARED_LENGTH).toLowerCase();
  const limit = Math.min(MOST_EDITS, Math.max(1, Math.floor(wanted.length / 2)));
  const found = new Map<string, number>();
  for (const name of names) {
    const compared = name.slice(0, COMPARED_LENGTH).toLowerCase();
    let distance = editDistance(wanted, compared, limit);
    for (let at = compared.indexOf('/'); at >= 0; at = compared.indexOf('/', at + 1)) {
      distance = Math.min(distance, editDistance(wanted, compared.slice(at + 1), limit));
    }
    if (distance <= limit) found.set(name, distance);
  }
  return [...found]
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_NAMES)
    .map(([name]) => name);
}
