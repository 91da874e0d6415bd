import { freePrices } from './free.ts';
import type { KnownPrices } from './genai.ts';
import { NO_RATES, type PricedModel, type Prices, type Rates } from './port.ts';
import { tablePrices } from './table.ts';

/** A provider as far as its prices go. */
export type PricedProvider = Pick<PricedModel, 'preset' | 'baseUrl'>;

/** Prices and windows of models, from whoever knows them. */
export interface PriceBook {
  /** Loads what `@pydantic/genai-prices` knows; until then windows are those of our table alone. Rejects where it cannot. */
  load(): Promise<void>;
  /** What a model costs at a moment (ms since 1970); null where nobody says. The configuration wins. Never rejects. */
  prices(model: PricedModel, at: number): Promise<Prices | null>;
  /** Tokens that a model can take; null where nobody says. */
  window(provider: PricedProvider, model: string): number | null;
}

/** A price that changes with the time of day holds for so long (ms). */
const HOLDS_MS = 15 * 60_000;
/** Models remembered at most (the longest list of a provider has 5,000), and the longest name of one: names come from clients. */
const KNOWN = 10_000;
const NAME_LENGTH = 200;

function overridden(known: Prices | null, override: Partial<Rates>): Prices {
  // An override of input or output speaks of another contract: what others say of the rest does not belong to it.
  const own = override.input !== undefined || override.output !== undefined;
  if (own || known === null) return { rates: { ...NO_RATES, ...override }, tiers: [], source: 'config' };
  const over = (rates: Rates): Rates => ({ ...rates, ...override });
  const tiers = known.tiers.map((tier) => ({ ...tier, rates: over(tier.rates) }));
  return { rates: over(known.rates), tiers, source: 'config' };
}

/** What one says, and where it says nothing, what the other does. */
function filledFrom(rates: Rates, other: Rates): Rates {
  const filled = { ...rates };
  for (const name of Object.keys(filled) as (keyof Rates)[]) filled[name] ??= other[name];
  return filled;
}

/**
 * One price of two: what `@pydantic/genai-prices` says, with what only our table has where they agree on input and output.
 * The former knows names by patterns, which newer models of a family fit, too: where it only has a pattern and our table
 * has this very name at other prices, the table is right.
 */
function merged(known: KnownPrices | null, ours: KnownPrices | null): Prices | null {
  if (known === null || ours === null) return known?.prices ?? ours?.prices ?? null;
  const { rates } = known.prices;
  const other = ours.prices.rates;
  if (rates.input === null || rates.output === null) return ours.prices;
  if (rates.input === other.input && rates.output === other.output)
    return { ...known.prices, rates: filledFrom(rates, other) };
  return known.exact ? known.prices : ours.prices;
}

/**
 * A price book over `@pydantic/genai-prices` and our own table. The former is loaded with the first price, or when it is
 * asked for: its data takes 20 ms, which no start should wait for.
 */
export function createPriceBook(): PriceBook {
  const found = new Map<string, { at: number; known: KnownPrices | null }>();
  /** What was made of what is known: the same again while that is the same. */
  const made = new WeakMap<KnownPrices, Prices | null>();
  let genai: typeof import('./genai.ts') | null = null;

  function lookUp({ preset, baseUrl }: PricedProvider, model: string, at: number): KnownPrices | null {
    if (genai === null) return null;
    const key = `${preset ?? baseUrl}\n${model}`;
    const before = found.get(key);
    const holds = before?.known?.varies !== true || Math.abs(at - before.at) < HOLDS_MS;
    if (before !== undefined && holds) return before.known;
    const known = genai.genaiPrices({ preset, baseUrl }, model, new Date(at));
    if (found.size >= KNOWN) found.clear();
    found.set(key, { at, known });
    return known;
  }

  function published(model: PricedModel, at: number): Prices | null {
    if (model.model.length > NAME_LENGTH) return null;
    const ours = tablePrices(model.preset, model.model);
    const free = freePrices(model);
    if (free !== null) return free;
    const known = lookUp(model, model.model, at);
    const before = known === null ? undefined : made.get(known);
    if (before !== undefined) return before;
    const prices = merged(known, ours?.priced === true ? ours : null);
    if (known !== null) made.set(known, prices);
    return prices;
  }

  function windowOf(provider: PricedProvider, model: string): number | null {
    const known = lookUp(provider, model, Date.now());
    const ours = tablePrices(provider.preset, model)?.window ?? null;
    // A pattern says less of a newer model than its very name.
    return known?.exact === true ? (known.window ?? ours) : (ours ?? known?.window ?? null);
  }

  const load = async (): Promise<void> => {
    if (genai !== null) return;
    genai = await import('./genai.ts');
  };

  return {
    load,
    async prices(model, at) {
      // Without it our table goes on alone.
      await load().catch(() => undefined);
      const known = published(model, at);
      return model.override === null ? known : overridden(known, model.override);
    },
    window(provider, model) {
      if (model === '' || model.length > NAME_LENGTH) return null;
      return windowOf(provider, model);
    },
  };
}
