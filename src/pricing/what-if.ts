import type { Usage } from '../contract/index.ts';
import { costOf } from './cost.ts';
import type { Prices, Rates } from './port.ts';

/** A provider that has no price for what its cache gives back has no cache that would pay: it is ordinary input there. */
function elsewhere(rates: Rates): Rates {
  return { ...rates, cacheRead: rates.cacheRead ?? rates.input };
}

/**
 * What these exchanges would have cost at other prices, in US dollars: the same tokens, as often read from the cache and
 * written to it. Null where a price is missing. `unpriced`: exchanges without usage, which the sum leaves out.
 */
export function whatIf(
  usages: Iterable<Usage | null>,
  prices: Prices,
): { usd: number | null; unpriced: number } {
  const other: Prices = {
    ...prices,
    rates: elsewhere(prices.rates),
    tiers: prices.tiers.map((tier) => ({ ...tier, rates: elsewhere(tier.rates) })),
  };
  let usd: number | null = 0;
  let unpriced = 0;
  for (const usage of usages) {
    if (usage === null || usage.input === null || usage.output === null) {
      unpriced++;
      continue;
    }
    const cost = costOf(usage, other).usd;
    usd = usd === null || cost === null ? null : usd + cost;
  }
  return { usd, unpriced };
}
