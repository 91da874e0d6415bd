import type { JsonQueryLimits } from './limits.ts';

/** A tool's call, its arguments checked. */
export type ToolCall =
  | { tool: 'jsonpath'; filePath: string; jsonpath: string }
  | { tool: 'keys' | 'values'; filePath: string; query: string; limit: number };

/** What goes to the thread that does it. */
export interface Job {
  call: ToolCall;
  allowedDirectories: readonly string[];
  limits: JsonQueryLimits;
}

/** What a call comes to. */
export interface Findings {
  /** A JSON list of the matches that are listed. */
  text: string;
  /** The same for readers with JavaScript's numbers. */
  plain: string;
  /** How many there are in all. */
  total: number;
  /** How many of them are not listed. */
  omitted: number;
  /** What a reader must know of them. */
  notes: string[];
}

/** What comes back of the thread: findings, or the sentence that says why there are none. */
export type Outcome = { ok: true; findings: Findings } | { ok: false; message: string };
