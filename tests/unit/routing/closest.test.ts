import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestNames, editDistance } from '../../../src/routing/closest.ts';

/** The oracle: the definition, without any band. */
function plainDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

describe('the edit distance', () => {
  it('is the plain one up to its limit, and one more than the limit over it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 8 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(plainDistance(a, b), limit + 1));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the closest names', () => {
  const names = [
    'kimi/kimi-k2',
    'openrouter/anthropic/claude-sonnet-4',
    'openrouter/moonshotai/kimi-k2',
    'gpt-5',
  ];

  it('are nearest first, then by name', () => {
    expect(closestNames('kimi-k3', names)).toEqual(['kimi/kimi-k2', 'openrouter/moonshotai/kimi-k2']);
    expect(closestNames('kimi/kimi-k', ['kimi/kimi-k22', 'kimi/kimi-k2'])).toEqual([
      'kimi/kimi-k2',
      'kimi/kimi-k22',
    ]);
  });

  it('are found by what follows any slash, and without regard to case', () => {
    expect(closestNames('Claude-Sonet-4', names)).toEqual(['openrouter/anthropic/claude-sonnet-4']);
    expect(closestNames('antropic/claude-sonnet-4', names)).toEqual(['openrouter/anthropic/claude-sonnet-4']);
  });

  it('are at most five', () => {
    const many = Array.from({ length: 50 }, (_, i) => `model-${String(i).padStart(2, '0')}`);
    expect(closestNames('model-0x', many)).toHaveLength(5);
  });

  it('are not offered for short names that share nothing', () => {
    expect(closestNames('xy', ['ab', 'gpt-5'])).toEqual([]);
    expect(closestNames('', names)).toEqual([]);
  });

  it('come at once for a name of a megabyte', () => {
    expect(
      closestNames(
        'x'.repeat(1_000_000),
        Array.from({ length: 2000 }, (_, i) => `x${i}`),
      ),
    ).toEqual([]);
  });
});
