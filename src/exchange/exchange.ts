import type {
  Attempt,
  Cost,
  ExchangeKind,
  ExchangeStatus,
  ExchangeTimings,
  ExchangeTokens,
  ProtocolName,
  RouteDecision,
  Silence,
  Usage,
  Warning,
} from '../contract/index.ts';

/**
 * One client request and everything that became of it, while it runs. The pipeline's steps fill it in; the
 * recording room writes what it holds at each tick; nothing else keeps a second copy of these facts.
 */
export interface Exchange {
  readonly id: string;
  /** Wall time in ms since 1970 at which the request arrived. */
  readonly startedAt: number;
  /** Monotonic ms at which the request arrived. */
  readonly startedMono: number;
  protocol: ProtocolName | null;
  kind: ExchangeKind;
  /** The request's path without its query (which may hold a key). */
  readonly path: string;
  client: { name: string | null; version: string | null };
  sessionId: number | null;
  agentId: string | null;
  status: ExchangeStatus;
  httpStatus: number | null;
  /** What the client asked for. */
  model: string | null;
  provider: string | null;
  providerModel: string | null;
  route: RouteDecision | null;
  streamed: boolean;
  tokens: ExchangeTokens;
  usage: Usage | null;
  cost: Cost;
  timings: ExchangeTimings;
  /** Who was silent when; null where not known. */
  silences: Silence[] | null;
  attempts: Attempt[];
  warnings: Warning[];
  error: { code: string; message: string } | null;
  /** Names of the tools that its answer called, each once. */
  tools: string[];
  /** Last node of the context as the client sent it, and as it was sent up; null until it is known. */
  headReceived: string | null;
  headSent: string | null;
  /** Which of the context's tokens are memory; null where not counted. */
  memoryTokens: number | null;
  /** Our own count of the context, whatever the provider says: what counts are calibrated by. */
  counted: Counted | null;
}

/** A count in one vocabulary. */
export interface Counted {
  vocabulary: string;
  tokens: number;
}

export interface NewExchange {
  id: string;
  startedAt: number;
  startedMono: number;
  path: string;
  protocol: ProtocolName | null;
  kind: ExchangeKind;
}

/** A cost of which nothing is known. */
export function unknownCost(): Cost {
  return {
    usd: null,
    input: null,
    cache_read: null,
    cache_write_5m: null,
    cache_write_1h: null,
    output: null,
    reasoning: null,
    source: null,
  };
}

/** Tokens of which nothing is known. */
export function unknownTokens(): ExchangeTokens {
  return {
    context: null,
    window: null,
    context_use: null,
    input: null,
    cache_read: null,
    cache_write: null,
    output: null,
    reasoning: null,
    source: null,
    error: null,
  };
}

/** A fresh exchange: running, everything unknown. */
export function createExchange(init: NewExchange): Exchange {
  return {
    id: init.id,
    startedAt: init.startedAt,
    startedMono: init.startedMono,
    protocol: init.protocol,
    kind: init.kind,
    path: init.path,
    client: { name: null, version: null },
    sessionId: null,
    agentId: null,
    status: 'running',
    httpStatus: null,
    model: null,
    provider: null,
    providerModel: null,
    route: null,
    streamed: false,
    tokens: unknownTokens(),
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    silences: null,
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    headReceived: null,
    headSent: null,
    memoryTokens: null,
    counted: null,
  };
}
