/**
 * How many single-character changes (insert, delete, replace, swap of neighbours) lie between two words; stops
 * counting past `limit`.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row[j] = cost;
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

const LONGEST = 64;

/** The known name that a word was most likely meant to be, or null where none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > LONGEST) return null;
  const asked = word.toLowerCase().replaceAll('-', '_');
  let best: string | null = null;
  let least = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const name of known) {
    const found = distance(asked, name.toLowerCase().replaceAll('-', '_'), least);
    if (found < least) {
      least = found;
      best = name;
    }
  }
  if (best !== null || asked.length < 3) return best;
  return [...known].find((name) => name.toLowerCase().startsWith(word.toLowerCase())) ?? null;
}

/** `did you mean base_url?`, or null where nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const name = nearest(word, known);
  return name === null ? null : `did you mean ${name}?`;
}
