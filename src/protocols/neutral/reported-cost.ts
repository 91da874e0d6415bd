import type { Usage } from '../../contract/index.ts';
import { roundUsd } from '../../exchange/index.ts';
import { type Fields, fieldsOf } from './parts.ts';

/** No request costs more (US dollars): a larger figure is in another unit, or no figure. */
const MOST = 100_000;
/** xAI counts in ten-billionths of a dollar (docs.x.ai/docs/api-reference, `cost_in_usd_ticks`). */
const TICKS = 1e10;

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= MOST ? value : null;
}

function reported(usage: Fields): number | null {
  const { cost, is_byok: byok, cost_details: details, cost_in_usd_ticks: ticks } = usage;
  if (typeof ticks === 'number') return amount(ticks / TICKS);
  const charged = amount(cost);
  if (charged === null || byok !== true) return charged;
  const upstream = amount(fieldsOf(details).upstream_inference_cost);
  return upstream === null ? null : roundUsd(charged + upstream);
}

/**
 * What a provider says in its usage that the answer cost, in US dollars; nothing where it does not say. OpenRouter's
 * `cost` is in credits, each of which is a dollar; with one's own key (`is_byok`) it is OpenRouter's fee alone, and what the
 * provider behind it charges is added (openrouter.ai/docs/use-cases/usage-accounting).
 */
export function reportedCost(usage: Fields): Pick<Usage, 'cost_usd'> {
  const usd = reported(usage);
  return usd === null ? {} : { cost_usd: usd };
}
