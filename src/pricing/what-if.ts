import { isDeepStrictEqual } from 'node:util';
import { ASSUMPTIONS, type Assumption, type Usage } from '../contract/index.ts';
import { roundUsd } from '../exchange/index.ts';
import { price, ratesFor } from './cost.ts';
import type { Prices, Rates } from './port.ts';
import { type Group, PRICED_PARTS, UsageGroups } from './usage-groups.ts';

type Parts = Record<
  'input' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h' | 'output' | 'reasoning',
  number
>;
/** As {@link PRICED_PARTS}. */
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

/** Adds exchanges up, as several models would have priced them. */
export interface WhatIfSums {
  /** What the models cost from here on, in their order; null where nobody says. */
  pricesAre(prices: readonly (Prices | null)[]): void;
  /** `actual`: what it cost in truth, where that is known. */
  add(usage: Usage | null, actual: number | null): void;
  /** By model, in their order. */
  results(): WhatIf[];
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

/** What one model's exchanges add up to. */
class Sum {
  readonly #window: number | null;
  readonly #parts: Parts = {
    input: 0,
    cache_read: 0,
    cache_write_5m: 0,
    cache_write_1h: 0,
    output: 0,
    reasoning: 0,
  };
  readonly #compared = { exchanges: 0, usd: 0, actual: 0 };
  readonly #assumed = new Set<Assumption>();
  #usd: number | null = null;
  #unpriced = 0;
  #beyondWindow = 0;

  constructor(window: number | null) {
    this.#window = window;
  }

  add(groups: UsageGroups, prices: Prices | null): void {
    this.#unpriced += groups.unknown;
    const other = prices === null ? null : pricesElsewhere(prices);
    for (const group of groups.groups()) {
      if (this.#window !== null && group.usage.input > this.#window) this.#beyondWindow += group.exchanges;
      if (prices === null || other === null || !this.#addGroup(group, ratesFor(other, group.usage.input))) {
        this.#unpriced += group.exchanges;
        continue;
      }
      for (const assumption of assumptions(group.usage, prices)) this.#assumed.add(assumption);
    }
  }

  /** False where a rate that they need is not known, or their tokens are not. */
  #addGroup({ tokens, exchanges, actual }: Group, rates: Rates): boolean {
    const costs: number[] = [];
    for (const [at, part] of PRICED_PARTS.entries()) {
      const rate = part === 'reasoning' ? (rates.reasoning ?? rates.output) : rates[part];
      const cost = price(tokens[at] ?? null, rate);
      if (cost === null) return false;
      costs.push(cost);
    }
    let usd = 0;
    for (const [at, part] of PARTS.entries()) {
      const cost = costs[at] ?? 0;
      this.#parts[part] += cost;
      usd += cost;
    }
    this.#usd = (this.#usd ?? 0) + usd;
    if (actual !== null) {
      this.#compared.exchanges += exchanges;
      this.#compared.usd += usd;
      this.#compared.actual += actual;
    }
    return true;
  }

  result(): WhatIf {
    const { exchanges, usd, actual } = this.#compared;
    return {
      usd: this.#usd === null ? null : roundUsd(this.#usd),
      parts: this.#usd === null ? null : rounded(this.#parts),
      unpriced: this.#unpriced,
      beyondWindow: this.#beyondWindow,
      compared: { exchanges, usd: roundUsd(usd), actual: roundUsd(actual) },
      assumed: ASSUMPTIONS.filter((assumption) => this.#assumed.has(assumption)),
    };
  }
}

/**
 * What exchanges would have cost on other models: the same tokens, as often read from the cache and written to it. What is
 * priced alike is added up first: however many models there are, an exchange is looked at once.
 * @param windows how many tokens each model can take; null where nobody says
 */
export function createWhatIf(windows: readonly (number | null)[]): WhatIfSums {
  const sums = windows.map((window) => new Sum(window));
  let prices: readonly (Prices | null)[] = windows.map(() => null);
  const groupsNow = (): UsageGroups =>
    new UsageGroups([
      ...windows.filter((window) => window !== null),
      ...prices.flatMap((one) => one?.tiers.map(({ above }) => above) ?? []),
    ]);
  let groups = groupsNow();
  const close = (): void => {
    for (const [at, sum] of sums.entries()) sum.add(groups, prices[at] ?? null);
    groups = groupsNow();
  };
  return {
    pricesAre(next) {
      if (next.every((one, at) => one === prices[at] || isDeepStrictEqual(one, prices[at]))) return;
      close();
      prices = [...next];
      groups = groupsNow();
    },
    add: (usage, actual) => groups.add(usage, actual),
    results() {
      close();
      return sums.map((sum) => sum.result());
    },
  };
}
