/** A to Z in lower case, and nothing else: what every database agrees on. */
export function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * Whether a text has the pattern of a text test: one part stands anywhere in it; of several, the first begins it, the last
 * ends it, and the others follow one another in between.
 */
export function hasParts(text: string, parts: readonly string[]): boolean {
  const folded = fold(text);
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return folded.includes(first);
  const end = folded.length - last.length;
  let at = first.length;
  if (end < at || !folded.startsWith(first) || !folded.endsWith(last)) return false;
  for (const part of rest) {
    const found = folded.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** How many letters must be put in, taken out or replaced to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The word that was probably meant: one that begins so, or with two slips at most; null where none is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  const asked = word.toLowerCase().slice(0, 40);
  if (asked === '') return null;
  const begun = words.find((one) => one.startsWith(asked));
  if (begun !== undefined) return begun;
  const most = asked.length < 4 ? 1 : 2;
  const near = words
    .map((one) => ({ one, slips: distance(asked, one) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.one ?? null;
}
