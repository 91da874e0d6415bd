import type { KnownPrices } from './genai.ts';
import { longWrites } from './long-writes.ts';
import { NO_RATES, type Rates } from './port.ts';
import table from './table.json' with { type: 'json' };

type Figure = number | null;
type RateRow = [input: Figure, cacheRead: Figure, cacheWrite: Figure, output: Figure];
type TierRow = [above: number, ...RateRow];
type Row = [window: Figure, ...RateRow, tiers?: TierRow[]];

const PROVIDERS = new Map(
  Object.entries(table.providers).map(([preset, models]) => [
    preset,
    new Map(Object.entries(models as unknown as Record<string, Row>)),
  ]),
);

function ratesOf(preset: string, model: string, row: RateRow): Rates {
  const [input, cacheRead, cacheWrite5m, output] = row;
  return longWrites(preset, model, { ...NO_RATES, input, cacheRead, cacheWrite5m, output });
}

/** Prices and window of a preset's model by our generated table (scripts/make-prices.mjs); null where it is not in it. */
export function tablePrices(
  preset: string | null,
  model: string,
): (KnownPrices & { priced: boolean }) | null {
  const name = model.replace(/^models\//, '');
  const row = preset === null ? undefined : PROVIDERS.get(preset)?.get(name);
  if (preset === null || row === undefined) return null;
  const [window, input, cacheRead, cacheWrite, output, tiers = []] = row;
  return {
    window,
    exact: true,
    varies: false,
    priced: input !== null && output !== null,
    prices: {
      rates: ratesOf(preset, name, [input, cacheRead, cacheWrite, output]),
      tiers: tiers.map(([above, ...rates]) => ({ above, rates: ratesOf(preset, name, rates) })),
      source: 'table',
    },
  };
}
