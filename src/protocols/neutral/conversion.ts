import type { AnswerError, AnswerEvent, NeutralAnswer } from './answer.ts';
import type { Notes } from './notes.ts';
import type { Fields } from './parts.ts';
import type { Quirks } from './quirks.ts';
import type { NeutralRequest } from './request.ts';

/** What reading a client's request may need besides its body. */
export interface RequestSource {
  /** From the path or the body. */
  model: string;
  stream: boolean;
  /** Id of the operation that was called: `messages`, `compact`, … */
  operation: string;
  notes: Notes;
  /** Whether the request goes to Anthropic itself (`x-anthropic-billing-header` stays for it alone). */
  toAnthropic: boolean;
}

/** Whom a request is written for. */
export interface RequestTarget {
  /** The provider's own name of the model. */
  model: string;
  notes: Notes;
  quirks: Quirks;
}

/**
 * What was renamed or sent as something else on the way up. Made by `writeRequest`; `restoreEvents` and `restoreAnswer`
 * take it back in the answer, so that readers need not know of it.
 */
export interface Changes {
  /** Names of tools as they were sent → as the client calls them. */
  toolNames: ReadonlyMap<string, string>;
  /** Custom tools (the client's names) that were sent as functions with one text argument, `input`. */
  customTools: ReadonlySet<string>;
}

export interface WrittenRequest {
  body: Fields;
  /** Below the provider's base URL, with a query where it needs one: `/messages`, `/models/x:generateContent`. */
  path: string;
  /** Headers that the protocol wants, lower case (`anthropic-version`). */
  headers: Record<string, string>;
  changes: Changes;
}

/** Whom an answer is written for. */
export interface AnswerTarget {
  /** The model's name as the client asked for it. */
  model: string;
  /** The exchange's id, which ids made here are built from (`msg_<id>`, `resp_<id>`). */
  exchangeId: string;
  /** Seconds since 1970 at which the exchange began. */
  created: number;
  operation: string;
  /** Whether the client asked for usage at a chat stream's end. */
  wantsUsage: boolean;
  /** The client's request, for what an answer repeats of it. */
  request: NeutralRequest;
  notes: Notes;
  /** How a stream is framed: server-sent events, or Gemini's JSON list (without `alt=sse`). */
  framing: 'sse' | 'json';
}

/** One server-sent event. */
export interface SseEvent {
  event: string | null;
  data: string;
}

/** Reads a provider's stream, event by event. Never throws: what it cannot read it leaves out. */
export interface StreamReader {
  push(event: SseEvent): AnswerEvent[];
  /** The bytes have ended: what that means, where no end mark came (nothing, or `finish` and `end`). */
  end(): AnswerEvent[];
}

/** Writes a client's stream. Gets well-formed sequences only (see `inOrder`); gives bytes' text, `''` for nothing. */
export interface StreamWriter {
  write(event: AnswerEvent): string;
  /** Ends an unfinished stream in the protocol's way; `body` is the protocol's own error object. */
  fail(error: AnswerError, body: unknown): string;
}

/** A protocol's half of each conversion: to and from the neutral form, on the client's side and the provider's. */
export interface Conversion {
  /** Client: a request's parsed body. Throws ProxyError `invalid_request` (names the field), `unsupported_conversion`. */
  readRequest(body: Fields, source: RequestSource): NeutralRequest;
  /** Client: notes what of its own the request has, which a provider of another protocol does not get. */
  noteLeftOut?(request: NeutralRequest, notes: Notes): void;
  /** Provider: the request as it goes up. Throws `unsupported_conversion`; notes what it drops or changes. */
  writeRequest(request: NeutralRequest, target: RequestTarget): WrittenRequest;
  /** Provider: a whole answer's parsed body. Null where it is none. */
  readAnswer(body: unknown): NeutralAnswer | null;
  streamReader(): StreamReader;
  /** Provider: what the body of an answer of 400 and above says; null where it says nothing. */
  readError(status: number, body: unknown): AnswerError | null;
  /** Client: a whole answer, as a JSON value. */
  writeAnswer(answer: NeutralAnswer, target: AnswerTarget): unknown;
  streamWriter(target: AnswerTarget): StreamWriter;
}
