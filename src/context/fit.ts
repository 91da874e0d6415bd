/** Tokens of a part by our own count; exact where it is the model's own vocabulary that counted. */
export interface CountedPart {
  tokens: number;
  exact: boolean;
}

/** Counts as they are fitted to a whole: `tokens` in the order of the parts, and what no part has. */
export interface Fitted {
  tokens: number[];
  unattributed: number;
  /** Whether any count was changed. */
  scaled: boolean;
}

/**
 * How far a provider's count may lie above ours for its vocabulary to explain it: o200k_base is up to 23 % off for
 * the open models' vocabularies, and models without a published one are reported up to 35 % above it. What is above
 * this, nobody sent here: an earlier answer that the provider keeps, tools and texts of its own.
 */
export const MOST = 1.5;

function sumOf(parts: readonly CountedPart[]): number {
  let sum = 0;
  for (const { tokens } of parts) sum += tokens;
  return sum;
}

/** Multiplies and rounds so that the sum is off by less than one: each takes what the running sum has grown by. */
function scale(
  parts: readonly CountedPart[],
  factor: number,
  only: (part: CountedPart) => boolean,
): number[] {
  let exactly = 0;
  let given = 0;
  return parts.map((part) => {
    if (!only(part)) return part.tokens;
    exactly += part.tokens * factor;
    const tokens = Math.round(exactly) - given;
    given += tokens;
    return tokens;
  });
}

/**
 * Fits counts to the whole that the provider counted, so that they and `unattributed` add up to it exactly. Exact
 * counts stay as they are where the others can make up the difference; else all are changed by one factor. Where
 * the whole is more than {@link MOST} times the counts, they stay, and the rest is `unattributed`. Linear.
 */
export function fitTokens(parts: readonly CountedPart[], whole: number): Fitted {
  const own = sumOf(parts);
  if (own === whole) return { tokens: parts.map(({ tokens }) => tokens), unattributed: 0, scaled: false };
  const guessed = sumOf(parts.filter(({ exact }) => !exact));
  const rest = whole - (own - guessed);
  if (guessed > 0 && guessed < own && rest * MOST >= guessed && rest <= guessed * MOST) {
    return { tokens: scale(parts, rest / guessed, ({ exact }) => !exact), unattributed: 0, scaled: true };
  }
  if (own * MOST < whole)
    return { tokens: parts.map(({ tokens }) => tokens), unattributed: whole - own, scaled: false };
  return { tokens: scale(parts, whole / own, () => true), unattributed: 0, scaled: true };
}
