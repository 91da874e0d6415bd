import type { Generated } from 'kysely';
import type { ExchangeKind, ExchangeStatus, McpOutcome, McpRefusal } from '../contract/index.ts';
import type { McpCall } from '../exchange/index.ts';
import type { StoredBlock } from './port.ts';

/** How the bytes of a content column are packed (see packing.ts). */
export type Packing = 0 | 1;

export interface SessionTable {
  id: Generated<number>;
  name: string;
  identity: string | null;
  provider: string | null;
  model: string | null;
  created_at: number;
  pinned_at: number | null;
  last_turn_at: number | null;
  /** How many exchanges it has; kept with every write and delete, so that nobody has to count them. */
  exchanges: number;
  project: string | null;
  /** When it was deleted, where it may still be brought back: it is in no answer meanwhile. */
  deleted_at: number | null;
  /** The identity and the pin that it then has again. */
  deleted_identity: string | null;
  deleted_pinned_at: number | null;
}

export interface AgentTable {
  id: string;
  session_id: number;
  key: string;
  parent_key: string | null;
  created_at: number;
}

/**
 * What lists filter by, sums add up and garbage collection looks for has a column; everything else is in `data`
 * (see queries/exchange-row.ts), because each column of a row costs time on every write.
 */
export interface ExchangeTable {
  id: string;
  session_id: number | null;
  agent_id: string | null;
  kind: ExchangeKind;
  started_at: number;
  status: ExchangeStatus;
  client_name: string | null;
  model: string | null;
  provider: string | null;
  input: number | null;
  output: number | null;
  cache_read: number | null;
  cost_usd: number | null;
  head_received: string | null;
  /** `headSent`, where it differs from `headReceived`. */
  head_other: string | null;
  data: string;
  /** `headReceived`, where its node does not name this exchange: it is not there, or names another. */
  head_loose: string | null;
  cache_write: number | null;
  reasoning: number | null;
}

export interface BodyTable {
  exchange_id: string;
  envelope: Uint8Array | null;
  envelope_packing: Packing;
  answer: Uint8Array | null;
  answer_packing: Packing;
  answer_type: string | null;
}

export interface NodeTable {
  id: string;
  parent_id: string | null;
  block_hash: string;
  role: string;
  depth: number;
  envelope: string | null;
  /** How many nodes follow this one, but for those with a `loose_parent`. */
  children: number;
  /** An exchange whose `headReceived` this is; others of the same head have it as `head_loose`. */
  exchange_id: string | null;
  /** `parent_id`, where the parent was not there and so does not count this node. */
  loose_parent: string | null;
  /** `block_hash`, where the block was not there and so does not count this node. */
  loose_block: string | null;
  /** Index of the message in the request that the node was first written for. */
  message: number | null;
}

export interface BlockTable {
  hash: string;
  kind: StoredBlock['kind'];
  tool: string | null;
  bytes: number;
  /** Characters of the content that are kept; -1 where none is. A row is replaced by one that keeps more. */
  kept: number;
  content: Uint8Array | null;
  packing: Packing;
  /** How many nodes have this block, but for those with a `loose_block`. */
  refs: number;
  /** The vocabulary that it was first counted in, and that count. */
  vocabulary: string | null;
  tokens: number | null;
  exact: number | null;
}

/** Counts that are not on the row of their block: in another vocabulary, of a large block, or of none that is there. */
export interface CountTable {
  block_hash: string;
  vocabulary: string;
  tokens: number;
  exact: number;
}

export interface CalibrationTable {
  provider: string;
  model: string;
  vocabulary: string;
  /** JSON; what it holds is known to who learns. */
  data: string;
  updated_at: number;
}

export interface McpCallTable {
  id: string;
  session_id: number | null;
  started_at: number;
  server: string;
  tool: string;
  origin: McpCall['from'];
  client_name: string | null;
  client_version: string | null;
  outcome: McpOutcome;
  refusal: McpRefusal | null;
  message: string | null;
  waited_ms: number;
  total_ms: number;
  argument_bytes: number;
  argument_tokens: number | null;
  result_bytes: number | null;
  result_tokens: number | null;
}

/**
 * The tables as Kysely sees them. Ids and hashes are text, times are ms since 1970, truth values are 0 and 1.
 *
 * Garbage collection must know what uses a node or a block. A use is noted on the row that is used (`children`,
 * `exchange_id`, `refs`), which the batch writes anyway. Where that row is not there, or names another exchange,
 * the use is *loose*: it stands in a column of the row that uses, under an index of loose ones alone.
 */
export interface Tables {
  sessions: SessionTable;
  agents: AgentTable;
  exchanges: ExchangeTable;
  bodies: BodyTable;
  nodes: NodeTable;
  blocks: BlockTable;
  counts: CountTable;
  calibrations: CalibrationTable;
  mcp_calls: McpCallTable;
}
