import type { McpCallView, McpOutcome, McpRefusal } from '../contract/index.ts';

/** A call of an MCP tool that ended, as it is recorded. Times are ms since 1970, durations ms; ids sort by time. */
export interface McpCall {
  id: string;
  startedAt: number;
  server: string;
  tool: string;
  from: McpCallView['from'];
  clientName: string | null;
  clientVersion: string | null;
  sessionId: number | null;
  outcome: McpOutcome;
  refusal: McpRefusal | null;
  message: string | null;
  waitedMs: number;
  totalMs: number;
  argumentBytes: number;
  /** Null: not counted. */
  argumentTokens: number | null;
  /** Null: there was no result. */
  resultBytes: number | null;
  resultTokens: number | null;
}
