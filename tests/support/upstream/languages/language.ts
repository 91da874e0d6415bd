import type { SseEvent } from '../../sse.ts';
import type { LanguageName, Refusal, Script } from '../script.ts';
import type { HeaderMap, Received } from '../types.ts';

export interface WritingOptions {
  /** Gemini: whether calls have ids (from Gemini 3 on) or not. Default true. */
  callIds?: boolean;
  /** Where the language lets several calls be open at once: their pieces in turn. */
  interleaved?: boolean;
}

/** How the upstream speaks one of the wire languages. */
export interface Language {
  name: LanguageName;
  /** Whether it answers requests for this path, without its query. */
  answers(path: string): boolean;
  /** Whether, and how, this request's answer is streamed. */
  framing(request: Received): 'whole' | 'sse' | 'list';
  /** The stream's events for the script, with the end mark. */
  events(script: Script, request: Received, options: WritingOptions): SseEvent[];
  /** The same as one answer. */
  whole(script: Script, request: Received, options: WritingOptions): unknown;
  /** Headers of every answer, an error too: limits of the account, an id of the request. */
  headers(): HeaderMap;
  errorBody(refusal: Refusal): unknown;
  errorHeaders(refusal: Refusal): HeaderMap;
  /** An error in the middle of a stream: what comes in place of the rest. */
  errorEvents(refusal: Refusal): SseEvent[];
  /** Refuses, by throwing a `Complaint`, what the true provider would refuse. */
  check(request: Received): void;
}

/** Pieces of several calls in the order in which they are sent: `[call, piece]`, one call after another or in turn. */
export function pieceOrder(lengths: number[], interleaved: boolean): [number, number][] {
  const all = lengths.flatMap((length, call) =>
    Array.from({ length }, (_, piece): [number, number] => [call, piece]),
  );
  return interleaved ? all.sort((one, other) => one[1] - other[1] || one[0] - other[0]) : all;
}
