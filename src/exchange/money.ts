/** Decimal places of a sum of money: a token at the smallest price there is has ten. */
const PLACES = 1e12;

/** US dollars without the noise of binary fractions (0.1 + 0.2 is 0.3): to a trillionth, or to 15 digits. */
export function roundUsd(usd: number): number {
  const scaled = Math.round(usd * PLACES);
  return Number.isSafeInteger(scaled) ? scaled / PLACES : Number(usd.toPrecision(15));
}
