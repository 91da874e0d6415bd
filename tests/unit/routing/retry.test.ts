import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRetryable, LONGEST_WAIT_MS, readRetryAfter, retryDelay } from '../../../src/routing/index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('what an upstream asks to wait', () => {
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': ' 1.5 ' }, 1500],
    [{ 'retry-after': ['2', '9'] }, 2000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': '1e9' }, null],
    [{ 'retry-after': '2026' }, 2_026_000],
    [{}, null],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' }, 1000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '2m59.56s' }, 179_560],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '120ms' }, 120],
    [{ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-reset-requests': '6m0s' }, null],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, null],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 4000) }, 4000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 4) }, 4000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, 12_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW - 4000) }, 0],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'later' }, null],
    [{ 'x-ratelimit-remaining': '0' }, null],
  ])('%j: %s ms', (headers: Record<string, string | string[]>, ms) => {
    const found = readRetryAfter(headers, NOW);
    if (ms === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(ms, 3);
  });

  it('is the longest of the limits of which nothing remains', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '5s',
    };
    expect(readRetryAfter(headers, NOW)).toBe(5000);
  });

  it('is never negative and never a number that is none, whatever the header says', () => {
    const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'x-ratelimit-reset-tokens'];
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.float().map(String),
      fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-remaining-tokens': '0', [name]: text };
        const ms = readRetryAfter(headers, NOW);
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the wait before another attempt', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [5, 8000],
    [6, 8000],
    [1000, 8000],
  ])('after attempt %i is at most %i ms, and half of it at half the chance', (attempt, most) => {
    expect(retryDelay(attempt, null, () => 0.999999)).toEqual({ waitMs: most });
    expect(retryDelay(attempt, null, () => 0.5)).toEqual({ waitMs: most / 2 });
    expect(retryDelay(attempt, null, () => 0)).toEqual({ waitMs: 0 });
  });

  it('is what the upstream asks for, up to 10 s', () => {
    expect(retryDelay(1, 10_000, () => 0.5)).toEqual({ waitMs: 10_000 });
    expect(retryDelay(1, 10_001, () => 0.5)).toEqual({ moveOn: true, retryAfterS: 11 });
    expect(retryDelay(1, 86_400_000, () => 0.5)).toEqual({ moveOn: true, retryAfterS: 86_400 });
  });

  it('is spread out also where the upstream asks for none', () => {
    expect(retryDelay(1, 0, () => 0.5)).toEqual({ waitMs: 250 });
  });

  it('lies between what was asked for and the ceiling, or is not made at all', () => {
    const asked = fc.option(fc.integer({ min: 0, max: 20_000 }));
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), asked, chance, (attempt, retryAfterMs, random) => {
        const delay = retryDelay(attempt, retryAfterMs, () => random);
        if ('moveOn' in delay) {
          expect(retryAfterMs ?? 0).toBeGreaterThan(LONGEST_WAIT_MS);
          expect(delay.retryAfterS * 1000).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
          return;
        }
        expect(delay.waitMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
        expect(delay.waitMs).toBeLessThanOrEqual(
          Math.max(retryAfterMs ?? 0, Math.min(8000, 500 * 2 ** (attempt - 1))),
        );
      }),
    );
  });
});

describe('a status worth another attempt', () => {
  it('is 408, 425, 429 or 5xx but 501 and 505', () => {
    const all = Array.from({ length: 500 }, (_, i) => i + 100).filter(isRetryable);
    const fives = Array.from({ length: 100 }, (_, i) => i + 500).filter(
      (status) => status !== 501 && status !== 505,
    );
    expect(all).toEqual([408, 425, 429, ...fives]);
    expect(isRetryable(600)).toBe(false);
  });
});
