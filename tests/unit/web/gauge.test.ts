import { describe, expect, it } from 'vitest';
import type { ShortForecast } from '../../../src/contract/timeline.ts';
import {
  nextTurn,
  providerCountsMore,
  roomOfAnswer,
  unsureRange,
} from '../../../web/src/components/gauge/marks.ts';

const TOKENS = { context: 600, window: 1000, source: 'calibrated', error: 0.05 } as const;
const FORECAST: ShortForecast = {
  turns_left: 4,
  seconds_left: null,
  growth_per_turn: 90,
  growth_range: { low: 40, high: 120 },
};

describe('how unsure a count is', () => {
  it('is by the error that was measured, on both sides', () => {
    expect(unsureRange(TOKENS)).toEqual({ low: 570, high: 630 });
  });

  it.each([
    ['the provider counted', { ...TOKENS, source: 'provider' }],
    ['no error was measured', { ...TOKENS, error: null }],
    ['nothing is counted', { ...TOKENS, context: null }],
    ['there is none', { ...TOKENS, source: 'exact', error: 0 }],
  ] as const)('is not told where %s', (_, tokens) => {
    expect(unsureRange(tokens)).toBeNull();
  });
});

describe('the next turn', () => {
  it('ends one turn’s growth on, with the spread of those before', () => {
    expect(nextTurn(TOKENS, FORECAST)).toEqual({ at: 690, range: { low: 640, high: 720 } });
  });

  it('has no spread where turns are all alike, or nobody says', () => {
    const alike = { ...FORECAST, growth_range: { low: 90, high: 90 } };
    expect(nextTurn(TOKENS, alike)).toEqual({ at: 690, range: null });
    expect(nextTurn(TOKENS, { ...FORECAST, growth_range: null })?.range).toBeNull();
  });

  it.each([
    ['without a forecast', TOKENS, null],
    ['in a window that nobody knows', { ...TOKENS, window: null }, FORECAST],
    ['where none is left', TOKENS, { ...FORECAST, turns_left: 0 }],
    ['where very many are left', TOKENS, { ...FORECAST, turns_left: 201 }],
    ['of no known growth', TOKENS, { ...FORECAST, growth_per_turn: null }],
  ])('is not told %s', (_, tokens, forecast) => {
    expect(nextTurn(tokens, forecast)).toBeNull();
  });
});

describe('the room of the answer', () => {
  it('is what the request lets it have, and what of that is free', () => {
    expect(roomOfAnswer({ ...TOKENS, answer_limit: 100 })).toEqual({ asked: 100, free: 100 });
    expect(roomOfAnswer({ ...TOKENS, answer_limit: 900 })).toEqual({ asked: 900, free: 400 });
    expect(roomOfAnswer({ ...TOKENS, context: 1200, answer_limit: 9 })).toEqual({ asked: 9, free: 0 });
  });

  it('is not told where the request does not say', () => {
    expect(roomOfAnswer(TOKENS)).toBeNull();
    expect(roomOfAnswer({ ...TOKENS, answer_limit: null })).toBeNull();
  });
});

describe('what the provider counts more than we do', () => {
  it('is a share of our own count', () => {
    expect(providerCountsMore({ ...TOKENS, source: 'provider' }, 500)).toBeCloseTo(0.2);
    expect(providerCountsMore({ ...TOKENS, source: 'provider' }, 800)).toBeCloseTo(-0.25);
  });

  it.each([
    [TOKENS, 500],
    [{ ...TOKENS, source: 'provider' as const }, null],
    [{ ...TOKENS, source: 'provider' as const }, 0],
    [{ ...TOKENS, source: 'provider' as const, context: 21 }, 22],
  ])('is not told where one of both is not known, or small: %j, %j', (tokens, ours) => {
    expect(providerCountsMore(tokens, ours)).toBeNull();
  });
});
