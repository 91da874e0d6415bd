import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../src/contract/index.ts';
import { createWhatIf, type Prices } from '../../../src/pricing/index.ts';

const usage = (over: Partial<Usage> = {}): Usage => ({
  input: 1_000_000,
  cache_read: null,
  cache_write: null,
  output: 100_000,
  reasoning: null,
  total: null,
  ...over,
});
const at = (rates: Partial<Prices['rates']>, tiers: Prices['tiers'] = []): Prices => ({
  rates: {
    input: 2,
    cacheRead: null,
    cacheWrite5m: null,
    cacheWrite1h: null,
    output: 10,
    reasoning: null,
    ...rates,
  },
  tiers,
  source: 'table',
});

function sumOf(
  entries: [Usage | null, number | null][],
  prices: Prices | null,
  window: number | null = null,
) {
  const sum = createWhatIf(window);
  for (const [used, actual] of entries) sum.add(used, actual, prices);
  return sum.result();
}

describe('the same at other prices', () => {
  it('has the same cache behaviour', () => {
    const found = sumOf([[usage({ cache_read: 900_000 }), null]], at({ cacheRead: 0.2 }));
    expect(found.usd).toBeCloseTo(0.2 + 0.18 + 1, 12);
    expect(found.parts?.cache_read).toBeCloseTo(0.18, 12);
    expect(found.assumed).toEqual(['same_tokens', 'same_cache']);
  });

  it('takes what was cached for input where a cache has no price, and says so', () => {
    const found = sumOf([[usage({ cache_read: 400_000, cache_write: 500_000 }), null]], at({}));
    expect(found.usd).toBeCloseTo(2 + 1, 12);
    expect(found.assumed).toEqual(['same_tokens', 'same_cache', 'reads_as_input', 'writes_as_input']);
  });

  it('bills writes where that model does, and says where nobody knows what was written', () => {
    const bills = at({ cacheRead: 0.2, cacheWrite5m: 2.5, cacheWrite1h: 4 });
    const written = usage({ cache_read: 0, cache_write: 600_000, cache_write_1h: 100_000 });
    const found = sumOf([[written, null]], bills);
    expect(found.parts).toMatchObject({ cache_write_5m: 1.25, cache_write_1h: 0.4 });
    expect(found.parts?.input).toBeCloseTo(0.8, 12);
    expect(found.assumed).not.toContain('writes_unknown');
    expect(sumOf([[usage(), null]], bills).assumed).toEqual(['same_tokens', 'writes_unknown']);
  });

  it('bills what was written for an hour at the one price that a model has for writing', () => {
    const written = usage({ cache_read: 0, cache_write: 600_000, cache_write_1h: 100_000 });
    const found = sumOf([[written, null]], at({ cacheRead: 0.2, cacheWrite5m: 2.5 }));
    expect(found).toMatchObject({ unpriced: 0, parts: { cache_write_5m: 1.25, cache_write_1h: 0.25 } });
  });

  it('adds up without the noise of binary fractions', () => {
    const found = sumOf(
      [
        [usage({ input: 100_000, output: 0 }), 0.1],
        [usage({ input: 200_000, output: 0 }), 0.2],
      ],
      at({ input: 1 }),
    );
    expect(found).toMatchObject({ usd: 0.3, parts: { input: 0.3 } });
    expect(found.compared).toEqual({ exchanges: 2, usd: 0.3, actual: 0.3 });
  });

  it('takes the rates for each request’s own length, of reads without a price, too', () => {
    const long = { above: 500_000, rates: { ...at({}).rates, input: 4, output: 20 } };
    const found = sumOf([[usage({ cache_read: 900_000 }), null]], at({}, [long]));
    expect(found.usd).toBeCloseTo(4 + 2, 12);
  });

  it('compares only what has both costs', () => {
    const found = sumOf(
      [
        [usage(), 5],
        [usage(), null],
        [null, 7],
      ],
      at({}),
    );
    expect(found.usd).toBeCloseTo(6, 12);
    expect(found.compared).toEqual({ exchanges: 1, usd: 3, actual: 5 });
    expect(found.unpriced).toBe(1);
  });

  it('is without what has no usage or no rate, and unknown where that is all', () => {
    expect(sumOf([[usage({ output: null }), 1]], at({}))).toMatchObject({
      usd: null,
      parts: null,
      unpriced: 1,
    });
    expect(sumOf([[usage(), 1]], at({ output: null }))).toMatchObject({
      usd: null,
      unpriced: 1,
      assumed: [],
    });
    expect(sumOf([[usage(), 1]], null)).toMatchObject({ usd: null, unpriced: 1 });
    expect(sumOf([], at({}))).toMatchObject({ usd: null, unpriced: 0 });
    expect(sumOf([[usage(), 1]], at({ input: 0, output: 0 })).usd).toBe(0);
  });

  it('says which exchanges the model could not have taken', () => {
    expect(
      sumOf(
        [
          [usage(), 1],
          [usage({ input: 5 }), 1],
        ],
        at({}),
        999_999,
      ).beyondWindow,
    ).toBe(1);
    expect(sumOf([[usage(), 1]], at({})).beyondWindow).toBe(0);
  });
});
