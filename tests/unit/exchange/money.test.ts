import { expect, it } from 'vitest';
import { roundUsd } from '../../../src/exchange/index.ts';

it.each([
  [0.1 + 0.2, 0.3],
  [0.00007 * 3, 0.00021],
  [5e-10, 5e-10],
  [-(0.1 + 0.2), -0.3],
  [12_345.1 + 0.2, 12_345.3],
  [1e9 + 0.1 + 0.2, 1_000_000_000.3],
  [0, 0],
])('money without noise: %d is %d', (noisy, clean) => {
  expect(roundUsd(noisy)).toBe(clean);
});
