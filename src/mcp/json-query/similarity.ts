/** Texts longer than this, in characters, are only looked through for the query. */
const MAX_FUZZY_CHARS = 256;
/** Below this share of common pairs of letters, two texts are not close. */
const LEAST_DICE = 0.4;

const EXACT = 1;
const CONTAINS = 0.75;
const CONTAINS_MORE = 0.2;
const AT_START = 0.04;
const CLOSE = 0.75;

function pairs(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + 1 < text.length; i++) {
    const pair = text.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/** How close texts are to a query; 0 where they have nothing to do with it. */
export type Score = (text: string) => number;

/**
 * Makes the rule that searches rank by, from 0 to 1, without regard to case:
 * - the query itself: 1;
 * - a text that contains it: 0.75, and up to 0.2 more the larger a part of the text it is, and 0.04 where the text begins
 *   with it;
 * - else a text that is close to it: 0.75 times the Dice coefficient of their pairs of neighbouring letters
 *   (https://en.wikipedia.org/wiki/S%C3%B8rensen%E2%80%93Dice_coefficient), where that is 0.4 or more; texts of up to 256
 *   characters;
 * - anything else: 0, no match.
 */
export function createScore(query: string): Score {
  const sought = query.toLowerCase();
  const soughtPairs = pairs(sought);

  function dice(text: string): number {
    const a = sought.length - 1;
    const b = text.length - 1;
    if (a < 1 || b < 1 || sought.length > MAX_FUZZY_CHARS || text.length > MAX_FUZZY_CHARS) return 0;
    if ((2 * Math.min(a, b)) / (a + b) < LEAST_DICE) return 0;
    let common = 0;
    for (const [pair, count] of pairs(text)) common += Math.min(count, soughtPairs.get(pair) ?? 0);
    return (2 * common) / (a + b);
  }

  return (text) => {
    const lower = text.toLowerCase();
    if (lower === sought) return EXACT;
    const at = lower.indexOf(sought);
    if (at >= 0) return CONTAINS + CONTAINS_MORE * (sought.length / lower.length) + (at === 0 ? AT_START : 0);
    const close = dice(lower);
    return close < LEAST_DICE ? 0 : CLOSE * close;
  };
}
