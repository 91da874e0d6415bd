import { calcPrice, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import { NO_RATES, type Prices, type Rates } from './port.ts';

/** What `@pydantic/genai-prices` knows of a model. */
export interface KnownPrices {
  prices: Prices;
  /** Tokens the model can take; null where it does not say. */
  window: number | null;
}

/** Its names of providers, by the names of our presets. */
const PROVIDERS: Record<string, string> = {
  anthropic: 'anthropic',
  cerebras: 'cerebras',
  chatgpt: 'openai',
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
  return price.tiers.findLast((tier) => input > tier.start)?.price ?? price.base;
}

function pricesOf(model: ModelPrice): Prices {
  const ratesAt = (input: number): Rates => {
    const rates = { ...NO_RATES };
    for (const name of NAMES) rates[name] = at(model[KEYS[name]], input);
    return rates;
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
  // Without tokens there is nothing that it could find to be inconsistent.
  const found = calcPrice({}, model, { ...where, timestamp: when });
  if (found === null) return null;
  return { prices: pricesOf(found.model_price), window: found.model.context_window ?? null };
}
