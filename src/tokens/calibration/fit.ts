/** `tokens = a + b · counted`. */
export interface Line {
  /** Tokens that the provider has in every context and we do not see. */
  a: number;
  /** The provider's tokens for one of ours. */
  b: number;
}

/** Weighted sums over what was seen: of `y / x` against `1000 / x`, so that each counts by its relative error. */
export interface Sums {
  n: number;
  u: number;
  uu: number;
  r: number;
  ur: number;
}

/** What is taken to hold before anything was seen: `b`, and how far (standard deviation) it may be off. */
export interface Prior {
  b: number;
  spread: number;
}

/** Two vocabularies are never further apart than this on whole contexts; what is, is no count. */
export const B_MIN = 0.3;
export const B_MAX = 3;
/** The longest hidden prompts, in tokens. */
export const A_MAX = 20_000;

const SCALE = 1000;
/** How far contexts of one model lie from its line, as a share: other languages, other shares of tools. */
const NOISE = 0.03;
/** How large an overhead is before anything is known, in tokens. */
const A_SPREAD = 500;

export const NO_SUMS: Readonly<Sums> = { n: 0, u: 0, uu: 0, r: 0, ur: 0 };

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The ratio `b`, within its bounds. */
export function boundedRatio(b: number): number {
  return clamp(b, B_MIN, B_MAX);
}

/** The sums with one more context in them; what was before counts `keep` (0 to 1) of what it did. */
export function addPoint(sums: Sums, counted: number, said: number, weight: number, keep: number): Sums {
  const u = SCALE / counted;
  const r = said / counted;
  return {
    n: sums.n * keep + weight,
    u: sums.u * keep + weight * u,
    uu: sums.uu * keep + weight * u * u,
    r: sums.r * keep + weight * r,
    ur: sums.ur * keep + weight * u * r,
  };
}

/**
 * The most likely line (Bayesian linear regression with a normal prior, noise proportional to the context): one
 * observation moves `b` where the context is long, and `a` where it is short. Both stay in their bounds.
 */
export function lineOf(sums: Sums, prior: Prior): Line {
  const noise = 1 / (NOISE * NOISE);
  const aa = sums.uu * noise + (SCALE / A_SPREAD) ** 2;
  const ab = sums.u * noise;
  const bb = sums.n * noise + 1 / prior.spread ** 2;
  const ya = sums.ur * noise;
  const yb = sums.r * noise + prior.b / prior.spread ** 2;
  const determinant = aa * bb - ab * ab;
  // Sums that no contexts can have: from a damaged store.
  if (!(determinant > 0)) return { a: 0, b: boundedRatio(prior.b) };
  const free = (ya * bb - yb * ab) / determinant;
  const a = clamp(free, 0, A_MAX / SCALE);
  const b = boundedRatio((yb - a * ab) / bb);
  // Where one stood at its bound, the other is the best beside it.
  return { a: clamp((ya - b * ab) / aa, 0, A_MAX / SCALE) * SCALE, b };
}
