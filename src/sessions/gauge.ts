import type { StoredExchange } from '../storage/index.ts';
import { crossing } from './thresholds.ts';
import { EMPTY_TRAIL, follow, type Step, type Trail } from './trail.ts';

/** What an exchange says of its agent's window. */
export type Gauged = Pick<
  StoredExchange,
  'kind' | 'status' | 'startedAt' | 'provider' | 'providerModel' | 'tokens'
>;

/** Where an agent's window stands: how it came to fill, and the highest threshold that was told. */
export interface Gauge {
  readonly trail: Trail;
  readonly told: number;
}

export const EMPTY_GAUGE: Gauge = { trail: EMPTY_TRAIL, told: 0 };

/** Kinds that a gauge goes on by. */
export const GAUGED_KINDS: StoredExchange['kind'][] = ['turn', 'compaction'];

/**
 * Goes on by an exchange of the agent: what it was against the turn before, and the threshold that it crossed. A turn
 * that failed moves the use alone, since its conversation will be sent again; one that runs moves nothing yet.
 */
export function advance(
  gauge: Gauge,
  exchange: Gauged,
  thresholds: readonly number[] = [],
): { gauge: Gauge; step: Step; crossed: number | null } {
  const { trail, step } = follow(gauge.trail, exchange);
  if (exchange.status === 'running') return { gauge, step, crossed: null };
  const use = exchange.tokens.context_use;
  if (exchange.kind !== 'turn' || use === null || !Number.isFinite(use))
    return { gauge: { trail, told: gauge.told }, step, crossed: null };
  const { told, crossed } = crossing(gauge.told, { use, compacted: step.compacted }, thresholds);
  return { gauge: { trail, told }, step, crossed };
}

/** The gauge after an agent's exchanges, given oldest first. */
export function gaugeOf(exchanges: Iterable<Gauged>, thresholds: readonly number[] = []): Gauge {
  let gauge = EMPTY_GAUGE;
  for (const exchange of exchanges) ({ gauge } = advance(gauge, exchange, thresholds));
  return gauge;
}
