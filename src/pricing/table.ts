import type { KnownPrices } from './genai.ts';
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

/** Anthropic writes for an hour at twice the price of input (platform.claude.com/docs/en/build-with-claude/prompt-caching). */
const HOUR = 2;

function ratesOf(preset: string, [input, cacheRead, cacheWrite, output]: RateRow): Rates {
  const hour = preset === 'anthropic' && input !== null ? HOUR * input : null;
  return { ...NO_RATES, input, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: hour, output };
}

/** Prices and window of a preset's model by our generated table (scripts/make-prices.mjs); null where it is not in it. */
export function tablePrices(
  preset: string | null,
  model: string,
): (KnownPrices & { priced: boolean }) | null {
  const row = preset === null ? undefined : PROVIDERS.get(preset)?.get(model);
  if (preset === null || row === undefined) return null;
  const [window, input, cacheRead, cacheWrite, output, tiers = []] = row;
  return {
    window,
    priced: input !== null && output !== null,
    prices: {
      rates: ratesOf(preset, [input, cacheRead, cacheWrite, output]),
      tiers: tiers.map(([above, ...rates]) => ({ above, rates: ratesOf(preset, rates) })),
      source: 'table',
    },
  };
}
