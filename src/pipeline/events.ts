import type { ExchangeEvent, ExchangeRow, MetricEvent, ShortForecast } from '../contract/index.ts';
import { type Exchange, isoTime } from '../exchange/index.ts';

/** What a dashboard needs to show an exchange's row; no bodies. */
export function summaryOf(exchange: Exchange): ExchangeRow {
  return {
    id: exchange.id,
    session_id: exchange.sessionId,
    agent_id: exchange.agentId,
    kind: exchange.kind,
    status: exchange.status,
    http_status: exchange.httpStatus,
    started_at: isoTime(exchange.startedAt),
    protocol: exchange.protocol,
    path: exchange.path,
    client: exchange.client.name,
    client_version: exchange.client.version,
    model: exchange.model,
    provider: exchange.provider,
    provider_model: exchange.providerModel,
    streamed: exchange.streamed,
    tokens: { ...exchange.tokens },
    usage: exchange.usage,
    cost: exchange.cost,
    timings: { ...exchange.timings },
    attempts: exchange.attempts.map((attempt) => ({ ...attempt })),
    warnings: exchange.warnings.map(({ code }) => code),
    error: exchange.error,
    tools: [...exchange.tools],
  };
}

export function exchangeEvent(phase: ExchangeEvent['phase'], exchange: Exchange): ExchangeEvent {
  return { type: 'exchange', phase, exchange: summaryOf(exchange) };
}

/** The gauge's event. `tokens` repeats `context`: what fills the window now. */
export function metricEvent(exchange: Exchange, forecast: ShortForecast | null): MetricEvent {
  return {
    type: 'metric',
    exchange_id: exchange.id,
    session_id: exchange.sessionId,
    agent_id: exchange.agentId,
    kind: exchange.kind,
    data: { ...exchange.tokens, tokens: exchange.tokens.context, forecast },
  };
}
