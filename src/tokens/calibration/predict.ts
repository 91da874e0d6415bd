import { type Calibration, lineFor, ratioOf } from './state.ts';

/** A context as we count it and as the provider said. */
export interface Anchor {
  counted: number;
  said: number;
}

/** How many tokens the provider will say that a context has. */
export interface Prediction {
  tokens: number;
  /** From the turn that it goes on, from other contexts, or as we counted. */
  way: 'anchored' | 'fitted' | 'counted';
  /** How far off such a prediction typically is, as a share; null where nothing is known. */
  error: number | null;
}

/**
 * Predicts from our own count. `before`: the context that this one goes on, where the provider has counted it: then only
 * what has come since can be wrong.
 */
export function predict(calibration: Calibration, counted: number, before: Anchor | null): Prediction {
  if (before !== null) {
    const tokens = before.said + ratioOf(calibration) * (counted - before.counted);
    return { tokens: whole(tokens), way: 'anchored', error: calibration.anchored.value };
  }
  if (calibration.observations === 0) return { tokens: counted, way: 'counted', error: null };
  const { a, b } = lineFor(calibration);
  return { tokens: whole(a + b * counted), way: 'fitted', error: calibration.fitted.value };
}

function whole(tokens: number): number {
  return Math.max(1, Math.round(tokens));
}
