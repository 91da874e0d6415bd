import type { ExchangeTokens } from './exchange.ts';
import type { McpCallView, McpState } from './mcp.ts';
import type { ExchangeKind } from './names.ts';
import type { ExchangeRow } from './row.ts';
import type { SessionView } from './session.ts';
import type { Alert, ShortForecast } from './timeline.ts';

/** An exchange was measured: the gauge moves. */
export interface MetricEvent {
  type: 'metric';
  exchange_id: string;
  session_id: number | null;
  agent_id: string | null;
  kind: ExchangeKind;
  /** `forecast`: null where nothing can be said. */
  data: ExchangeTokens & { tokens: number | null; forecast: ShortForecast | null };
}

/** Something happened to an exchange. Small: no bodies. */
export interface ExchangeEvent {
  type: 'exchange';
  phase: 'started' | 'first_byte' | 'progress' | 'finished';
  exchange: ExchangeRow;
}

export interface SessionEvent {
  type: 'session';
  change: 'created' | 'updated' | 'activated' | 'deleted';
  session: SessionView | { id: number };
}

/** A threshold of context use was crossed upwards. */
export interface AlertEvent extends Alert {
  type: 'alert';
}

export interface ConfigEvent {
  type: 'config';
  /** `settings`: something was set in the page. */
  change: 'reloaded' | 'rejected' | 'settings';
  message: string;
}

/** Something of an MCP server changed. Small: no arguments, no results. */
export type McpEvent = { type: 'mcp'; server: string } & (
  | { change: 'state'; state: McpState; reason: string | null }
  /** Its list of tools is another one now. */
  | { change: 'tools'; tools: number }
  /** A call ended and is recorded. */
  | { change: 'call'; call: McpCallView }
  /** A call waits for a person, or no longer does. */
  | {
      change: 'confirmation';
      id: string;
      tool: string;
      status: 'asked' | 'approved' | 'refused' | 'expired' | 'cancelled';
    }
);

/** A provider's breaker opened, or closed again. Times are ISO 8601; null where it is closed. */
export interface ProviderEvent {
  type: 'provider';
  provider: string;
  breaker: 'open' | 'closed';
  breaker_since: string | null;
  breaker_retry_at: string | null;
}

/** What the rooms publish; the bus adds `seq` and `at`. */
export type LiveEvent =
  | MetricEvent
  | ExchangeEvent
  | SessionEvent
  | AlertEvent
  | ConfigEvent
  | McpEvent
  | ProviderEvent;

/** What a dashboard receives. `seq` grows by one an event; `at` is ISO 8601. */
export type SequencedEvent = LiveEvent & { seq: number; at: string };

/** The first message on `/ws`: where things stand. `resumed` tells whether `?since=` could be honoured. */
export interface InitMessage {
  type: 'init';
  seq: number;
  at: string;
  resumed: boolean;
  session: SessionView | null;
  metric: MetricEvent['data'] | null;
  running: ExchangeRow[];
  /** Context uses at which alerts are told and a gauge changes its colour, ascending, above 0 to 1. */
  thresholds: number[];
  version: string;
}
