import type { ExchangeView } from '../contract/index.ts';
import { type Exchange, isoTime } from '../exchange/index.ts';
import type { StoredExchange } from '../storage/index.ts';

/** The row of an exchange as it is now. Lists and figures are shared with it, not copied. */
export function toStored(exchange: Exchange): StoredExchange {
  return {
    id: exchange.id,
    sessionId: exchange.sessionId,
    agentId: exchange.agentId,
    kind: exchange.kind,
    startedAt: exchange.startedAt,
    status: exchange.status,
    httpStatus: exchange.httpStatus,
    protocol: exchange.protocol,
    path: exchange.path,
    clientName: exchange.client.name,
    clientVersion: exchange.client.version,
    model: exchange.model,
    provider: exchange.provider,
    providerModel: exchange.providerModel,
    route: exchange.route,
    streamed: exchange.streamed,
    tokens: exchange.tokens,
    usage: exchange.usage,
    cost: exchange.cost,
    timings: exchange.timings,
    silences: exchange.silences,
    attempts: exchange.attempts,
    warnings: exchange.warnings,
    error: exchange.error,
    tools: exchange.tools,
    headReceived: exchange.headReceived,
    headSent: exchange.headSent,
    memoryTokens: exchange.memoryTokens,
    counted: exchange.counted,
  };
}

/** A stored exchange as the dashboard API tells it. */
export function toView(stored: StoredExchange): ExchangeView {
  return {
    id: stored.id,
    session_id: stored.sessionId,
    agent_id: stored.agentId,
    kind: stored.kind,
    started_at: isoTime(stored.startedAt),
    status: stored.status,
    http_status: stored.httpStatus,
    protocol: stored.protocol,
    path: stored.path,
    client: { name: stored.clientName, version: stored.clientVersion },
    model: stored.model,
    provider: stored.provider,
    provider_model: stored.providerModel,
    route: stored.route,
    streamed: stored.streamed,
    tokens: stored.tokens,
    usage: stored.usage,
    cost: stored.cost,
    timings: stored.timings,
    attempts: stored.attempts,
    warnings: stored.warnings,
    error: stored.error,
    tools: stored.tools,
  };
}
