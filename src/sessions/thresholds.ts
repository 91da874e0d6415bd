import type { Alert } from '../contract/index.ts';

/** How far (of the window) the use must fall below a threshold before crossing it is told again. */
const REARM = 0.05;

/** What a low threshold has as its distance: half of itself. */
function rearmsBelow(threshold: number): number {
  return Math.max(threshold - REARM, threshold / 2);
}

/** What one measured turn says of an agent's window. */
export interface Measured {
  /** Context ÷ window. */
  use: number;
  /** Whether the conversation was compacted since the turn before. */
  compacted: boolean;
}

/**
 * Goes on by a turn. `told` is the highest threshold that was told and that the use has not left since; 0 where there
 * is none, as at the beginning. It falls when the use falls 5 points below, or with a compaction: a use that trembles
 * about a threshold crosses it once. `crossed` is the highest threshold that the turn crossed upwards, or null.
 * `thresholds` ascend, above 0 to 1, and may be others than before.
 */
export function crossing(
  told: number,
  { use, compacted }: Measured,
  thresholds: readonly number[],
): { told: number; crossed: number | null } {
  let stands = told;
  if (stands > 0 && use < (compacted ? stands : rearmsBelow(stands))) {
    const left = (threshold: number) => use < (compacted ? threshold : rearmsBelow(threshold));
    stands = thresholds.findLast((threshold) => threshold < told && !left(threshold)) ?? 0;
  }
  const reached = thresholds.findLast((threshold) => use >= threshold) ?? 0;
  return reached > stands ? { told: reached, crossed: reached } : { told: stands, crossed: null };
}

const LEVELS: Alert['level'][] = ['notice', 'warning', 'critical'];

/** How grave a threshold is: the last of them is critical, the one before a warning. */
export function levelOf(threshold: number, thresholds: readonly number[]): Alert['level'] {
  const above = thresholds.filter((one) => one > threshold).length;
  return LEVELS[Math.max(0, LEVELS.length - 1 - above)] ?? 'critical';
}
