import { costWith } from '../pricing/index.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';

/**
 * What the exchange cost, by what the provider reported; nothing where it reported nothing. Of a stream that ended before
 * its output was told, that is what we counted in it.
 */
export async function applyCost(deps: Pick<PipelineDeps, 'prices'>, flight: Flight): Promise<void> {
  const { exchange, target } = flight;
  if (exchange.usage === null || target === null) return;
  const { provider, model, price } = target;
  const prices = await deps.prices.prices(
    { preset: provider.preset, baseUrl: provider.baseUrl, model, override: price },
    exchange.startedAt,
  );
  const { usage, tokens } = exchange;
  const output = usage.output ?? (flight.answerStreams ? tokens.output : null);
  exchange.cost = costWith({ ...usage, output }, prices);
}
