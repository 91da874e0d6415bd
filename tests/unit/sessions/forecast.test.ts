import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastOf, shortForecast } from '../../../src/sessions/forecast.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { MINUTE, talkOf, trailOf, turn } from './turns.ts';

function forecast(exchanges: StoredExchange[], now = 0) {
  return forecastOf(trailOf(exchanges), now);
}

describe('a forecast', () => {
  it('of steady growth is how often that fits in what is left, and when that will be', () => {
    const told = forecast(talkOf([100, 200, 300, 400]), 3 * MINUTE);
    expect(told).toEqual({
      turns_left: { low: 6, mid: 6, high: 6 },
      seconds_left: 360,
      full_at: '1970-01-01T00:09:00.000Z',
      growth_per_turn: 100,
      growth_range: { low: 100, high: 100 },
      context: 400,
      window: 1000,
      based_on: 3,
      likely_compaction_at: null,
      turns_to_compaction: null,
    });
    expect(shortForecast(told)).toEqual({
      turns_left: 6,
      seconds_left: 360,
      growth_per_turn: 100,
      growth_range: { low: 100, high: 100 },
    });
  });

  it.each([
    ['before the first turn', []],
    ['after two steps', talkOf([100, 200, 300])],
    ['without a window', talkOf([100, 200, 300, 400, 500], { window: null })],
    ['without growth', talkOf([400, 400, 390, 380, 370, 360])],
  ])('cannot be made %s', (_, exchanges) => {
    const told = forecast(exchanges);
    expect(told).toMatchObject({ turns_left: null, seconds_left: null, full_at: null });
    expect(shortForecast(told)).toBeNull();
  });

  it('is nothing left where the window is full, or more than that', () => {
    expect(forecast(talkOf([700, 800, 900, 1000]))).toMatchObject({
      turns_left: { low: 0, mid: 0, high: 0 },
      seconds_left: 0,
    });
    expect(forecast(talkOf([700, 800, 900, 1400])).turns_left?.high).toBe(0);
  });

  it('has a range where turns differ: quick ones fill the window sooner', () => {
    const told = forecast(talkOf([0, 10, 30, 40, 60, 70, 90, 100, 120]));
    expect(told.turns_left).toEqual({ low: 44, mid: 58, high: 88 });
    expect(told.growth_range).toEqual({ low: 10, high: 20 });
    // The mean may lie outside of the quarters: it is the edge then.
    expect(forecast(talkOf([0, 10, 110, 210, 310, 410])).turns_left).toEqual({ low: 5, mid: 7, high: 7 });
    expect(forecast(talkOf([0, 10, 20, 30, 40, 50, 60, 70, 80, 180, 280])).turns_left).toMatchObject({
      low: 23,
      mid: 23,
    });
  });

  it('is not led astray by one file of half a window', () => {
    const before = forecast(talkOf([100, 110, 120, 130, 140]));
    const after = forecast(talkOf([100, 110, 120, 130, 140, 640]));
    expect(before.growth_per_turn).toBe(10);
    expect(after.growth_per_turn).toBe(10);
  });

  it('goes by compactions and shrinkage as little as by what they gained', () => {
    const told = forecast(talkOf([700, 710, 720, 'compaction', 300, 310, 290, 300]));
    expect(told).toMatchObject({ growth_per_turn: 10, turns_left: { mid: 70 } });
  });

  it('follows a conversation that has become quicker', () => {
    const slow = Array.from({ length: 15 }, (_, n) => n * 10);
    const quick = Array.from({ length: 15 }, (_, n) => 150 + n * 30);
    const growth = forecast(talkOf([...slow, ...quick])).growth_per_turn ?? 0;
    expect(growth).toBeGreaterThan(21);
    expect(growth).toBeLessThanOrEqual(30);
  });

  it('says no time of day to an agent at rest, and none where its pace is not known', () => {
    const exchanges = talkOf([100, 200, 300, 400]);
    expect(forecast(exchanges, 33 * MINUTE).full_at).not.toBeNull();
    expect(forecast(exchanges, 34 * MINUTE)).toMatchObject({ full_at: null, seconds_left: 360 });
    const rare = [0, 40, 80, 120].map((minute, n) => turn(minute, 100 * (n + 1)));
    expect(forecast(rare)).toMatchObject({ turns_left: { mid: 6 }, seconds_left: null, full_at: null });
  });

  it('knows where the client has compacted before', () => {
    const told = forecast(talkOf([500, 700, 800, 'compaction', 100, 400, 700, 840, 'compaction', 100, 200]));
    expect(told.likely_compaction_at).toBe(0.84);
    expect(told.turns_to_compaction).toBeLessThan(told.turns_left?.mid ?? 0);
    expect(forecast(talkOf([900, 'compaction', 100])).likely_compaction_at).toBe(0.9);
  });

  it('is whole and in order, whatever the turns were', () => {
    const context = fc.oneof(
      fc.integer({ min: 0, max: 2_000_000 }),
      fc.constant('compaction' as const),
      fc.constantFrom(0, 1e300, Number.MAX_SAFE_INTEGER),
    );
    fc.assert(
      fc.property(
        fc.array(context, { maxLength: 60 }),
        fc.integer({ min: 1, max: 2_000_000 }),
        (list, window) => {
          const told = forecast(talkOf(list, { window }), 60 * MINUTE);
          const left = told.turns_left;
          if (left === null) return;
          expect(left.low).toBeLessThanOrEqual(left.mid);
          expect(left.mid).toBeLessThanOrEqual(left.high);
          expect(left.low).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(left.high)).toBe(true);
          expect(Number.isFinite(told.seconds_left ?? 0)).toBe(true);
          expect(told.based_on).toBeGreaterThanOrEqual(3);
        },
      ),
    );
  });

  it('is less by what was added, the more a steady conversation grows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 4, max: 40 }), (each, turns) => {
        const window = each * 100;
        const contexts = Array.from({ length: turns }, (_, n) => each * (n + 1));
        expect(forecast(talkOf(contexts, { window })).turns_left).toEqual({
          low: 100 - turns,
          mid: 100 - turns,
          high: 100 - turns,
        });
      }),
    );
  });
});

