/**
 * Whole numbers of `unit` (1,000 for tenths of a percent) that add up to it, in proportion to the values: the
 * largest-remainder method. All 0 where the values are.
 */
export function sharesOf(values: readonly number[], unit = 1000): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return values.map(() => 0);
  const exact = values.map((value) => (value / sum) * unit);
  const shares = exact.map(Math.floor);
  let left = unit - shares.reduce((total, share) => total + share, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left--;
  }
  return shares;
}
