import type { ProtocolName } from '../../contract/index.ts';

/** A wire value of which nothing is known yet. */
export type Fields = Record<string, unknown>;

/** Whether a wire value is an object and no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value's fields; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A value's items; none where it is no list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/**
 * Wire fields that have no place in the neutral form, under the protocol that they are of: a target of the same
 * protocol gets them back, any other does not.
 */
export interface Extra {
  protocol: ProtocolName;
  fields: Fields;
}

/** A mark up to which a provider is asked to keep the prefix in its cache; `ttl` null: as long as it does by default. */
export interface CacheMark {
  ttl: '5m' | '1h' | null;
}

/** Where the bytes of an image or a file are. */
export type Source =
  | { kind: 'url'; url: string; mediaType?: string }
  /** `data`: base64 without a prefix. */
  | { kind: 'base64'; mediaType: string; data: string }
  /** A document that is plain text. */
  | { kind: 'text'; mediaType: string; text: string }
  /** Uploaded to a provider before: its id means nothing to any other. */
  | { kind: 'file'; id: string; protocol: ProtocolName; mediaType?: string };

/**
 * What a provider gives along to know its own reasoning again: a signature over a text that can be read, or the
 * reasoning itself, encrypted. Opaque, and of use to its maker alone.
 */
export interface Seal {
  protocol: ProtocolName;
  /** `signature`: over the part that it is on. `encrypted`: the reasoning itself (Responses, redacted thinking). */
  kind: 'signature' | 'encrypted';
  value: string;
  /** The provider's own id of the item (`rs_…`), where it has one. */
  id?: string;
}

export interface TextPart {
  type: 'text';
  text: string;
  cache?: CacheMark;
  /** Gemini signs texts, too. */
  seal?: Seal;
  citations?: Citation[];
  extra?: Extra;
}

/** A place in a text that rests on a source. */
export interface Citation {
  url: string;
  title?: string;
  /** Offsets into the text, in UTF-16 units. */
  start?: number;
  end?: number;
}

export interface ImagePart {
  type: 'image';
  source: Source;
  detail?: 'low' | 'high' | 'auto' | 'original';
  cache?: CacheMark;
  extra?: Extra;
}

export interface FilePart {
  type: 'file';
  source: Source;
  name?: string;
  cache?: CacheMark;
  extra?: Extra;
}

export interface AudioPart {
  type: 'audio';
  /** `wav`, `mp3`, …, or a media type's second half. */
  format: string;
  /** Base64. */
  data: string;
  extra?: Extra;
}

/** What the model thought, as far as it may be read: its text, or a summary of it. Empty where only the seal is. */
export interface ReasoningPart {
  type: 'reasoning';
  text: string;
  /** The text is a summary and not the reasoning itself. */
  summary?: boolean;
  seal?: Seal;
  extra?: Extra;
}

export interface RefusalPart {
  type: 'refusal';
  text: string;
}

export interface ToolCallPart {
  type: 'tool_call';
  /** Never empty: readers make one where the protocol has none. */
  id: string;
  name: string;
  /** JSON text as the model wrote it; of a custom tool, the plain text of its input. `''` reads as `{}`. */
  input: string;
  /** A tool whose input is plain text. */
  custom?: boolean;
  cache?: CacheMark;
  seal?: Seal;
  extra?: Extra;
}

export interface ToolResultPart {
  type: 'tool_result';
  callId: string;
  /** The tool's name: readers fill it in from the call, where that is known. */
  name?: string;
  content: (TextPart | ImagePart | FilePart | OtherPart)[];
  isError?: boolean;
  custom?: boolean;
  cache?: CacheMark;
  extra?: Extra;
}

/** A part of a kind that only its own protocol knows. */
export interface OtherPart {
  type: 'other';
  protocol: ProtocolName;
  value: Fields;
}

export type Part =
  | TextPart
  | ImagePart
  | FilePart
  | AudioPart
  | ReasoningPart
  | RefusalPart
  | ToolCallPart
  | ToolResultPart
  | OtherPart;
