import type { Alert } from '../contract/index.ts';
import type { StoredExchange } from '../storage/index.ts';
import { forecastOf } from './forecast.ts';
import { advance, EMPTY_GAUGE, type Gauge, type Gauged } from './gauge.ts';
import { levelOf } from './thresholds.ts';

/** A turn of a session that may have crossed a threshold. */
type Alerting = Gauged & Pick<StoredExchange, 'id' | 'sessionId' | 'agentId' | 'model'>;

/** What is told when a turn has crossed a threshold. `gauge`: as it stands after the turn. Null for one of no session. */
export function alertOf(
  exchange: Alerting,
  { trail }: Gauge,
  crossed: number,
  thresholds: readonly number[],
): Alert | null {
  const { context, window, context_use: use } = exchange.tokens;
  if (exchange.sessionId === null || use === null) return null;
  return {
    code: 'context_threshold',
    level: levelOf(crossed, thresholds),
    threshold: crossed,
    session_id: exchange.sessionId,
    agent_id: exchange.agentId,
    exchange_id: exchange.id,
    model: exchange.model,
    context,
    window,
    context_use: use,
    turns_left: forecastOf(trail, exchange.startedAt).turns_left?.mid ?? null,
  };
}

/** A turn and what it alerted to. */
export interface Alerted {
  exchange: StoredExchange;
  alert: Alert;
}

/**
 * The alerts of a session's exchanges, given oldest first, as they were published live under the same thresholds.
 * `isWhole`: whether they begin where the session begins; if not, what an agent's first one stands above was
 * crossed earlier.
 */
export function alertsOf(
  exchanges: Iterable<StoredExchange>,
  thresholds: readonly number[],
  isWhole: boolean,
): Alerted[] {
  const gauges = new Map<string | null, Gauge>();
  const alerts: Alerted[] = [];
  for (const exchange of exchanges) {
    const known = gauges.get(exchange.agentId);
    const { gauge, crossed } = advance(known ?? EMPTY_GAUGE, exchange, thresholds);
    gauges.set(exchange.agentId, gauge);
    if (crossed === null || (known === undefined && !isWhole)) continue;
    const alert = alertOf(exchange, gauge, crossed, thresholds);
    if (alert !== null) alerts.push({ exchange, alert });
  }
  return alerts;
}
