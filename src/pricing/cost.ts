import type { Cost, Usage } from '../contract/index.ts';
import { unknownCost } from '../exchange/index.ts';
import type { Prices, Rates } from './port.ts';

/** The tokens of a usage, each in one part only. */
interface Parts {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  reasoning: number;
}

const MILLION = 1_000_000;

/**
 * Parts that do not overlap: normalised input includes what was read from the cache and what was written to it, output
 * includes reasoning. Null where input or output is not known. Parts that are said to be more than their whole are cut.
 */
export function partsOf(usage: Usage): Parts | null {
  const { input, output } = usage;
  if (input === null || output === null) return null;
  const cacheRead = Math.min(usage.cache_read ?? 0, input);
  const written = Math.min(usage.cache_write ?? 0, input - cacheRead);
  const cacheWrite1h = Math.min(usage.cache_write_1h ?? 0, written);
  const reasoning = Math.min(usage.reasoning ?? 0, output);
  return {
    input: input - cacheRead - written,
    cacheRead,
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    output: output - reasoning,
    reasoning,
  };
}

/** The rates for a request with so many tokens of input. */
export function ratesFor(prices: Prices, input: number): Rates {
  return prices.tiers.findLast((tier) => input > tier.above)?.rates ?? prices.rates;
}

function price(tokens: number, rate: number | null): number | null {
  if (tokens === 0) return 0;
  return rate === null ? null : (tokens * rate) / MILLION;
}

/** A provider that has no price for writing takes what is written for ordinary input. */
function filled(rates: Rates): Rates {
  const written = rates.cacheWrite5m === null && rates.cacheWrite1h === null;
  return {
    ...rates,
    cacheWrite5m: rates.cacheWrite5m ?? rates.input,
    cacheWrite1h: rates.cacheWrite1h ?? (written ? rates.input : null),
    reasoning: rates.reasoning ?? rates.output,
  };
}

/**
 * What a usage costs, each part at its own rate, all of them at those for its length. A part that has tokens and no rate
 * is unknown, and so is the sum: cached tokens without a price are not priced as if they were none.
 */
export function costOf(usage: Usage, prices: Prices): Cost {
  const parts = partsOf(usage);
  if (parts === null || usage.input === null) return unknownCost();
  const rates = filled(ratesFor(prices, usage.input));
  const cost = {
    input: price(parts.input, rates.input),
    cache_read: price(parts.cacheRead, rates.cacheRead),
    cache_write_5m: price(parts.cacheWrite5m, rates.cacheWrite5m),
    cache_write_1h: price(parts.cacheWrite1h, rates.cacheWrite1h),
    output: price(parts.output, rates.output),
    reasoning: price(parts.reasoning, rates.reasoning),
  };
  return { usd: sum(Object.values(cost)), ...cost, source: prices.source };
}

function sum(values: (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}

/**
 * The same with what the provider itself says that it cost: that is the sum, unless the configuration has prices of its
 * own; the parts stay, where they add up to it (to a thousandth).
 */
export function costWith(usage: Usage, prices: Prices | null): Cost {
  const own = prices === null ? unknownCost() : costOf(usage, prices);
  const said = usage.cost_usd ?? null;
  if (said === null || prices?.source === 'config') return own;
  const same = own.usd !== null && Math.abs(own.usd - said) <= Math.max(said, own.usd) / 1000;
  return { ...(same ? own : unknownCost()), usd: said, source: 'provider' };
}
