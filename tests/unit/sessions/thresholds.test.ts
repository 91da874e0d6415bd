import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossing, levelOf } from '../../../src/sessions/thresholds.ts';

const THRESHOLDS = [0.7, 0.85, 0.95];

/** A use in percent; `{ compacted }`: behind a compaction. */
type Given = number | { compacted: number };

/** The thresholds that these uses cross, in percent, in turn. */
function crossed(uses: Given[], thresholds: readonly number[] = THRESHOLDS): number[] {
  let told = 0;
  return uses.flatMap((given) => {
    const compacted = typeof given === 'object';
    const use = (compacted ? given.compacted : given) / 100;
    const next = crossing(told, { use, compacted }, thresholds);
    told = next.told;
    return next.crossed === null ? [] : [Math.round(next.crossed * 100)];
  });
}

describe('a threshold is crossed', () => {
  it.each<[string, Given[], number[]]>([
    ['once, however many turns stay above it', [50, 71, 75, 80, 84], [70]],
    ['by reaching it', [70, 95], [70, 95]],
    ['each in turn', [60, 72, 86, 97], [70, 85, 95]],
    ['the highest alone where a turn jumps over several', [60, 99], [95]],
    ['by a first turn that stands above it', [80], [70]],
    ['not on the way down', [99, 90, 75, 10], [95]],
    ['once by a use that trembles about it', [69, 70, 69, 71, 66, 70, 65, 71], [70]],
    ['again after the use fell five points below it', [71, 64.9, 71], [70, 70]],
    ['again after a compaction, however little it gained', [71, { compacted: 69 }, 71], [70, 70]],
    ['not by a compaction that leaves it above', [97, { compacted: 72 }, 74], [95]],
    ['each again after a compaction that leaves a lower one', [97, { compacted: 72 }, 86, 96], [95, 85, 95]],
    ['by a context larger than the window', [140], [95]],
  ])('%s', (_, uses, told) => {
    expect(crossed(uses)).toEqual(told);
  });

  it('not at all where there is none', () => {
    expect(crossed([200], [])).toEqual([]);
  });

  it('again and again only with the distance that a low one has: half of itself', () => {
    expect(crossed([4, 3, 4, 1.9, 4], [0.04])).toEqual([4, 4]);
  });

  it('under other thresholds by what was told before', () => {
    const at = (told: number, use: number, thresholds: number[]) =>
      crossing(told, { use, compacted: false }, thresholds);
    expect(at(0.85, 0.86, [0.5, 0.8, 0.9])).toEqual({ told: 0.85, crossed: null });
    expect(at(0.85, 0.91, [0.5, 0.8, 0.9])).toEqual({ told: 0.9, crossed: 0.9 });
    expect(at(0.85, 0.6, [0.5, 0.8, 0.9])).toEqual({ told: 0.5, crossed: null });
    expect(at(0.85, 0.2, [0.5, 0.8, 0.9])).toEqual({ told: 0, crossed: null });
    expect(at(0, 0.86, [0.5])).toEqual({ told: 0.5, crossed: 0.5 });
    expect(at(0.85, 0.99, [])).toEqual({ told: 0.85, crossed: null });
  });

  const uses = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 60 });
  const thresholds = fc
    .uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 6 })
    .map((list) => list.sort((a, b) => a - b).map((percent) => percent / 100));

  it('only upwards, and never twice without a fall between, whatever the uses', () => {
    fc.assert(
      fc.property(uses, thresholds, (list, rising) => {
        let told = 0;
        let lowest = 0;
        let last = 0;
        for (const use of list) {
          lowest = Math.min(lowest, use);
          const next = crossing(told, { use, compacted: false }, rising);
          if (next.crossed !== null) {
            expect(use).toBeGreaterThanOrEqual(next.crossed);
            expect(rising.some((threshold) => threshold > (next.crossed ?? 0) && use >= threshold)).toBe(
              false,
            );
            // It is above the last that was told, or that one was left by its distance.
            if (next.crossed <= last) expect(lowest).toBeLessThan(last);
            last = next.crossed;
            lowest = use;
          }
          told = next.told;
        }
      }),
    );
  });

  it('once by a use that keeps within less than five points about it', () => {
    const tremble = fc.array(fc.double({ min: -0.024, max: 0.024, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...THRESHOLDS), tremble, (threshold, list) => {
        const alerts = crossed(list.map((by) => 100 * (threshold + by)));
        const mine = alerts.filter((one) => one === Math.round(100 * threshold));
        expect(mine.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the level of a threshold', () => {
  it.each([
    [[0.5], ['critical']],
    [
      [0.5, 0.8],
      ['warning', 'critical'],
    ],
    [
      [0.7, 0.85, 0.95],
      ['notice', 'warning', 'critical'],
    ],
    [
      [0.2, 0.4, 0.6, 0.8],
      ['notice', 'notice', 'warning', 'critical'],
    ],
  ])('of %j rises to critical at the last: %j', (thresholds, levels) => {
    expect(thresholds.map((threshold) => levelOf(threshold, thresholds))).toEqual(levels);
  });
});
