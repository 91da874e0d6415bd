/**
 * Parts of a whole in steps of 1 / `steps` (1000: tenths of a percent), so that they add up to all of it: the
 * largest-remainder method. All are 0 where the whole is.
 */
export function sharesOf(parts: readonly number[], steps = 1000): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  if (whole <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / whole) * steps);
  const floors = exact.map(Math.floor);
  const left = steps - floors.reduce((sum, floor) => sum + floor, 0);
  const byRemainder = exact
    .map((value, at) => ({ at, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of byRemainder.slice(0, left)) floors[at] = (floors[at] ?? 0) + 1;
  return floors.map((floor) => floor / steps);
}
