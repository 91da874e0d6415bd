import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config, ConfigProblem } from '../config/index.ts';
import type { Surroundings } from '../connect/index.ts';
import type {
  ExchangeRow,
  McpAnswer,
  McpConfirmation,
  McpServerView,
  ModelView,
  NewSession,
  ProviderView,
  SessionPatch,
  SessionView,
} from '../contract/index.ts';
import type { Clock, ProxyError } from '../exchange/index.ts';
import type { Live } from '../live/index.ts';
import type { McpTarget } from '../mcp/index.ts';
import type { Logger, Metrics } from '../observability/index.ts';
import type { PriceBook, Prices } from '../pricing/index.ts';
import type { BreakerState, ChosenModel, RouteRequest } from '../routing/index.ts';
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
  /**
   * What a request is whose path is nobody's, though a tool may have meant a call, and what it is told; null where no tool
   * would ask that.
   */
  stray(request: IncomingMessage): { match: Match; error: ProxyError } | null;
  /** Answers a request that the guard refused, or that has nowhere to go, in the client's own protocol, and records it. */
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

/** What there is to say of the configuration besides what it says. */
export interface ConfigurationState {
  /** When what is in force was read, in ms since 1970. */
  loadedAt: number;
  /** What is wrong with the file as it is now; null where it is what is in force. */
  refused: { at: number; problems: readonly ConfigProblem[] } | null;
  /** Keys that have changed since the start and apply with the next one. */
  needsRestart: readonly string[];
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
  configuration(): ConfigurationState;
  /** Where configurations of tools on this machine are looked for. */
  surroundings: Surroundings;
  /** What `auto` means by a choice in the page. */
  chosenModel: ChosenModel;
  /** Decides where a request would go now; throws a ProxyError where that is nowhere. */
  resolveRoute(request: RouteRequest): unknown;
  store: Store;
  recorder: RecorderReads;
  sessions: SessionsByHand;
  live: Live;
  llm: LlmSurface<Match>;
  gateway: McpGateway;
  /** What a client may ask for; `off`: also what is of providers that are off. */
  models(off: boolean): Promise<ModelView[]>;
  breakerState(provider: string): BreakerState;
  /** How a provider fares: its breaker's times, and what came of the attempts of the last hour. */
  providerStatus(
    provider: string,
  ): Promise<Pick<ProviderView, 'breaker_since' | 'breaker_retry_at' | 'health'>>;
  tokensHealthy(): boolean;
  /** What is known of how providers count, the newest first. */
  calibrations(): KnownCalibration[];
  /** Exchanges that run now. */
  running(): ExchangeRow[];
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