/** Numbers from 0 to 1, the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A conversation as agents have it: most turns add little, a few add much. Contexts up to where the window is full. */
function skewed(seed: number, window: number): number[] {
  const random = randomOf(seed);
  const contexts = [12_000];
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const next = (contexts.at(-1) ?? 0) + Math.round(900 * Math.exp(1.2 * normal));
    if (next > window) return contexts;
    contexts.push(next);
  }
}

describe('on conversations that grow as those of agents do', () => {
  const window = 128_000;
  const runs = Array.from({ length: 60 }, (_, seed) => skewed(seed + 1, window));

  it('a forecast from half of the window is right within a third as a rule, leans to neither side, and its range holds most', () => {
    const told = runs.map((contexts) => {
      const half = contexts.findIndex((context) => context > window / 2);
      const turns = contexts.slice(0, half + 1).map((context, n) => turn(n, context, { window }));
      return { left: forecast(turns).turns_left, truth: contexts.length - 1 - half };
    });
    const off = told.map(({ left, truth }) => Math.abs((left?.mid ?? 0) / truth - 1)).sort((a, b) => a - b);
    expect(off[Math.floor(off.length / 2)]).toBeLessThan(0.33);
    const held = told.filter(({ left, truth }) => left && left.low <= truth && truth <= left.high);
    expect(held.length / told.length).toBeGreaterThan(0.6);
    const over = told.filter(({ left, truth }) => left && left.mid > truth).length / told.length;
    expect(over).toBeGreaterThan(0.35);
    expect(over).toBeLessThan(0.65);
  });
});
