import type { PlacedContext } from '../context/index.ts';
import type { ExchangeKind } from '../contract/index.ts';
import type { Headers } from './headers.ts';

/** What the kind of a call is read from. */
export interface KindSource {
  /** The tool's name, as `clientOf` gives it. */
  client: string | null;
  headers: Headers;
  /** The kind that the path says. */
  operation: ExchangeKind;
  streamed: boolean;
  /** The body's top-level fields, as far as they are known. */
  body: Record<string, unknown>;
  context: PlacedContext | null;
}

/** The same, with the texts in which calls are told apart. */
export interface AskedCall extends KindSource {
  /** Start of the first system text; empty where there is none, or it is not known any more. */
  system: string;
  /** The last block's text where it is the user's; empty where it is not, or is not known any more. */
  said: string;
  /** Texts and other blocks of the conversation, system texts left out. */
  parts: number;
  /** Names of the tools that are offered. */
  tools: string[];
}
