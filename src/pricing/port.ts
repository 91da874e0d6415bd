import type { CostSource } from '../contract/index.ts';

/** US dollars for a million tokens; null where nobody says. */
export interface Rates {
  input: number | null;
  cacheRead: number | null;
  /** Written to the cache for five minutes, or as long as the provider likes. */
  cacheWrite5m: number | null;
  cacheWrite1h: number | null;
  output: number | null;
  /** Null: as output. */
  reasoning: number | null;
}

/** Rates for a whole request whose input, cached tokens included, is longer than `above`. */
export interface Tier {
  above: number;
  rates: Rates;
}

/** What a model costs. */
export interface Prices {
  rates: Rates;
  /** By `above`, the lowest first; empty where the length does not matter. */
  tiers: Tier[];
  source: Exclude<CostSource, 'provider'>;
}

/** Whose prices are asked for. */
export interface PricedModel {
  /** The name of the provider's preset; null for one without. */
  preset: string | null;
  baseUrl: string;
  /** The provider's own id. */
  model: string;
  /** What the configuration says; it wins. */
  override: Partial<Rates> | null;
}

export const NO_RATES: Rates = {
  input: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  reasoning: null,
};
