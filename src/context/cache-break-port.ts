import type { CacheChange, ExchangeKind, ToolChanges } from '../contract/index.ts';
import type { Block } from './port.ts';

/** A block at its place in a context that was sent. */
export interface SentBlock {
  nodeId: string;
  hash: string;
  kind: Block['kind'];
  role: string;
  tool: string | null;
  envelope: string | null;
  /** Of the whole content, in UTF-8. */
  bytes: number;
  /** By our own count; null where it was not counted. */
  tokens: number | null;
}

/** A context from its root on, and what the client had sent where that is another; null: it is the same. */
export interface SentContext {
  sent: readonly SentBlock[];
  received: readonly SentBlock[] | null;
}

/** An exchange as far as caches go. Times are ms since 1970, figures tokens as the provider reported them. */
export interface CacheTurn {
  exchangeId: string;
  sessionId: number | null;
  agentId: string | null;
  kind: ExchangeKind;
  startedAt: number;
  provider: string | null;
  providerModel: string | null;
  input: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  /** Part of `cacheWrite`. */
  cacheWrite1h: number | null;
}

/** An earlier exchange, with the number of blocks of its context and how many of them begin this one, too. */
export interface CacheCandidate extends CacheTurn {
  depth: number;
  shared: number;
  /** The same of the contexts as they were received. */
  sharedReceived: number;
}

/** An earlier exchange with its context. */
export interface CacheReference {
  turn: CacheCandidate;
  context: SentContext;
}

export type Region = 'tools' | 'system' | 'schema' | 'messages';

/** The first place where two contexts differ. */
export interface Difference {
  index: number;
  region: Region;
  change: CacheChange;
  /** The block that is told of: as it is, or as it was where it was removed. */
  block: SentBlock;
  before: SentBlock | null;
  after: SentBlock | null;
  tools: ToolChanges | null;
}
