import type { Attempt, Cost, ExchangeTimings, ExchangeTokens, ExchangeView, Usage } from './exchange.ts';
import type { ExchangeKind, ExchangeStatus, ProtocolName } from './names.ts';

/** An exchange as a list shows it: the same from the live stream and from the stored ones. No bodies. */
export interface ExchangeRow {
  id: string;
  session_id: number | null;
  agent_id: string | null;
  kind: ExchangeKind;
  status: ExchangeStatus;
  http_status: number | null;
  /** ISO 8601, UTC, milliseconds. */
  started_at: string;
  protocol: ProtocolName | null;
  path: string;
  client: string | null;
  client_version: string | null;
  model: string | null;
  provider: string | null;
  provider_model: string | null;
  streamed: boolean;
  tokens: ExchangeTokens;
  usage: Usage | null;
  cost: Cost;
  timings: ExchangeTimings;
  attempts: Attempt[];
  /** Codes alone. */
  warnings: string[];
  error: { code: string; message: string } | null;
  /** Names of the tools that its answer called, each once, at most 20; empty until it has ended. */
  tools: string[];
}

/** The row of an exchange that was read from the API. */
export function rowOf(view: ExchangeView): ExchangeRow {
  const { first_byte_ms, total_ms, proxy_ms, longest_silence_ms } = view.timings;
  return {
    id: view.id,
    session_id: view.session_id,
    agent_id: view.agent_id,
    kind: view.kind,
    status: view.status,
    http_status: view.http_status,
    started_at: view.started_at,
    protocol: view.protocol,
    path: view.path,
    client: view.client.name,
    client_version: view.client.version,
    model: view.model,
    provider: view.provider,
    provider_model: view.provider_model,
    streamed: view.streamed,
    tokens: view.tokens,
    usage: view.usage,
    cost: view.cost,
    // One exchange, whole, has more of them.
    timings: { first_byte_ms, total_ms, proxy_ms, longest_silence_ms },
    attempts: view.attempts,
    warnings: view.warnings.map(({ code }) => code),
    error: view.error,
    tools: view.tools,
  };
}
