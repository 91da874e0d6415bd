import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreesWithOurs, isOdd, learn, type Observation } from '../../../../src/tokens/calibration/learn.ts';
import { type Anchor, predict } from '../../../../src/tokens/calibration/predict.ts';
import { type Calibration, lineFor, ratioOf, UNKNOWN } from '../../../../src/tokens/calibration/state.ts';
import { seeded } from '../../../support/strange-texts.ts';

function seen(counted: number, said: number, more: Partial<Observation> = {}): Observation {
  return { counted, said, before: null, growthCounted: true, wholeCounted: true, exact: false, ...more };
}

function learnAll(observations: Observation[], from: Calibration = UNKNOWN): Calibration {
  return observations.reduce((known, each) => learn(known, each).calibration, from);
}

/** A conversation that grows by about 900 tokens a turn, as its provider counts it. */
function conversation(
  turns: number,
  says: (counted: number, turn: number) => number,
  seed = 1,
): Observation[] {
  const random = seeded(seed);
  const observations: Observation[] = [];
  let counted = 5000;
  let before: Anchor | null = null;
  for (let turn = 0; turn < turns; turn++) {
    const now = { counted, said: Math.round(says(counted, turn)) };
    observations.push(seen(now.counted, now.said, { before }));
    before = now;
    counted += 100 + Math.round(random() * 1600);
  }
  return observations;
}

const off = (tokens: number, said: number): number => Math.abs(tokens - said) / said;

describe('a prediction', () => {
  test('is our own count where nothing is known, and does not say how sure it is', () => {
    expect(predict(UNKNOWN, 1234, null)).toEqual({ tokens: 1234, way: 'counted', error: null });
  });

  test('follows the ratio of the vocabularies after one answer', () => {
    const known = learnAll([seen(8000, 9200)]);
    const { tokens, way, error } = predict(known, 20_000, null);
    expect(way).toBe('fitted');
    expect(off(tokens, 23_000)).toBeLessThan(0.03);
    expect(error).toBeGreaterThan(0);
  });

  test('tells a hidden prompt from a ratio by contexts of different lengths', () => {
    const says = (counted: number): number => Math.round(700 + 1.1 * counted);
    const known = learnAll(
      [20, 4000, 300, 12_000, 50, 30_000].map((counted) => seen(counted, says(counted))),
    );
    const { a, b } = lineFor(known);
    expect(a).toBeGreaterThan(650);
    expect(a).toBeLessThan(750);
    expect(b).toBeCloseTo(1.1, 1);
    for (const counted of [100, 2000, 50_000])
      expect(off(predict(known, counted, null).tokens, says(counted))).toBeLessThan(0.02);
  });

  test('of a turn is what the provider said of the one before, and the growth in its own tokens', () => {
    const known = learnAll(conversation(20, (counted) => 3000 + 1.2 * counted));
    const before = { counted: 50_000, said: 63_000 };
    const { tokens, way, error } = predict(known, 51_000, before);
    expect(way).toBe('anchored');
    expect(off(tokens, 64_200)).toBeLessThan(0.0005);
    expect(error).toBeLessThan(0.005);
  });

  test('of a context that is sent again is what was said of it', () => {
    const before = { counted: 5000, said: 6100 };
    expect(predict(learnAll([seen(5000, 6100)]), 5000, before).tokens).toBe(6100);
  });

  test('says an error that is about the one it has', () => {
    const random = seeded(5);
    const noisy = conversation(60, (counted) => counted * (1.1 + 0.04 * (random() - 0.5)));
    const known = learnAll(noisy.slice(0, 40));
    const errors = noisy
      .slice(40)
      .map(({ counted, said, before }) => off(predict(known, counted, before).tokens, said));
    const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length;
    expect(known.anchored.value).toBeGreaterThan(mean / 2);
    expect(known.anchored.value).toBeLessThan(mean * 2);
  });
});

