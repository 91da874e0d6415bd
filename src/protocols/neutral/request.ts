import type { ProtocolName } from '../../contract/index.ts';
import type { CacheMark, Extra, Fields, Part } from './parts.ts';

/**
 * One message. Which parts may stand where: `system` texts (images and files are passed on where a target takes
 * them); `user` texts, images, files, audio; `assistant` texts, reasoning, refusals, tool calls, in the order in
 * which the model wrote them; `tool` tool results and nothing else. `other` parts may stand anywhere. Adjacent
 * messages of one role mean the same as one message.
 */
export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  parts: Part[];
  /** A system message that was called `developer`. */
  developer?: boolean;
  /** The speaker's name, where the protocol has one. */
  name?: string;
  extra?: Extra;
}

/** A function: its arguments are JSON that fits a schema. */
export interface FunctionTool {
  type: 'function';
  name: string;
  description?: string;
  /** JSON Schema, whole, as it came; null where the tool takes nothing. */
  parameters: Fields | null;
  strict?: boolean;
  cache?: CacheMark;
  extra?: Extra;
}

/** A tool whose input is text, with or without a grammar (Responses: `custom`). */
export interface CustomTool {
  type: 'custom';
  name: string;
  description?: string;
  grammar?: { syntax: string; definition: string };
  extra?: Extra;
}

/** A tool that the provider runs itself, or knows without a schema (web search, code execution, …). */
export interface HostedTool {
  type: 'hosted';
  protocol: ProtocolName;
  /** What it is called in warnings: `web_search`. */
  name: string;
  value: Fields;
}

export type Tool = FunctionTool | CustomTool | HostedTool;

export type ToolChoice = { mode: 'auto' | 'none' | 'required' } | { mode: 'named'; name: string };

/** How much the model is to think. Every field is optional: what was not said is not sent. */
export interface ReasoningRequest {
  /** False: not at all. */
  enabled?: boolean;
  effort?: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** Tokens. */
  budget?: number;
  /** Whether, and how, the reasoning is to be told: a summary (`auto`, `concise`, `detailed`), or not at all. */
  summary?: 'auto' | 'concise' | 'detailed' | 'none';
}

export type AnswerFormat =
  | { type: 'json' }
  | { type: 'schema'; name?: string; description?: string; schema: Fields; strict?: boolean };

/** Sampling and limits. What was not said is absent. */
export interface Sampling {
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  topK?: number;
  stop?: string[];
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  logitBias?: Record<string, number>;
  /** Log probabilities of this many alternatives; 0: of the tokens themselves alone. */
  logprobs?: number;
}

/** A request of any protocol for one answer. */
export interface NeutralRequest {
  model: string;
  stream: boolean;
  /** System texts stand in front as messages of that role; some clients put more between the others. */
  messages: Message[];
  tools: Tool[];
  toolChoice?: ToolChoice;
  /** False: one call at a time. */
  parallelToolCalls?: boolean;
  sampling: Sampling;
  reasoning?: ReasoningRequest;
  format?: AnswerFormat;
  verbosity?: 'low' | 'medium' | 'high';
  /** An id of the end user, for the provider's abuse checks. */
  user?: string;
  metadata?: Fields;
  serviceTier?: string;
  promptCacheKey?: string;
  /** Whether the provider may keep the answer. */
  store?: boolean;
  extra?: Extra;
}
