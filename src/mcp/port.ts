import type { McpRefusal } from '../contract/index.ts';
import type { McpCall } from '../exchange/index.ts';

/** Who calls. */
export interface Caller {
  from: McpCall['from'];
  name: string | null;
  version: string | null;
  sessionId: number | null;
}

/** A tool as a server lists it; only what is touched is typed. */
export interface Tool {
  name: string;
  title?: unknown;
  description?: unknown;
  inputSchema?: unknown;
  annotations?: unknown;
  [key: string]: unknown;
}

/** Why a rule of ours refused a call: what the model is told. */
export interface Refusal {
  code: McpRefusal;
  reason: string;
}

/** One of this program's own tools, offered to models at `/mcp/kimi-proxy`. All of them only read. */
export interface OwnTool {
  name: string;
  title: string;
  description: string;
  /** JSON Schema of its arguments, an object. */
  inputSchema: Record<string, unknown>;
  /**
   * Answers with what becomes the result's structured content, and its text. Throws an `Error` whose message tells
   * the model what was wrong with the arguments and what to do.
   */
  call(
    args: Record<string, unknown>,
    context: { sessionId: number | null; signal: AbortSignal },
  ): Promise<Record<string, unknown>>;
}