describe('what a provider changes', () => {
  test('is followed within some turns', () => {
    const old = conversation(60, (counted) => 1.05 * counted);
    const known = learnAll(old);
    const last = old.at(-1);
    let counted = last?.counted ?? 0;
    let said = last?.said ?? 0;
    const more: Observation[] = [];
    for (let turn = 0; turn < 15; turn++) {
      const before = { counted, said };
      counted += 900;
      said += Math.round(900 * 1.35);
      more.push(seen(counted, said, { before }));
    }
    expect(ratioOf(known)).toBeCloseTo(1.05, 2);
    expect(ratioOf(learnAll(more, known))).toBeGreaterThan(1.25);
  });

  test('is found again after an hour of the old way, by contexts that go on no other, too', () => {
    const known = learnAll(
      Array.from({ length: 40 }, (_, n) => seen(6000 + n * 10, Math.round(1.1 * (6000 + n * 10)))),
    );
    const changed = Array.from({ length: 40 }, (_, n) =>
      seen(6000 + n * 10, Math.round(1.3 * (6000 + n * 10))),
    );
    expect(off(predict(learnAll(changed, known), 6100, null).tokens, 1.3 * 6100)).toBeLessThan(0.04);
  });
});

describe('what must not mislead', () => {
  const known = learnAll(conversation(20, (counted) => 1.15 * counted));
  const last = conversation(20, (counted) => 1.15 * counted).at(-1) ?? seen(1, 1);
  const before: Anchor = { counted: last.counted, said: last.said };
  const next = before.counted + 1000;

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e18, 12.5, 3, '20' as unknown as number])(
    'usage of %s is none',
    (said) => {
      const learnt = learn(known, seen(next, said, { before }));
      expect(learnt).toEqual({ calibration: known, believed: false });
      expect(learn(UNKNOWN, seen(next, said)).calibration).toBe(UNKNOWN);
    },
  );

  test('a count that is ten times too high, once', () => {
    const { calibration, believed } = learn(known, seen(next, before.said * 10, { before }));
    expect(believed).toBe(false);
    expect(predict(calibration, next, before)).toEqual(predict(known, next, before));
    expect(predict(calibration, next, null)).toEqual(predict(known, next, null));
  });

  test('nor twice; three times in a row it is how the provider counts now', () => {
    const double = (counted: number): Observation => seen(counted, Math.round(counted * 2.8));
    const twice = learnAll([double(30_000), double(31_000)], known);
    expect(predict(twice, 32_000, null).tokens).toBe(predict(known, 32_000, null).tokens);
    const thrice = learn(twice, double(32_000));
    expect(thrice.believed).toBe(true);
    expect(off(predict(thrice.calibration, 33_000, null).tokens, 33_000 * 2.8)).toBeLessThan(0.1);
    expect(thrice.calibration.observations).toBe(known.observations + 1);
  });

  test('odd counts of different sizes in a row, or with a good one between', () => {
    const wild = learnAll([seen(30_000, 100_000), seen(30_000, 9000), seen(30_000, 110_000)], known);
    expect(predict(wild, 30_000, null).tokens).toBe(predict(known, 30_000, null).tokens);
    const mixed = learnAll(
      [seen(30_000, 90_000), seen(30_000, 90_000), seen(30_000, 34_500), seen(30_000, 90_000)],
      known,
    );
    expect(off(predict(mixed, 30_000, null).tokens, 34_500)).toBeLessThan(0.01);
  });

  test('an image in the growth, or in the context', () => {
    const pictured = { before, growthCounted: false, wholeCounted: false };
    const { calibration, believed } = learn(known, seen(next, before.said + 2500, pictured));
    expect(believed).toBe(true);
    expect(predict(calibration, next, before)).toEqual(predict(known, next, before));
    expect(lineFor(calibration)).toEqual(lineFor(known));
  });

  test('turns that shrink, since reasoning is dropped from earlier ones', () => {
    let [counted, said] = [before.counted, before.said];
    const turns: Observation[] = [];
    for (let turn = 0; turn < 30; turn++) {
      const from = { counted, said };
      counted += 900;
      // Every fifth question drops what the model thought before it.
      said += turn % 5 === 4 ? -600 : Math.round(900 * 1.15);
      turns.push(seen(counted, said, { before: from }));
    }
    const after = learnAll(turns, known);
    expect(ratioOf(after)).toBeGreaterThan(0.85);
    const errors = turns.map((turn) => off(predict(after, turn.counted, turn.before).tokens, turn.said));
    expect(errors.reduce((sum, each) => sum + each, 0) / errors.length).toBeLessThan(0.03);
  });

  test('a context that is shorter than the one it goes on', () => {
    const shrunk = learn(known, seen(before.counted - 100, before.said - 100, { before })).calibration;
    expect(ratioOf(shrunk)).toBeCloseTo(ratioOf(known), 3);
  });

  test('one turn of base64 among prose', () => {
    const turn = seen(before.counted + 50_000, before.said + 90_000, { before });
    expect(ratioOf(learn(known, turn).calibration)).toBeLessThan(1.15 * 1.1);
  });
});

