import type {
  Attempt,
  ExchangeKind,
  ExchangeStatus,
  ExchangeTimings,
  ExchangeTokens,
  ProtocolName,
  RouteDecision,
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
  costUsd: number | null;
  timings: ExchangeTimings;
  attempts: Attempt[];
  warnings: Warning[];
  error: { code: string; message: string } | null;
  /** Last node of the context as the client sent it, and as it was sent up; null until it is known. */
  headReceived: string | null;
  headSent: string | null;
  /** Which of the context's tokens are memory (issue of its own); null where not counted. */
  memoryTokens: number | null;
}

export interface NewExchange {
  id: string;
  startedAt: number;
  startedMono: number;
  path: string;
  protocol: ProtocolName | null;
  kind: ExchangeKind;
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
    tokens: {
      context: null,
      window: null,
      context_use: null,
      input: null,
      cache_read: null,
      cache_write: null,
      output: null,
      reasoning: null,
      source: null,
    },
    usage: null,
    costUsd: null,
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    headReceived: null,
    headSent: null,
    memoryTokens: null,
  };
}
