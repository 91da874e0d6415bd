import { A_MAX, addPoint, boundedRatio } from './fit.ts';
import { type Anchor, predict } from './predict.ts';
import { type Calibration, type Mean, ratioOf, UNKNOWN } from './state.ts';

/** What a provider said of a context that we counted. */
export interface Observation extends Anchor {
  /** The context that it goes on, where the provider has counted that, too. */
  before: Anchor | null;
  /** Whether what has come since was truly counted: no image in it, no text that took too long. */
  growthCounted: boolean;
  /** The same of the whole context. */
  wholeCounted: boolean;
  /** Whether our count ought to be the provider's. */
  exact: boolean;
}

export interface Learnt {
  calibration: Calibration;
  /** Whether what the provider said may be built upon. */
  believed: boolean;
}

/** A count that is so far from ours is none, whatever the vocabulary. */
const MOST_TIMES = 4;
/** What is further from the prediction than this (times, and tokens beside) must be said several times in a row. */
const ODD_TIMES = 2;
const ODD_TOKENS = 64;
/** The same before anything is known, for hidden prompts. */
const FIRST_ODD_TOKENS = 2000;
const ODD_BELIEVED = 3;
/** Two odd counts are of one cause where their ratios to ours are not further apart than this (times). */
const ODD_ALIKE = 1.5;

/** How far the growth of one turn may pull the ratio: a share of it, and tokens beside. */
const PULL = 0.25;
const PULL_TOKENS = 60;
/** The most (tokens) that one turn weighs. */
const GROWTH_MOST = 2000;
/** What is left of older growth after a turn that weighs the most. */
const GROWTH_KEPT = 0.8;

/** A context that went on no other weighs this; one that did says little that the one before did not. */
const COLD_WEIGHT = 1;
const WARM_WEIGHT = 0.1;
/** What is left of older contexts after one that weighs 1. */
const FIT_KEPT = 0.95;
/** A context that is further from the line than this, as a share, weighs less by as much. */
const FIT_FAR = 0.15;

/** Errors are means of about this many. */
const ERRORS = 30;
/** An error counts as this many times the mean at most, and as this share at least. */
const ERROR_TIMES = 4;
const ERROR_LEAST = 0.02;

/** A count agrees with an exact one within 1 %, or a few tokens: of very short contexts one token is more than that. */
const AGREES_SHARE = 0.01;
const AGREES_TOKENS = 3;
const DIFFERS_BELIEVED = 2;
const DIFFERS_MOST = 4;

function isCount({ counted, said }: Anchor): boolean {
  if (!Number.isSafeInteger(counted) || !Number.isSafeInteger(said) || counted < 1 || said < 1) return false;
  return said * MOST_TIMES >= counted && said <= counted * MOST_TIMES + A_MAX;
}

/** Whether a count is far from what is expected. Also asked of counts of earlier turns, before they are built upon. */
export function isOdd(calibration: Calibration, { counted, said }: Anchor, before: Anchor | null): boolean {
  if (!isCount({ counted, said })) return true;
  const { tokens } = predict(calibration, counted, before);
  const beside = calibration.observations === 0 && before === null ? FIRST_ODD_TOKENS : ODD_TOKENS;
  return said > tokens * ODD_TIMES + beside || said < tokens / ODD_TIMES - ODD_TOKENS;
}

function withError({ n, value }: Mean, { said }: Anchor, tokens: number): Mean {
  const error = Math.min(Math.abs(tokens - said) / said, Math.max(value * ERROR_TIMES, ERROR_LEAST));
  const most = Math.min(n + 1, ERRORS);
  return { n: most, value: value + (error - value) / (most + 1) };
}

/** What the growth of one turn says of the ratio, pulled towards what is known. Turns that do not grow say nothing. */
function withGrowth(calibration: Calibration, now: Anchor, before: Anchor): Calibration['growth'] {
  const counted = now.counted - before.counted;
  const { growth } = calibration;
  if (counted <= 0) return growth;
  const known = ratioOf(calibration);
  // At first the ratio may be anything; then no turn may pull it far.
  const slack = (growth.counted < GROWTH_MOST ? 1 : PULL) * known + PULL_TOKENS / counted;
  const ratio = boundedRatio(
    Math.min(known + slack, Math.max(known - slack, (now.said - before.said) / counted)),
  );
  const weight = Math.min(counted, GROWTH_MOST);
  const keep = GROWTH_KEPT ** (weight / GROWTH_MOST);
  return { counted: growth.counted * keep + weight, said: growth.said * keep + weight * ratio };
}

function withWhole({ fit }: Calibration, now: Anchor, cold: boolean, fitted: number): Calibration['fit'] {
  const off = Math.abs(fitted - now.said) / now.said;
  const trust = fit.n === 0 || off <= FIT_FAR ? 1 : FIT_FAR / off;
  const weight = (cold ? COLD_WEIGHT : WARM_WEIGHT) * trust;
  return addPoint(fit, now.counted, now.said, weight, FIT_KEPT ** weight);
}

function differing(differs: number, { counted, said, exact }: Observation): number {
  if (!exact) return differs;
  const agrees = Math.abs(counted - said) <= Math.max(AGREES_TOKENS, said * AGREES_SHARE);
  return agrees ? Math.max(0, differs - 1) : Math.min(DIFFERS_MOST, differs + 1);
}

function learnt(calibration: Calibration, seen: Observation): Calibration {
  const { before, counted, growthCounted, wholeCounted } = seen;
  const fitted = predict(calibration, counted, null);
  const next: Calibration = {
    ...calibration,
    observations: calibration.observations + 1,
    odd: UNKNOWN.odd,
    differs: differing(calibration.differs, seen),
  };
  if (wholeCounted) {
    next.fit = withWhole(calibration, seen, before === null, fitted.tokens);
    if (calibration.fit.n > 0) next.fitted = withError(calibration.fitted, seen, fitted.tokens);
  }
  if (before !== null && growthCounted) {
    next.anchored = withError(calibration.anchored, seen, predict(calibration, counted, before).tokens);
    next.growth = withGrowth(calibration, seen, before);
  }
  return next;
}

/** Whether a count that ought to be exact is taken to be: the provider has not contradicted it several times. */
export function agreesWithOurs({ differs }: Calibration): boolean {
  return differs < DIFFERS_BELIEVED;
}

/**
 * Learns from what a provider said of a context. What cannot be a count is ignored; what is far from the prediction is
 * believed when it comes three times in a row, and then everything is learnt anew.
 */
export function learn(calibration: Calibration, seen: Observation): Learnt {
  if (!isCount(seen)) return { calibration, believed: false };
  if (!isOdd(calibration, seen, seen.before))
    return { calibration: learnt(calibration, seen), believed: true };
  const ratio = seen.said / seen.counted;
  const { odd } = calibration;
  const alike = ratio < odd.ratio * ODD_ALIKE && ratio > odd.ratio / ODD_ALIKE;
  const n = alike ? odd.n + 1 : 1;
  if (n < ODD_BELIEVED) return { calibration: { ...calibration, odd: { n, ratio } }, believed: false };
  const { observations, differs } = calibration;
  const anew: Calibration = { ...UNKNOWN, observations, differs };
  return { calibration: learnt(anew, { ...seen, before: null }), believed: true };
}
