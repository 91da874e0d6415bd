import type { Usage } from '../../contract/index.ts';
import type { Citation, Extra, Part, Seal } from './parts.ts';

/** Why the model stopped. `stop`: it was done, or met a stop sequence; `pause`: it wants to go on (Anthropic's `pause_turn`). */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool_calls'
  | 'content_filter'
  | 'refusal'
  | 'pause'
  | 'context_window'
  | 'other';

export interface Finish {
  reason: FinishReason;
  /** The stop sequence that was met. */
  stopSequence?: string;
  /** The provider's own word, where `reason` is `other`. */
  raw?: string;
}

/** An answer of any protocol, whole. */
export interface NeutralAnswer {
  /** The provider's own id; null where it gives none. */
  id: string | null;
  model: string | null;
  /** Seconds since 1970; null where the provider does not say. */
  created: number | null;
  /** Texts, reasoning, refusals, tool calls, images, in the order of the model. */
  parts: Part[];
  finish: Finish;
  usage: Usage | null;
  extra?: Extra;
}

/** How a part begins in a stream; what it holds comes in deltas. */
export type PartStart =
  | { type: 'text' }
  | { type: 'reasoning'; summary?: boolean }
  | { type: 'refusal' }
  | { type: 'tool_call'; id: string; name: string; custom?: boolean }
  /** Comes whole: an image, or what only one protocol knows. */
  | { type: 'whole'; part: Part };

/**
 * One step of a streamed answer. Parts have indexes from 0 in the order of their start; several may be open at once
 * (parallel tool calls). A reader gives them as its wire does; `inOrder` makes any sequence a well-formed one.
 */
export type AnswerEvent =
  | { type: 'start'; id: string | null; model: string | null; created: number | null; usage?: Usage }
  | { type: 'part_start'; index: number; part: PartStart }
  /** More of a part's text, or of a call's input. */
  | { type: 'delta'; index: number; text: string }
  | { type: 'seal'; index: number; seal: Seal }
  | { type: 'citation'; index: number; citation: Citation }
  | { type: 'part_end'; index: number }
  /** What is known so far; a later one replaces it, field by field. */
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; finish: Finish }
  /** The provider's own error within a stream. `status` is the HTTP status it stands for. */
  | { type: 'error'; error: AnswerError }
  /** The end mark; nothing follows. */
  | { type: 'end' };

export interface AnswerError {
  status: number;
  /** The provider's own name of it (`overloaded_error`), or `upstream_error`. */
  code: string;
  message: string;
  /** When to come again, where the body says so (Gemini), in seconds. */
  retryAfterS?: number;
}
