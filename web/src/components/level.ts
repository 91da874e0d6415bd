/** How full a window is, by the configured thresholds: above the first, above the second. */
export type Level = 'ok' | 'warn' | 'bad';

/** `use` is context ÷ window; `thresholds` ascend. Over 1 is always bad. */
export function levelOf(use: number | null, thresholds: readonly number[]): Level {
  if (use === null) return 'ok';
  const passed = thresholds.filter((threshold) => use >= threshold).length;
  if (passed >= 2 || use >= 1) return 'bad';
  return passed === 1 ? 'warn' : 'ok';
}
