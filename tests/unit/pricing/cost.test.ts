import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../src/contract/index.ts';
import { costOf, costWith, type Prices } from '../../../src/pricing/index.ts';

const usage = (over: Partial<Usage> = {}): Usage => ({
  input: 1_000_000,
  cache_read: null,
  cache_write: null,
  output: 100_000,
  reasoning: null,
  total: null,
  ...over,
});

/** Anthropic's, for Claude Sonnet 4.5. */
const SONNET: Prices = {
  rates: { input: 3, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, output: 15, reasoning: null },
  tiers: [
    {
      above: 200_000,
      rates: { input: 6, cacheRead: 0.6, cacheWrite5m: 7.5, cacheWrite1h: 12, output: 22.5, reasoning: null },
    },
  ],
  source: 'genai-prices',
};
const flat = (rates: Partial<Prices['rates']>): Prices => ({
  rates: {
    input: 2,
    cacheRead: null,
    cacheWrite5m: null,
    cacheWrite1h: null,
    output: 10,
    reasoning: null,
    ...rates,
  },
  tiers: [],
  source: 'table',
});

describe('what a usage costs', () => {
  it('prices each part at its own rate, and none of them twice', () => {
    const cost = costOf(
      usage({
        input: 100_000,
        cache_read: 80_000,
        cache_write: 15_000,
        cache_write_1h: 5_000,
        output: 2_000,
        reasoning: 500,
      }),
      SONNET,
    );
    expect(cost.source).toBe('genai-prices');
    expect(cost.input).toBeCloseTo((5_000 * 3) / 1e6, 12);
    expect(cost.cache_read).toBeCloseTo((80_000 * 0.3) / 1e6, 12);
    expect(cost.cache_write_5m).toBeCloseTo((10_000 * 3.75) / 1e6, 12);
    expect(cost.cache_write_1h).toBeCloseTo((5_000 * 6) / 1e6, 12);
    expect(cost.output).toBeCloseTo((1_500 * 15) / 1e6, 12);
    expect(cost.reasoning).toBeCloseTo((500 * 15) / 1e6, 12);
    expect(cost.usd).toBeCloseTo(0.015 + 0.024 + 0.0375 + 0.03 + 0.0225 + 0.0075, 12);
  });

  it('takes the rates for the length of the whole request, cached tokens included', () => {
    const long = { input: 200_001, cache_read: 200_000, output: 1 };
    expect(costOf(usage(long), SONNET).cache_read).toBeCloseTo(0.12, 12);
    expect(costOf(usage({ ...long, input: 200_000 }), SONNET).cache_read).toBeCloseTo(0.06, 12);
  });

  it('does not know what it has no rate for', () => {
    expect(costOf(usage(), flat({ output: null }))).toMatchObject({ usd: null, input: 2, output: null });
    expect(costOf(usage({ cache_read: 5 }), flat({}))).toMatchObject({ usd: null, cache_read: null });
    expect(costOf(usage({ cache_read: 0 }), flat({})).usd).toBeCloseTo(3, 12);
    expect(costOf(usage({ input: null }), SONNET)).toMatchObject({ usd: null, output: null, source: null });
  });

  it('has the parts that are known where the sum is not', () => {
    const known = costOf(usage({ input: 1000, cache_read: 400, output: null }), SONNET);
    expect(known).toMatchObject({ usd: null, output: null, reasoning: null, source: 'genai-prices' });
    expect(known.input).toBeCloseTo(600 * 3e-6, 12);
    expect(known.cache_read).toBeCloseTo(400 * 0.3e-6, 12);
  });

  it('takes output for none where the total is the input: embeddings', () => {
    const embedded = usage({ input: 8, output: null, total: 8 });
    expect(costOf(embedded, flat({})).usd).toBeCloseTo(16e-6, 12);
    expect(costOf(embedded, flat({ output: null })).usd).toBeCloseTo(16e-6, 12);
    expect(costOf({ ...embedded, total: 9 }, flat({})).usd).toBeNull();
  });

  it('prices reasoning apart where it has a rate', () => {
    const cost = costOf(usage({ input: 0, output: 1000, reasoning: 400 }), flat({ reasoning: 20 }));
    expect(cost.output).toBeCloseTo(600 * 10e-6, 12);
    expect(cost.reasoning).toBeCloseTo(400 * 20e-6, 12);
  });

  it('takes the highest tier that the length is above', () => {
    const tier = (above: number, input: number) => ({ above, rates: { ...flat({}).rates, input } });
    const tiered: Prices = { ...flat({ input: 1 }), tiers: [tier(10, 2), tier(100, 3)] };
    const rate = (input: number) => (costOf(usage({ input, output: 0 }), tiered).input ?? 0) / (input / 1e6);
    expect([10, 11, 100, 101].map((input) => Math.round(rate(input)))).toEqual([1, 2, 2, 3]);
  });

  it('does not know what was written costs where writing has no price: it is not taken for input', () => {
    const written = usage({ cache_write: 400_000, cache_write_1h: 100_000 });
    expect(costOf(written, flat({}))).toMatchObject({
      usd: null,
      input: 1.2,
      cache_write_5m: null,
      cache_write_1h: null,
    });
    expect(costOf(written, flat({ cacheWrite1h: 4 }))).toMatchObject({
      usd: null,
      cache_write_5m: null,
      cache_write_1h: 0.4,
    });
    expect(costOf(usage({ cache_write: 0 }), flat({})).usd).toBe(3);
  });

  it('has no noise of binary fractions, in the parts or in their sum', () => {
    const tenths = costOf(usage({ input: 100_000, output: 20_000 }), flat({ input: 1, output: 10 }));
    expect(tenths).toMatchObject({ input: 0.1, output: 0.2, usd: 0.3 });
    expect(costOf(usage({ input: 640, output: 0 }), flat({ input: 0.022 })).usd).toBe(0.00001408);
    expect(costOf(usage({ input: 1, output: 0 }), flat({ input: 0.0005 })).usd).toBe(5e-10);
  });

  it('is free where a price is 0, which is not unknown', () => {
    expect(costOf(usage(), flat({ input: 0, output: 0 })).usd).toBe(0);
  });

  it('never counts a token twice, whatever a provider says', () => {
    const count = fc.option(fc.nat(1000), { nil: null });
    const any = fc.record({
      input: fc.nat(1000),
      cache_read: count,
      cache_write: count,
      cache_write_1h: fc.nat(1000),
      output: fc.nat(1000),
      reasoning: count,
      total: fc.constant(null),
    });
    const same = { input: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, output: 1, reasoning: 1 };
    fc.assert(
      fc.property(any, (said) => {
        const { usd, source: _, ...parts } = costOf(said, flat(same));
        expect(Object.values(parts)).not.toContain(null);
        expect(usd).toBeCloseTo((said.input + said.output) / 1e6, 12);
        for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('what the provider says that it cost', () => {
  it('is the sum; the parts stay where they add up to it', () => {
    expect(costWith(usage({ cost_usd: 3.001 }), flat({}))).toMatchObject({
      usd: 3.001,
      input: 2,
      output: 1,
      source: 'provider',
    });
    expect(costWith(usage({ cost_usd: 1.5 }), flat({}))).toMatchObject({
      usd: 1.5,
      input: null,
      source: 'provider',
    });
    expect(costWith(usage({ cost_usd: 0 }), null)).toMatchObject({ usd: 0, source: 'provider' });
  });

  it('gives way to the configuration', () => {
    expect(costWith(usage({ cost_usd: 9 }), { ...flat({}), source: 'config' })).toMatchObject({
      usd: 3,
      source: 'config',
    });
    // A configuration that does not say all of it does not hide what the provider said.
    const half: Prices = { ...flat({ output: null }), source: 'config' };
    expect(costWith(usage({ cost_usd: 9 }), half)).toMatchObject({ usd: 9, source: 'provider' });
    expect(costWith(usage(), null)).toMatchObject({ usd: null, source: null });
  });
});
