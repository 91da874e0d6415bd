import fc from 'fast-check';
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
  const sums = createWhatIf([null, window]);
  sums.pricesAre([null, prices]);
  for (const [used, actual] of entries) sums.add(used, actual);
  const [unknown, found] = sums.results();
  expect(unknown).toMatchObject({ usd: null, unpriced: entries.length, beyondWindow: 0 });
  if (found === undefined) throw new Error('there is no sum');
  return found;
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

describe('many exchanges together', () => {
  const figure = fc.option(fc.constantFrom(0, 1, 7, 40), { nil: null });
  const rate = fc.option(fc.constantFrom(0, 0.5, 3), { nil: null });
  const rates = fc.record({
    input: rate,
    cacheRead: rate,
    cacheWrite5m: rate,
    cacheWrite1h: rate,
    output: rate,
    reasoning: rate,
  });
  const prices: fc.Arbitrary<Prices | null> = fc.option(
    fc.record({
      rates,
      tiers: fc
        .uniqueArray(fc.record({ above: fc.constantFrom(5, 7, 30), rates }), {
          selector: ({ above }) => above,
        })
        .map((tiers) => tiers.sort((a, b) => a.above - b.above)),
      source: fc.constant('table' as const),
    }),
    { nil: null },
  );
  const used = fc.option(
    fc.record({
      input: figure,
      cache_read: figure,
      cache_write: figure,
      output: figure,
      reasoning: figure,
      total: figure,
      cache_write_1h: fc.constantFrom(0, 3),
    }),
    { nil: null },
  );
  const entry = fc.record({ used, actual: figure, from: fc.constantFrom(0, 1) });

  it('are what each of them is alone, whenever the prices change', () => {
    const windows = [null, 7, 20];
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 30 }),
        fc.tuple(prices, prices, prices),
        fc.tuple(prices, prices, prices),
        (entries, ...times) => {
          const together = createWhatIf(windows);
          for (const { used: usage, actual, from } of entries) {
            together.pricesAre(times[from] ?? []);
            together.add(usage, actual);
          }
          for (const [at, found] of together.results().entries()) {
            const alone = entries.map(({ used: usage, actual, from }) => {
              const one = createWhatIf([windows[at] ?? null]);
              one.pricesAre([times[from]?.[at] ?? null]);
              one.add(usage, actual);
              return one.results()[0];
            });
            const sum = (of: (one: NonNullable<(typeof alone)[number]>) => number | null) =>
              alone.reduce((before, one) => before + ((one && of(one)) ?? 0), 0);
            expect(found.usd === null).toBe(alone.every((one) => one?.usd === null));
            expect(found.usd ?? 0).toBeCloseTo(
              sum(({ usd }) => usd),
              12,
            );
            for (const part of ['input', 'cache_read', 'cache_write_5m', 'output', 'reasoning'] as const)
              expect(found.parts?.[part] ?? 0).toBeCloseTo(
                sum(({ parts }) => parts?.[part] ?? 0),
                12,
              );
            expect(found.unpriced).toBe(sum(({ unpriced }) => unpriced));
            expect(found.beyondWindow).toBe(sum(({ beyondWindow }) => beyondWindow));
            expect(found.compared.exchanges).toBe(sum(({ compared }) => compared.exchanges));
            expect(found.compared.usd).toBeCloseTo(
              sum(({ compared }) => compared.usd),
              12,
            );
            expect(found.compared.actual).toBeCloseTo(
              sum(({ compared }) => compared.actual),
              12,
            );
            expect([...found.assumed].sort()).toEqual(
              [...new Set(alone.flatMap((one) => one?.assumed ?? []))].sort(),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
