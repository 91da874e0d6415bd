import { describe, expect, it } from 'vitest';
import { brokeCache } from '../../../src/context/index.ts';

const turn = (input: number | null, cacheRead: number | null, cacheWrite: number | null = null) => ({
  input,
  cacheRead,
  cacheWrite,
});

describe('whether the cache broke between two turns', () => {
  it.each([
    ['it grows', turn(20_000, 18_000), turn(21_000, 19_968), false],
    ['nothing was read', turn(20_000, 18_000), turn(21_000, 0), true],
    ['only tools and system were read', turn(20_000, 18_000), turn(21_000, 8_000), true],
    ['it grows by marks', turn(20_000, 0, 19_900), turn(22_000, 19_900, 2_000), false],
    ['marks were written anew', turn(20_000, 18_000, 1_900), turn(22_000, 0, 21_900), true],
    ['the provider has no cache, or it never showed', turn(20_000, 0, 0), turn(21_000, 0, 0), false],
    ['it was too short', turn(900, 512), turn(1_000, 0), false],
    ['it became short, and what is left was read', turn(20_000, 18_000), turn(5_000, 4_864), false],
    ['the provider says nothing of the turn', turn(20_000, 18_000), turn(21_000, null), null],
    ['the provider said nothing of the one before', turn(20_000, null), turn(21_000, 0), null],
    ['nobody counted', turn(null, 18_000), turn(21_000, 0), null],
  ])('%s', (_, before, after, broke) => {
    expect(brokeCache(before, after)).toBe(broke);
  });

  it('goes by the least length of the provider', () => {
    expect(brokeCache(turn(3000, 2000), turn(3100, 0), 4096)).toBe(false);
    expect(brokeCache(turn(3000, 2000), turn(3100, 0), 256)).toBe(true);
  });
});
