import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/exchange/index.ts';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The time that an id was made at (ms since 1970). */
function timeOf(id: string): number {
  let ms = 0;
  for (const digit of id.slice(0, 10)) ms = ms * 32 + DIGITS.indexOf(digit);
  return ms;
}

// The ids of this process only ever grow: each test begins after what was used before it.
let start = timeOf(newId(Date.UTC(2026, 0, 1)));
const later = (): number => {
  start += 1_000_000;
  return start;
};

describe('an id', () => {
  it('is 26 digits of base 32, without those that are mistaken for others', () => {
    for (let n = 0; n < 100; n++) expect(newId(later())).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('holds the millisecond in which it was made', () => {
    const now = later();
    expect(timeOf(newId(now))).toBe(now);
  });

  it('made later sorts after one made before, as text', () => {
    const ids = Array.from({ length: 200 }, () => newId(later()));
    expect([...ids].sort()).toEqual(ids);
  });

  it('made within the same millisecond still grows', () => {
    const now = later();
    const ids = Array.from({ length: 5000 }, () => newId(now));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.slice(0, 10))).size).toBe(1);
  });

  it('made after the clock went back still grows, until the clock has caught up', () => {
    const now = later();
    const before = newId(now);
    const ids = [newId(now - 3_600_000), newId(now - 1), newId(0), newId(now), newId(now + 1)];
    expect([before, ...ids].sort()).toEqual([before, ...ids]);
    expect(timeOf(ids[4] ?? '')).toBe(now + 1);
  });

  it('grows whatever the clock does', () => {
    const base = later();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000 }), { maxLength: 50 }), (steps) => {
        const ids = steps.map((step) => newId(base + step));
        expect([...ids].sort()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
    start = base + 1_000_000;
  });

  it('is not to be guessed from the one before it, a millisecond later', () => {
    const tails = Array.from({ length: 600 }, () => newId(later()).slice(10));
    expect(new Set(tails).size).toBe(tails.length);
    for (let at = 0; at < 16; at++) {
      const digits = new Set(tails.map((tail) => tail[at]));
      expect(digits.size, `digit ${at}`).toBe(32);
    }
  });
});
