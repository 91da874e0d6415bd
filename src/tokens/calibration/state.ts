import { boundedRatio, type Line, lineOf, NO_SUMS, type Prior, type Sums } from './fit.ts';

/** A running mean of relative errors. */
export interface Mean {
  /** How many it is of, up to a bound. */
  n: number;
  value: number;
}

/** What is known of how a provider counts a model's contexts. A value: learning makes a new one. */
export interface Calibration {
  /** Contexts that were learnt from, ever. */
  observations: number;
  /** What contexts grew by, from one turn to the next: in our tokens and in the provider's, the older the less. */
  growth: { counted: number; said: number };
  /** Whole contexts, the older the less. */
  fit: Sums;
  /** How far a prediction was off, by how it was made. */
  anchored: Mean;
  fitted: Mean;
  /** What the provider said lately that cannot be believed yet: how often in a row, and its ratio to our count. */
  odd: { n: number; ratio: number };
  /** How often the provider contradicted a count that ought to be exact, less how often it agreed; 0 to 4. */
  differs: number;
}

/**
 * Errors before any was measured, which count as one: on recorded conversations an anchored prediction was off by 0.1 to
 * 1 %, one from a single other context by 3 to 10 %.
 */
const ANCHORED_ERROR = 0.015;
const FITTED_ERROR = 0.1;

export const UNKNOWN: Readonly<Calibration> = {
  observations: 0,
  growth: { counted: 0, said: 0 },
  fit: NO_SUMS,
  anchored: { n: 0, value: ANCHORED_ERROR },
  fitted: { n: 0, value: FITTED_ERROR },
  odd: { n: 0, ratio: 0 },
  differs: 0,
};

/** How far vocabularies are apart, before anything is known of a model's. */
const ANY: Prior = { b: 1, spread: 0.15 };
/** Growth (tokens) that weighs as much as what whole contexts say of the ratio. */
const GROWTH_WEIGHT = 1000;
/** How far the ratio of whole contexts may lie from that of what they grow by. */
const SETTLED_SPREAD = 0.05;

/** Tokens of the provider for one of ours, in what a context grows by. */
export function ratioOf({ growth, fit }: Calibration): number {
  const { b } = lineOf(fit, ANY);
  return boundedRatio((b * GROWTH_WEIGHT + growth.said) / (GROWTH_WEIGHT + growth.counted));
}

/** The line for a context that goes on none that the provider has counted. */
export function lineFor(calibration: Calibration): Line {
  const unsettled = GROWTH_WEIGHT / (GROWTH_WEIGHT + calibration.growth.counted);
  const spread = SETTLED_SPREAD + (ANY.spread - SETTLED_SPREAD) * unsettled;
  return lineOf(calibration.fit, { b: ratioOf(calibration), spread });
}
