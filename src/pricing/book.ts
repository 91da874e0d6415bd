import type { KnownPrices } from './genai.ts';
import { NO_RATES, type PricedModel, type Prices, type Rates } from './port.ts';
import { tablePrices } from './table.ts';

/** Prices and windows of models, from whoever knows them. */
export interface PriceBook {
  /** What a model costs at a moment (ms since 1970); null where nobody says. The configuration wins. Never rejects. */
  prices(model: PricedModel, at: number): Promise<Prices | null>;
  /** Tokens that a model can take; null where nobody says. Before the first price was asked for, our table alone knows. */
  window(provider: Omit<PricedModel, 'model' | 'override'>, model: string): number | null;
}

/** Some prices change with the time of day: what was looked up holds for so long (ms). */
const HOLDS_MS = 15 * 60_000;
const KNOWN = 2000;

function overridden(known: Prices | null, override: Partial<Rates>): Prices {
  // An override of input or output speaks of another contract: what others say of the rest does not belong to it.
  const own = override.input !== undefined || override.output !== undefined;
  const rates = { ...(own ? NO_RATES : (known?.rates ?? NO_RATES)), ...override };
  return { rates, tiers: [], source: 'config' };
}

/**
 * A price book over `@pydantic/genai-prices` and our own table. The former is loaded with the first price: its data takes
 * 20 ms, which no start should wait for.
 */
export function createPriceBook(): PriceBook {
  const found = new Map<string, { at: number; known: KnownPrices | null }>();
  let genai: typeof import('./genai.ts') | null = null;

  function lookUp({ preset, baseUrl }: Pick<PricedModel, 'preset' | 'baseUrl'>, model: string, at: number) {
    if (genai === null) return null;
    const key = `${preset ?? baseUrl}\n${model}`;
    const before = found.get(key);
    if (before !== undefined && Math.abs(at - before.at) < HOLDS_MS) return before.known;
    const known = genai.genaiPrices({ preset, baseUrl }, model, new Date(at));
    if (found.size >= KNOWN) found.clear();
    found.set(key, { at, known });
    return known;
  }

  function published(model: PricedModel, at: number): Prices | null {
    const known = lookUp(model, model.model, at)?.prices ?? null;
    if (known !== null && known.rates.input !== null && known.rates.output !== null) return known;
    const ours = tablePrices(model.preset, model.model);
    return ours?.priced === true ? ours.prices : known;
  }

  return {
    async prices(model, at) {
      genai ??= await import('./genai.ts');
      const known = published(model, at);
      return model.override === null ? known : overridden(known, model.override);
    },
    window(provider, model) {
      return (
        tablePrices(provider.preset, model)?.window ?? lookUp(provider, model, Date.now())?.window ?? null
      );
    },
  };
}
