import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config/index.ts';
import type {
  ExchangeEvent,
  McpAnswer,
  McpConfirmation,
  McpServerView,
  ModelView,
  NewSession,
  SessionPatch,
  SessionView,
} from '../contract/index.ts';
import type { Clock, ProxyError } from '../exchange/index.ts';
import type { Live } from '../live/index.ts';
import type { McpTarget } from '../mcp/index.ts';
import type { Logger, Metrics } from '../observability/index.ts';
import type { PriceBook, Prices } from '../pricing/index.ts';
import type { BreakerState } from '../routing/index.ts';
import type { Store, StoredExchange } from '../storage/index.ts';
import type {
  CountableBlock,
  KnownCalibration,
  TokenCount,
  Vocabulary,
  VocabularyChoice,
} from '../tokens/index.ts';
import type { WebFiles } from './page/web-files.ts';

/** The LLM paths. They bypass the framework: their requests go to the pipeline as they came. */
export interface LlmSurface<Match = unknown> {
  /** What the path is, or null where it is not one of the LLM surface. `url` has its query. */
  match(method: string, url: string): Match | null;
  handle(request: IncomingMessage, response: ServerResponse, match: Match): Promise<void> | undefined;
  /** Answers a request that the guard refused, in the client's own protocol. */
  refuse(request: IncomingMessage, response: ServerResponse, match: Match, error: ProxyError): void;
}

/** The MCP gateway. Its requests bypass the framework, too: their answers are streams that stay open. */
export interface McpGateway {
  /** Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, target: McpTarget): Promise<void>;
}

/** The writer, as far as reads need it: an API read sees what was written before it. */
export interface RecorderReads {
  flush(): Promise<void>;
  /** Waits for counts that are on their way, at most so many ms. */
  settleCounts(timeoutMs: number): Promise<void>;
  healthy(): boolean;
}

/** Sessions as a person keeps them; what changes here is told to the dashboards by whoever implements it. */
export interface SessionsByHand {
  /** Makes one and pins it. */
  create(session: NewSession): Promise<SessionView>;
  /** Pins it. Throws `not_found`. */
  activate(id: number): Promise<SessionView>;
  /** Throws `not_found`. */
  update(id: number, patch: SessionPatch): Promise<SessionView>;
  /** Deletes it with its exchanges, so that it can be brought back for ten minutes; or for good. Throws `not_found`. */
  remove(id: number, forGood: boolean): Promise<void>;
  /** Brings a deleted one back. Throws `not_found` where there is none, or its time is over. */
  restore(id: number): Promise<SessionView>;
  get(id: number): Promise<SessionView | null>;
  /** Newest first; `before`: older than this id. */
  list(page: { limit: number; before?: number }): Promise<SessionView[]>;
  /** The pinned one, else the one with the newest turn; null where there is none. */
  current(): Promise<SessionView | null>;
}

/** MCP servers, as far as the dashboard's API needs them. */
export interface McpSurface {
  servers(): Promise<McpServerView[]>;
  /** Throws ProxyError: `not_found` (no such server or tool), `mcp_…` for what went wrong. */
  call(server: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<McpAnswer>;
  /** Throws `not_found`. */
  control(server: string, action: 'start' | 'stop' | 'restart'): Promise<McpServerView>;
  confirmations(): McpConfirmation[];
  /** False where there is none of that id (any more). */
  decide(id: string, approve: boolean): boolean;
}

/** The bytes around an exchange, where they were captured. */
export interface CapturedBodies {
  request: Uint8Array | null;
  answer: Uint8Array | null;
  answerType: string | null;
}

/** All that the server needs of the program. */
export interface ServerDeps<Match = unknown> {
  version: string;
  /** Ms since 1970 at which the program started. */
  startedAt: number;
  clock: Clock;
  /** The configuration of now; it changes on reload. */
  config(): Config;
  store: Store;
  recorder: RecorderReads;
  sessions: SessionsByHand;
  live: Live;
  llm: LlmSurface<Match>;
  gateway: McpGateway;
  models(): ModelView[];
  breakerState(provider: string): BreakerState;
  tokensHealthy(): boolean;
  /** What is known of how providers count, the newest first. */
  calibrations(): KnownCalibration[];
  /** Exchanges that run now. */
  running(): ExchangeEvent['exchange'][];
  /** Tokens of blocks of context, in their order; never rejects. */
  countBlocks(blocks: readonly CountableBlock[], vocabulary: Vocabulary): Promise<TokenCount[]>;
  /** What an exchange's tokens are counted by, with the vocabularies that are here now. */
  choiceFor(exchange: Pick<StoredExchange, 'providerModel' | 'model' | 'provider'>): VocabularyChoice;
  bodies(exchangeId: string): Promise<CapturedBodies | null>;
  mcp: McpSurface;
  web: WebFiles;
  prices: PriceBook;
  /** What an exchange's model cost when it was asked; null where nobody says. */
  pricesOf(exchange: StoredExchange): Promise<Prices | null>;
  metrics: Metrics;
  logger: Logger;
}
