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
import type { McpCall } from '../exchange/index.ts';
import type { BlockKind } from './block-kind.ts';
import type {
  ExchangeChoice,
  ExchangeFilter,
  StoredUse,
  TotalsBy,
  TotalsRange,
  TotalsRow,
} from './choice-port.ts';
import type { BlockSearch, BlockSlice, McpCallFilter, McpTotalsRange, McpTotalsRow } from './mcp-port.ts';

/** How much of a block's content is kept. */
export type Capture = 'full' | 'preview' | 'none';

/** An exchange as it is stored. Times are ms since 1970. */
export interface StoredExchange {
  id: string;
  sessionId: number | null;
  agentId: string | null;
  kind: ExchangeKind;
  startedAt: number;
  status: ExchangeStatus;
  httpStatus: number | null;
  protocol: ProtocolName | null;
  path: string;
  clientName: string | null;
  clientVersion: string | null;
  model: string | null;
  provider: string | null;
  providerModel: string | null;
  route: RouteDecision | null;
  streamed: boolean;
  tokens: ExchangeTokens;
  usage: Usage | null;
  cost: Cost;
  timings: ExchangeTimings;
  /** Who was silent when; null or absent where not known. */
  silences?: Silence[] | null;
  attempts: Attempt[];
  warnings: Warning[];
  error: { code: string; message: string } | null;
  /** Names of the tools that its answer called, each once; empty for those written before they were noted. */
  tools: string[];
  headReceived: string | null;
  headSent: string | null;
  memoryTokens: number | null;
  /** Our own count of the context; null where it was not counted. */
  counted: { vocabulary: string; tokens: number } | null;
}

/** One place in a conversation: `(parent node, role, envelope, block)`; its id is the hash of these four. */
export interface StoredNode {
  id: string;
  parentId: string | null;
  blockHash: string;
  /** `system`, `user`, `assistant`, `tool`, … as the protocol says; `tools` for a tool schema. */
  role: string;
  /** Number of nodes from the root to this one, this one included. */
  depth: number;
  /** What is on the message around the block, as JSON (name, tool call ids, marks); null where nothing is. */
  envelope: string | null;
  /** Index of the message in the request that first had this place; null for what is in none, or where it is not known. */
  message?: number | null;
}

/** One unit of context, stored once per hash. */
export interface StoredBlock {
  hash: string;
  kind: BlockKind;
  /** Name of the tool, where the block belongs to one. */
  tool: string | null;
  /** Bytes of the content in UTF-8. */
  bytes: number;
  /** The content; null where `capture` keeps none. With `preview`, its beginning. */
  content: string | null;
}

/** A piece of what is kept of a block's content. */
export interface BlockPiece extends Omit<StoredBlock, 'content'> {
  /** UTF-16 units that are kept; null where nothing is. */
  characters: number | null;
  /** Whether that is all of the content. */
  whole: boolean;
  /** Where the piece begins and the next one does, in UTF-16 units; `next` is null at the end. */
  from: number;
  next: number | null;
  text: string | null;
}

/** Tokens of a block in one vocabulary. */
export interface StoredCount {
  blockHash: string;
  vocabulary: string;
  tokens: number;
  exact: boolean;
}

/** The bytes around an exchange, kept with `capture = "full"`, and its headers. */
export interface StoredBodies {
  exchangeId: string;
  /** What is needed to rebuild the request's bytes: see context/envelope. */
  envelope: Uint8Array | null;
  /** The answer's bytes as the client got them. */
  answer: Uint8Array | null;
  answerType: string | null;
  /** JSON of the headers on both sides, without secrets; it may come alone, and is read by `captured`. */
  headers?: string | null;
}

/** What is kept around an exchange. */
export interface Captured {
  /** Whether the request's envelope is there, and the answer. */
  request: boolean;
  answer: boolean;
  headers: string | null;
}

/** What one tick writes, in one transaction. Exchanges are whole rows: inserted, or replaced by id. */
export interface WriteBatch {
  exchanges: StoredExchange[];
  nodes: StoredNode[];
  blocks: StoredBlock[];
  counts: StoredCount[];
  bodies: StoredBodies[];
  mcpCalls: McpCall[];
}

export interface StoredSession {
  id: number;
  name: string;
  /** What it was recognised by (`header:claude-code:…`), unique; null for one made by hand. */
  identity: string | null;
  provider: string | null;
  model: string | null;
  createdAt: number;
  pinnedAt: number | null;
  lastTurnAt: number | null;
  exchanges: number;
  /** The folder that it is about, as the client names it; null where it names none. */
  project: string | null;
}

