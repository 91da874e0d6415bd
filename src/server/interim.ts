import type { ExchangeView } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';
import type { StoredExchange } from '../storage/index.ts';

export function toView(x: StoredExchange): ExchangeView {
  return {
    id: x.id,
    session_id: x.sessionId,
    agent_id: x.agentId,
    kind: x.kind,
    started_at: isoTime(x.startedAt),
    status: x.status,
    http_status: x.httpStatus,
    protocol: x.protocol,
    path: x.path,
    client: { name: x.clientName, version: x.clientVersion },
    model: x.model,
    provider: x.provider,
    provider_model: x.providerModel,
    route: x.route,
    streamed: x.streamed,
    tokens: x.tokens,
    usage: x.usage,
    cost: { usd: x.costUsd },
    timings: x.timings,
    attempts: x.attempts,
    warnings: x.warnings,
    error: x.error,
  };
}