describe('an exact count', () => {
  const exactly = (counted: number, said: number): Observation => seen(counted, said, { exact: true });

  test('is exact until the provider contradicts it twice, and again when it agrees', () => {
    expect(agreesWithOurs(UNKNOWN)).toBe(true);
    const once = learnAll([exactly(5000, 5600)]);
    expect(agreesWithOurs(once)).toBe(true);
    const twice = learnAll([exactly(6000, 6700)], once);
    expect(agreesWithOurs(twice)).toBe(false);
    expect(agreesWithOurs(learnAll([exactly(6000, 6010)], twice))).toBe(true);
  });

  test('agrees within 1 %, or three tokens', () => {
    expect(learnAll([exactly(10_000, 10_100), exactly(10_000, 9901), exactly(9, 12)]).differs).toBe(0);
    expect(learnAll([exactly(10_000, 10_110)]).differs).toBe(1);
  });

  test('is not contradicted by what is counted with a stand-in', () => {
    expect(learnAll([seen(5000, 5600), seen(5000, 5600)]).differs).toBe(0);
  });
});

describe('whatever is said', () => {
  const count = fc.oneof(
    fc.integer({ min: -10, max: 400_000 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e18, 0.5, Number.MAX_SAFE_INTEGER),
  );
  const anchor = fc.record({
    counted: fc.integer({ min: 1, max: 400_000 }),
    said: fc.integer({ min: 1, max: 1_000_000 }),
  });
  const observation = fc.record({
    counted: count,
    said: count,
    before: fc.option(anchor),
    growthCounted: fc.boolean(),
    wholeCounted: fc.boolean(),
    exact: fc.boolean(),
  });

  test('predictions are whole numbers, errors shares, and the line within its bounds', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), anchor, (observations, before) => {
        const known = learnAll(observations);
        const { a, b } = lineFor(known);
        expect(a).toBeGreaterThanOrEqual(0);
        expect(a).toBeLessThanOrEqual(20_000);
        for (const ratio of [b, ratioOf(known)]) {
          expect(ratio).toBeGreaterThanOrEqual(0.3);
          expect(ratio).toBeLessThanOrEqual(3);
        }
        for (const from of [null, before]) {
          const { tokens, error } = predict(known, 10_000, from);
          expect(Number.isSafeInteger(tokens) && tokens >= 1).toBe(true);
          if (error !== null) expect(error >= 0 && error < 1.5).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('what is believed is not odd afterwards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 200_000 }),
        fc.double({ min: 0.4, max: 2.5, noNaN: true }),
        (counted, ratio) => {
          const said = Math.round(counted * ratio);
          const known = learnAll(Array.from({ length: 4 }, () => seen(counted, said)));
          expect(known.observations).toBeGreaterThan(0);
          expect(isOdd(known, { counted, said }, null)).toBe(false);
        },
      ),
    );
  });
});
