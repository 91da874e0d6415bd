import { ASSUMPTIONS, type Assumption, type Usage } from '../contract/index.ts';
import { roundUsd } from '../exchange/index.ts';
import { costOf } from './cost.ts';
import type { Prices, Rates } from './port.ts';

type Parts = Record<
  'input' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h' | 'output' | 'reasoning',
  number
>;
const PARTS = ['input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output', 'reasoning'] as const;

/** What exchanges would have cost elsewhere, in US dollars. */
export interface WhatIf {
  /** Null where none of them has a price. */
  usd: number | null;
  /** Adds up to `usd`. */
  parts: Parts | null;
  /** Exchanges that the sum is without: their usage is unknown, or a rate that they need. */
  unpriced: number;
  /** Exchanges whose input is longer than the model can take. */
  beyondWindow: number;
  /** Of those whose true cost is known, too: how many, what they would have cost, and what they did. */
  compared: { exchanges: number; usd: number; actual: number };
  /** In the order of {@link ASSUMPTIONS}. */
  assumed: Assumption[];
}

/** Adds exchanges up, one after another. */
export interface WhatIfSum {
  /** `actual`: what it cost in truth, where that is known. `prices`: those of the other model at its time. */
  add(usage: Usage | null, actual: number | null, prices: Prices | null): void;
  result(): WhatIf;
}

/**
 * A provider that has no price for what its cache gives back, or for what is written to it, takes that for ordinary input;
 * one that has a single price for writing takes it however long that is kept.
 */
function elsewhere(rates: Rates): Rates {
  const cacheWrite5m = rates.cacheWrite5m ?? rates.input;
  return {
    ...rates,
    cacheRead: rates.cacheRead ?? rates.input,
    cacheWrite5m,
    cacheWrite1h: rates.cacheWrite1h ?? cacheWrite5m,
  };
}

function pricesElsewhere(prices: Prices): Prices {
  return {
    ...prices,
    rates: elsewhere(prices.rates),
    tiers: prices.tiers.map((tier) => ({ ...tier, rates: elsewhere(tier.rates) })),
  };
}

function rounded(parts: Parts): Parts {
  const found = { ...parts };
  for (const part of PARTS) found[part] = roundUsd(parts[part]);
  return found;
}

function assumptions({ cache_read: read, cache_write: written }: Usage, { rates }: Prices): Assumption[] {
  const billsWrites = rates.cacheWrite5m !== null && rates.cacheWrite5m !== rates.input;
  const cached = (read ?? 0) + (written ?? 0) > 0;
  return [
    'same_tokens',
    ...(cached ? ['same_cache' as const] : []),
    ...((read ?? 0) > 0 && rates.cacheRead === null ? ['reads_as_input' as const] : []),
    ...((written ?? 0) > 0 && rates.cacheWrite5m === null ? ['writes_as_input' as const] : []),
    ...(billsWrites && written === null ? ['writes_unknown' as const] : []),
  ];
}

/**
 * What exchanges would have cost on another model: the same tokens, as often read from the cache and written to it.
 * @param window how many tokens that model can take; null where nobody says
 */
export function createWhatIf(window: number | null): WhatIfSum {
  const parts: Parts = {
    input: 0,
    cache_read: 0,
    cache_write_5m: 0,
    cache_write_1h: 0,
    output: 0,
    reasoning: 0,
  };
  const compared = { exchanges: 0, usd: 0, actual: 0 };
  const assumed = new Set<Assumption>();
  let usd: number | null = null;
  let unpriced = 0;
  let beyondWindow = 0;
  let last: { prices: Prices; other: Prices } | null = null;
  return {
    add(usage, actual, prices) {
      if (usage?.input != null && window !== null && usage.input > window) beyondWindow++;
      if (usage === null || prices === null) {
        unpriced++;
        return;
      }
      if (last?.prices !== prices) last = { prices, other: pricesElsewhere(prices) };
      const cost = costOf(usage, last.other);
      if (cost.usd === null) {
        unpriced++;
        return;
      }
      usd = (usd ?? 0) + cost.usd;
      for (const part of PARTS) parts[part] += cost[part] ?? 0;
      for (const assumption of assumptions(usage, prices)) assumed.add(assumption);
      if (actual === null) return;
      compared.exchanges++;
      compared.usd += cost.usd;
      compared.actual += actual;
    },
    result: () => ({
      usd: usd === null ? null : roundUsd(usd),
      parts: usd === null ? null : rounded(parts),
      unpriced,
      beyondWindow,
      compared: { ...compared, usd: roundUsd(compared.usd), actual: roundUsd(compared.actual) },
      assumed: ASSUMPTIONS.filter((assumption) => assumed.has(assumption)),
    }),
  };
}
