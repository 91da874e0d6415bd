import type { Cost, Usage } from '../contract/index.ts';
import { roundUsd, unknownCost } from '../exchange/index.ts';
import type { Prices, Rates } from './port.ts';

/** The tokens of a usage, each in one part only; null where they are not known. */
interface Parts {
  input: number | null;
  cacheRead: number | null;
  cacheWrite5m: number | null;
  cacheWrite1h: number | null;
  output: number | null;
  reasoning: number | null;
}

const MILLION = 1_000_000;

/** What came out; nothing did (embeddings) where the total is the input. */
function outputOf({ input, output, total }: Usage): number | null {
  return output ?? (input !== null && total === input ? 0 : null);
}

/**
 * Parts that do not overlap: normalised input includes what was read from the cache and what was written to it, output
 * includes reasoning. Parts that are said to be more than their whole are cut.
 */
export function partsOf(usage: Usage): Parts {
  const { input } = usage;
  const output = outputOf(usage);
  const cacheRead = input === null ? null : Math.min(usage.cache_read ?? 0, input);
  const written = input === null ? null : Math.min(usage.cache_write ?? 0, input - (cacheRead ?? 0));
  const cacheWrite1h = written === null ? null : Math.min(usage.cache_write_1h ?? 0, written);
  const reasoning = output === null ? null : Math.min(usage.reasoning ?? 0, output);
  return {
    input: input === null ? null : input - (cacheRead ?? 0) - (written ?? 0),
    cacheRead,
    cacheWrite5m: written === null ? null : written - (cacheWrite1h ?? 0),
    cacheWrite1h,
    output: output === null ? null : output - (reasoning ?? 0),
    reasoning,
  };
}

/** The rates for a request with so many tokens of input. */
export function ratesFor(prices: Prices, input: number): Rates {
  return prices.tiers.findLast((tier) => input > tier.above)?.rates ?? prices.rates;
}

/** US dollars of so many tokens; null where one is not known, but nothing costs nothing at any rate. */
export function price(tokens: number | null, rate: number | null): number | null {
  if (tokens === 0) return 0;
  return rate === null || tokens === null ? null : roundUsd((tokens * rate) / MILLION);
}

/**
 * What a usage costs, each part at its own rate, all of them at those for its length. A part whose tokens or whose rate
 * is unknown is unknown, and so is the sum: what was read from a cache or written to it without a price is not priced as
 * input, nor as nothing. Nothing is known without the input, which decides on the rates.
 */
export function costOf(usage: Usage, prices: Prices): Cost {
  if (usage.input === null) return unknownCost();
  const parts = partsOf(usage);
  const rates = ratesFor(prices, usage.input);
  const cost = {
    input: price(parts.input, rates.input),
    cache_read: price(parts.cacheRead, rates.cacheRead),
    cache_write_5m: price(parts.cacheWrite5m, rates.cacheWrite5m),
    cache_write_1h: price(parts.cacheWrite1h, rates.cacheWrite1h),
    output: price(parts.output, rates.output),
    reasoning: price(parts.reasoning, rates.reasoning ?? rates.output),
  };
  return { usd: sum(Object.values(cost)), ...cost, source: prices.source };
}

function sum(values: (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return roundUsd(total);
}

/**
 * The same with what the provider itself says that it cost: that is the sum, unless the configuration has prices of its
 * own that tell it; the parts stay, where they add up to it (to a thousandth).
 */
export function costWith(usage: Usage, prices: Prices | null): Cost {
  const own = prices === null ? unknownCost() : costOf(usage, prices);
  const said = usage.cost_usd ?? null;
  if (said === null || (prices?.source === 'config' && own.usd !== null)) return own;
  const same = own.usd !== null && Math.abs(own.usd - said) <= Math.max(said, own.usd) / 1000;
  return { ...(same ? own : unknownCost()), usd: said, source: 'provider' };
}
