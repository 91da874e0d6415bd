import type { McpOutcome } from '../contract/index.ts';
import type { BlockKind } from './block-kind.ts';

export interface McpCallFilter {
  server?: string;
  tool?: string;
  sessionId?: number;
  outcome?: McpOutcome;
  /** Ids strictly older than this one. */
  before?: string;
  /** Rows at most. */
  limit: number;
}

/** Which calls are added up. */
export interface McpTotalsRange {
  sessionId?: number;
}

/** What was called of a server's tool. A sum is null where every figure is unknown. */
export interface McpTotalsRow {
  server: string;
  tool: string;
  calls: number;
  /** Calls that neither went well nor were refused or cancelled. */
  errors: number;
  refused: number;
  argumentBytes: number;
  argumentTokens: number | null;
  resultBytes: number | null;
  resultTokens: number | null;
  totalMs: number;
}

/** What is looked for in the kept contents of blocks. */
export interface BlockSearch {
  /** A part of the text; case is ignored, as Unicode folds it. */
  text: string;
  /** Only in contexts of this session's exchanges. */
  sessionId?: number;
  kinds?: BlockKind[];
  /** `cursor` of the slice before. */
  cursor?: string;
  /** Hits at most. */
  limit: number;
  /** Bytes of contents that are looked through at most, but one block at least. */
  most: number;
}

export interface BlockHit {
  hash: string;
  kind: BlockKind;
  tool: string | null;
  bytes: number;
  /** Some 200 characters around the first place. */
  snippet: string;
  /** The exchange whose context brought it. */
  exchangeId: string;
  sessionId: number | null;
  /** Ms since 1970 at which that exchange started. */
  at: number;
}

/** One slice of a search: no hits do not mean that there are none further on. */
export interface BlockSlice {
  hits: BlockHit[];
  /** Where the next slice begins; null: everything was looked through. */
  cursor: string | null;
}