export interface NewStoredSession {
  name: string;
  identity: string | null;
  provider: string | null;
  model: string | null;
  createdAt: number;
  project?: string | null;
  /** Pin it in the same step. */
  pin: boolean;
}

export interface StoredAgent {
  id: string;
  sessionId: number;
  /** What it was told apart by: a client's agent id, `system:<hash>:<first message>`, or `main`. */
  key: string;
  parentKey: string | null;
  createdAt: number;
}

/** How much an agent has done. */
export interface AgentTurns {
  agentId: string;
  turns: number;
  /** Its newest turn. */
  last: StoredExchange;
}

/** The last exchange whose head is a given node. */
export interface HeadRef {
  nodeId: string;
  exchangeId: string;
  sessionId: number | null;
  agentId: string | null;
  startedAt: number;
}

/** A place in the chain, without its content. */
export interface ChainLink {
  id: string;
  parentId: string | null;
  blockHash: string;
  depth: number;
}

/** A place in the chain, with what is known of its block but for the content. */
export interface OutlineNode extends StoredNode {
  message: number | null;
  block: Omit<StoredBlock, 'content'> & {
    /** Characters (UTF-16 units) of the content that are kept; -1 where none is. */
    kept: number;
  };
  counts: StoredCount[];
}

/** An earlier turn of an agent, and the last place of what it sent. */
export interface TurnRef {
  exchangeId: string;
  head: string;
}

/** Tools that were called in a session. */
export interface CalledTools {
  tools: { tool: string; calls: number }[];
  /** False where the session is too large to be looked through whole: its newest part was. */
  complete: boolean;
}

/** What was learnt of how a provider counts a model's tokens, in JSON. */
export interface StoredCalibration {
  provider: string;
  model: string;
  /** The vocabulary that stands in for the model's own. */
  vocabulary: string;
  data: string;
  updatedAt: number;
}

/** What a person set in the page. */
export interface StoredSetting {
  name: string;
  value: string;
  updatedAt: number;
}

export interface StoreStats {
  exchanges: number;
  sessions: number;
  blocks: number;
  bytes: number;
}

/** Retention limits; a null one is none. */
export interface Retention {
  maxAgeMs: number | null;
  maxBytes: number | null;
}

/**
 * The store. Asynchronous, and knows no dialect: the same suite runs over each one. Every method rejects with a
 * {@link StoreError} where the database cannot do it.
 */
export interface Store {
  /** Writes a tick in one transaction. */
  write(batch: WriteBatch): Promise<void>;

  createSession(session: NewStoredSession): Promise<StoredSession>;
  /** The session of that identity, made where it is new; `created` tells which. Safe when called at once from many places. */
  findOrCreateSession(
    session: NewStoredSession & { identity: string },
  ): Promise<{ session: StoredSession; created: boolean }>;
  getSession(id: number): Promise<StoredSession | null>;
  findSessionByName(name: string): Promise<StoredSession | null>;
  findSessionByIdentity(identity: string): Promise<StoredSession | null>;
  /** The current session: the pinned one, else the one with the newest turn. */
  currentSession(): Promise<StoredSession | null>;
  /** Newest first; `before` is a session id. */
  listSessions(page: { limit: number; before?: number }): Promise<StoredSession[]>;
  updateSession(
    id: number,
    patch: { name?: string; provider?: string | null; model?: string | null; project?: string | null },
  ): Promise<StoredSession | null>;
  pinSession(id: number, at: number): Promise<StoredSession | null>;
  /** Deletes it with its exchanges and MCP calls, and the blocks that nothing else uses. False where there is none. */
  deleteSession(id: number): Promise<boolean>;
  /**
   * Deletes it for now: it, its exchanges and its MCP calls are as if they were gone, and what it was recognised by is free
   * for another. `at`: ms since 1970. False where there is none.
   */
  hideSession(id: number, at: number): Promise<boolean>;
  /**
   * Brings back what was deleted for now after `since` (ms since 1970); null where there is none. It is pinned again where
   * it was and no other is.
   */
  restoreSession(id: number, since: number): Promise<StoredSession | null>;
  /** Deletes for good what was deleted for now until then (ms since 1970); how many sessions went. */
  purgeSessions(until: number): Promise<number>;

