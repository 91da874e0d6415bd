import type { Block, Growing } from '../context/index.ts';
import type { ExchangeKind, ProtocolName, Usage, Warning } from '../contract/index.ts';
import type { ProxyError } from '../exchange/index.ts';
import type { DroppedEvents } from '../streaming/index.ts';
import type { Edit } from './json/edit.ts';
import type { ScannedObject } from './json/scan.ts';
import type { Conversion } from './neutral/conversion.ts';
import type { Fields } from './neutral/parts.ts';
import type { Quirks } from './neutral/quirks.ts';

/** What an answer held, for accounting: never needed to pass it on. */
export interface ReadAnswer {
  usage: Usage | null;
  /** Everything the model wrote (text, reasoning, tool arguments), for counting where there is no usage. */
  text: string;
  /** The provider's own error, where the answer is one. */
  error: { code: string; message: string } | null;
  /** Whether a streamed answer came to its end mark. */
  finished: boolean;
  /** The provider's id of the answer. */
  responseId: string | null;
}

/** A model as lists tell of it. */
export interface ListedModel {
  id: string;
  provider: string;
  /** Tokens it can take; null where nobody says. */
  window: number | null;
}

/** What a request in its provider's own protocol needs before the provider takes it, as edits of the client's bytes. */
export interface Amended {
  edits: Edit[];
  notes: Warning[];
}

/** What is kept of an earlier exchange: its request's body, as it was sent, and the bytes of its answer, decoded. */
export interface StoredResponse {
  request: unknown;
  answer: Uint8Array;
}

/** Why there is nothing: no such response, its session was deleted, or contents are not kept (`capture` is not "full"). */
export type MissingResponse = 'unknown' | 'deleted' | 'not_kept';

/** Finds an earlier response by its id; null is the same as `unknown`. */
export type PreviousLookup = (responseId: string) => Promise<StoredResponse | MissingResponse | null>;

/** One call of a protocol: `POST /chat/completions`. */
export interface Operation {
  id: string;
  method: 'POST';
  /**
   * Below the version (`/v1`, `/v1beta`), with its leading slash; also matched without one. `{model}` in it stands for
   * the model's name, slashes included: `/models/{model}:generateContent`.
   */
  path: string;
  kind: ExchangeKind;
  /** Whether the answer is streamed: as the body's `stream` says, always, or never. */
  streams: 'body' | 'always' | 'never';
  /**
   * Top-level fields without which the request is refused, and what each must be; `a|b`: either of them. `model` need
   * not be named.
   */
  required: Record<string, 'array' | 'any'>;
  /** Whether an answer for this operation can be made by another protocol's provider. */
  converts: boolean;
  /** Whether `stream_options.include_usage` means something here. */
  takesStreamOptions: boolean;
  /** The blocks of a request's context, in the order in which providers serialise them. Never throws. */
  blocks(body: unknown): Block[];
  /** How requests of a conversation grow; null where each stands alone. */
  growing: Growing | null;
  /** Of a call that counts a request's tokens; absent: it is another. */
  counts?: {
    /** Its answer, for providers that cannot count. */
    write(tokens: number): unknown;
    /** What a provider's answer says; null where that is no count. */
    read(answer: Record<string, unknown>): number | null;
  };
}

/** A wire language on the client's side. Added as a folder and one line in the registry. */
export interface Protocol {
  name: ProtocolName;
  operations: Operation[];
  /** The list of models, as the protocol's clients read it; `query` may ask for a page of it. */
  modelList(models: ListedModel[], query: URLSearchParams | null): unknown;
  /** One model of that list. */
  modelEntry(model: ListedModel): unknown;
  /** An error in the protocol's own shape. */
  errorBody(error: ProxyError, exchangeId: string): unknown;
  /** The same as one event of a stream that has begun. */
  errorEvent(error: ProxyError, exchangeId: string): string;
  /** Reads an answer's decoded bytes; tolerant of anything. */
  readAnswer(body: Buffer, streamed: boolean): ReadAnswer;
  /** Names of the tools that an answer's decoded bytes call, each once, at most 20; tolerant of anything. */
  calledTools(body: Buffer, streamed: boolean): string[];
  /** What the last bytes of a complete stream say, where end mark and usage are in them; null: read the whole. */
  readStreamTail(tail: Buffer): ReadAnswer | null;
  /** The extra usage chunk of a request that did not ask for it; null where there is no such thing. */
  extraUsage: DroppedEvents | null;
  /**
   * What a request needs before a provider with these quirks takes it, though it speaks this protocol; null, nearly always,
   * where it needs nothing. `remembered`: the reasoning that the model gave with a call, where it is known.
   */
  amend?(
    request: ParsedRequest,
    quirks: Quirks,
    remembered: (callId: string) => string | null,
  ): Amended | null;
  /**
   * Whether a body holds what was made here for another provider (a foreign seal, the id of a converted answer): a provider
   * of this very protocol would refuse it, so that it is converted all the same.
   */
  holdsOurs(bytes: Buffer): boolean;
  /** A body with what it only names by the id of an earlier answer; absent: bodies are whole. Throws `previous_response_not_found`. */
  expand?(body: Fields, lookup: PreviousLookup): Promise<Fields>;
  /** To and from the neutral form. */
  conversion: Conversion;
}

/** A request's body as far as the way needs it; the whole is parsed by accounting, unless it is small. */
export interface ParsedRequest {
  /** The bytes as the client sent them, decoded from any content-encoding. */
  bytes: Buffer;
  scanned: ScannedObject | null;
  /** The parsed body, where it was cheap; else undefined. */
  json: unknown;
  model: string | null;
  streamed: boolean;
}
