import { calcPrice, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import { longWrites } from './long-writes.ts';
import { NO_RATES, type Prices, type Rates } from './port.ts';

/** What `@pydantic/genai-prices` knows of a model. */
export interface KnownPrices {
  prices: Prices;
  /** Tokens the model can take; null where it does not say. */
  window: number | null;
  /** Whether it knows the very name, and not merely a pattern that the name fits. */
  exact: boolean;
  /** Whether its price depends on the date, or on the time of day. */
  varies: boolean;
}

/** Its names of providers, by the names of our presets. Those that are paid by the month have no price for a token. */
const PROVIDERS: Record<string, string> = {
  anthropic: 'anthropic',
  cerebras: 'cerebras',
  deepseek: 'deepseek',
  gemini: 'google',
  groq: 'groq',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  openai: 'openai',
  openrouter: 'openrouter',
};

/** Its names of prices, by ours. */
const KEYS: Record<keyof Rates, string> = {
  input: 'input_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite5m: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  output: 'output_mtok',
  reasoning: 'output_reasoning_mtok',
};
const NAMES = Object.keys(KEYS) as (keyof Rates)[];

function isTiered(price: ModelPrice[string]): price is TieredPrices {
  return typeof price === 'object';
}

/** The price for input of this length; a tier is for the whole request. */
function at(price: ModelPrice[string], input: number): number | null {
  if (price === undefined) return null;
  if (!isTiered(price)) return price;
  let found = price.base;
  let start = -1;
  for (const tier of price.tiers) {
    if (input <= tier.start || tier.start < start) continue;
    start = tier.start;
    found = tier.price;
  }
  return found;
}

function pricesOf(provider: string, id: string, model: ModelPrice): Prices {
  const ratesAt = (input: number): Rates => {
    const rates = { ...NO_RATES };
    for (const name of NAMES) rates[name] = at(model[KEYS[name]], input);
    return longWrites(provider, id, rates);
  };
  const starts = new Set<number>();
  for (const name of NAMES) {
    const price = model[KEYS[name]];
    if (isTiered(price)) for (const { start } of price.tiers) starts.add(start);
  }
  const tiers = [...starts].sort((a, b) => a - b).map((above) => ({ above, rates: ratesAt(above + 1) }));
  return { rates: ratesAt(0), tiers, source: 'genai-prices' };
}

/**
 * Prices and window of a model, as `@pydantic/genai-prices` has them at a moment (some are by date or by time of day);
 * null where it does not know the model. The provider is looked up by its preset, else by its address.
 */
export function genaiPrices(
  provider: { preset: string | null; baseUrl: string },
  model: string,
  when: Date,
): KnownPrices | null {
  const providerId = provider.preset === null ? undefined : PROVIDERS[provider.preset];
  if (providerId === undefined && (provider.preset !== null || provider.baseUrl === '')) return null;
  const where = providerId === undefined ? { providerApiUrl: provider.baseUrl } : { providerId };
  const name = model.replace(/^models\//, '');
  // Without tokens there is nothing that it could find to be inconsistent.
  const found = calcPrice({}, name, { ...where, timestamp: when });
  if (found === null) return null;
  return {
    prices: pricesOf(found.provider.id, name, found.model_price),
    window: found.model.context_window ?? null,
    exact: found.model.id === name,
    varies: Array.isArray(found.model.prices),
  };
}