  upsertAgent(agent: StoredAgent): Promise<void>;
  listAgents(sessionId: number): Promise<StoredAgent[]>;
  /** For agents of a session that have had turns: how many, and the last. Those with the newest turns first. */
  agentTurns(sessionId: number, limit: number): Promise<AgentTurns[]>;

  getExchange(id: string): Promise<StoredExchange | null>;
  /** A page by key, never by offset. */
  listExchanges(filter: ExchangeFilter): Promise<StoredExchange[]>;
  /** A page of what was used, as {@link totals} has it: what ended, neither a mere count nor refused. */
  listUses(filter: ExchangeFilter): Promise<StoredUse[]>;
  countExchanges(choice: ExchangeChoice): Promise<number>;
  getBodies(exchangeId: string): Promise<StoredBodies | null>;
  /** The answer alone; null where it is not kept. */
  getAnswer(exchangeId: string): Promise<{ bytes: Uint8Array; type: string | null } | null>;
  /** What there is, without reading it. */
  captured(exchangeId: string): Promise<Captured>;

  /** Which of these node ids are known. */
  knownNodes(ids: string[]): Promise<StoredNode[]>;
  /** For nodes that are the `headReceived` of an exchange: the newest such exchange each. */
  headsAt(nodeIds: string[]): Promise<HeadRef[]>;
  /** The chain from the root to this node. */
  chain(nodeId: string): Promise<(StoredNode & { block: StoredBlock; counts: StoredCount[] })[]>;
  /** The same without contents, which may be large. */
  chainOutline(nodeId: string): Promise<OutlineNode[]>;
  /** What is kept of these blocks' contents, at most so many UTF-16 units of each; null where nothing is kept. */
  contentsOf(hashes: string[], most?: number): Promise<{ hash: string; content: string | null }[]>;
  /**
   * What is kept of a block's content from one UTF-16 unit on, at most so many of them (two at least); no character is
   * cut in halves. Null where there is no such block, or only deleted sessions have it.
   */
  blockPiece(hash: string, from: number, length: number): Promise<BlockPiece | null>;
  /** The turns of an agent before an exchange, the newest first. */
  turnsBefore(of: {
    sessionId: number;
    agentId: string | null;
    before: string;
    limit: number;
  }): Promise<TurnRef[]>;
  /** How often each tool was called, by the contexts of a session's exchanges. */
  calledTools(sessionId: number): Promise<CalledTools>;
  /**
   * The places from the root to each of these nodes, each once, in no order. `most`: only of the first of these nodes
   * whose depths add up to no more than this.
   */
  ancestry(nodeIds: string[], most?: number): Promise<ChainLink[]>;
  /** Known counts of these blocks in one vocabulary. */
  countsOf(hashes: string[], vocabulary: string): Promise<StoredCount[]>;

  /** A slice of a search in contents, small enough that other reads need not wait long. */
  searchBlocks(search: BlockSearch): Promise<BlockSlice>;
  /** The block of this hash, or the only one whose hash begins so (8 characters at least); null as {@link blockPiece}. */
  blockByHash(prefix: string): Promise<StoredBlock | 'ambiguous' | null>;

  /** A page by key, never by offset. */
  listMcpCalls(filter: McpCallFilter): Promise<McpCall[]>;
  /** Sums by server and tool, the most called first. */
  mcpTotals(range: McpTotalsRange): Promise<McpTotalsRow[]>;

  /** The newest first. */
  calibrations(): Promise<StoredCalibration[]>;
  saveCalibrations(calibrations: StoredCalibration[]): Promise<void>;

  /** What was set in the page, by name. */
  settings(): Promise<StoredSetting[]>;
  saveSetting(setting: StoredSetting): Promise<void>;
  removeSetting(name: string): Promise<void>;

  /** Sums by key: days and hours the newest first, anything else by how many exchanges it has, the most first. */
  totals(by: TotalsBy, range: TotalsRange): Promise<TotalsRow[]>;
  stats(): Promise<StoreStats>;

  /** Marks what was `running` when the program last ended as `interrupted`; how many there were. */
  markInterrupted(): Promise<number>;
  /** Deletes what is older or more than the limits allow, in small steps; how many exchanges went. */
  retain(limits: Retention, now: number): Promise<number>;

  /** True where a trivial write and read succeed. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

export type StoreErrorCode = 'newer' | 'corrupt' | 'unwritable' | 'locked' | 'full' | 'failed';

/** Why the store cannot do it. `newer`: the database was written by a newer version of this program. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
