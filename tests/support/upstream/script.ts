import type { HeaderMap } from './types.ts';

/** A wire language that the upstream speaks; which one is told by the request's path. */
export type LanguageName = 'openai-chat' | 'anthropic-messages' | 'openai-responses' | 'gemini';

export interface ScriptText {
  type: 'text';
  /** As they are streamed, one event each. */
  pieces: string[];
}

export interface ScriptReasoning {
  type: 'reasoning';
  pieces: string[];
  /** What the provider signs, or encrypts; each language writes it in its own form, see `sealFor`. */
  seal?: string;
  /** Anthropic only: all of it is encrypted (`redacted_thinking`). */
  redacted?: boolean;
}

export interface ScriptCall {
  type: 'tool_call';
  id: string;
  name: string;
  /** JSON text of the arguments in pieces; plain text for a custom tool. */
  pieces: string[];
  /** A tool whose input is plain text: chat completions and Responses only. */
  custom?: boolean;
  /** Responses only: the group of the tool. */
  namespace?: string;
  /** Gemini's signature on the call itself. */
  seal?: string;
}

export interface ScriptRefusal {
  type: 'refusal';
  pieces: string[];
}

export type ScriptPart = ScriptText | ScriptReasoning | ScriptCall | ScriptRefusal;

/** Tokens, each number whole: `input` with what came from and went to the cache, `output` with reasoning. */
export interface ScriptUsage {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
  reasoning?: number;
}

export type ScriptFinish = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'refusal';

/** What a model answers, told in none of the wire languages. */
export interface Script {
  /** The answer's id without the language's prefix. Default `1`. */
  id?: string;
  /** Default: one text, `Hello from upstream`. */
  parts?: ScriptPart[];
  /** Default: `tool_calls` where there is a call, else `stop`. */
  finish?: ScriptFinish;
  /** null: none is reported, where the language has that. Default {@link SCRIPT_USAGE}. */
  usage?: ScriptUsage | null;
  headers?: HeaderMap;
}

/** An error of the provider, told in none of the wire languages. */
export interface Refusal {
  status: number;
  message: string;
  /** The field that is wrong, where the language says so. */
  param?: string;
  /** The language's own word for it, in place of the status's usual one. */
  code?: string;
  /** Seconds. */
  retryAfter?: number;
  headers?: HeaderMap;
}

export const SCRIPT_USAGE: ScriptUsage = { input: 20, output: 6 };

/** Seconds since 1970 at which every answer was made. */
export const CREATED = 1_700_000_000;

/** A text in pieces: words with the blanks before them. */
export function text(whole: string): ScriptText {
  return { type: 'text', pieces: whole.match(/\s*\S+|\s+$/g) ?? [] };
}

/** A call whose arguments come in `count` pieces of about equal length. */
export function toolCall(id: string, name: string, args: unknown, count = 3): ScriptCall {
  const json = typeof args === 'string' ? args : JSON.stringify(args);
  const size = Math.max(1, Math.ceil(json.length / count));
  return { type: 'tool_call', id, name, pieces: json.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [] };
}

export function partsOf(script: Script): ScriptPart[] {
  return script.parts ?? [text('Hello from upstream')];
}

export function finishOf(script: Script): ScriptFinish {
  return script.finish ?? (partsOf(script).some((part) => part.type === 'tool_call') ? 'tool_calls' : 'stop');
}

export function callsOf(script: Script): ScriptCall[] {
  return partsOf(script).filter((part) => part.type === 'tool_call');
}

/** A signature as the provider of `language` makes it: only that provider takes it back. */
export function sealFor(language: LanguageName, value: string): string {
  return Buffer.from(`${language}:${value}`).toString('base64');
}

/** Whether a provider of `language` made this signature. */
export function isSealOf(language: LanguageName, seal: unknown): boolean {
  return typeof seal === 'string' && Buffer.from(seal, 'base64').toString().startsWith(`${language}:`);
}
