/** No request has more tokens: a larger count is none, and sums of such would be past what numbers and databases hold. */
const MOST = 1_000_000_000;

/** A count of tokens as providers send it: a whole number from 0; anything else is unknown. */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST ? value : null;
}
