import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Gate } from './gate.ts';

/** What the upstream received, byte for byte. */
export interface Received {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly path: string;
  /** Names and values in turn, spelt and ordered as they came. */
  readonly rawHeaders: string[];
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body exactly as received, not decoded. */
  readonly body: Buffer;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  /** Settles when the connection it came on went away. */
  readonly closed: Promise<void>;
  /** Whether the client went away, or the connection was broken, before the answer had ended. */
  readonly aborted: boolean;
  /** Whether the answer has ended as the handler meant it. */
  readonly answered: boolean;
  /** Body bytes of the answer that the operating system has taken. */
  readonly written: number;
  /** The body as JSON. Throws where it is none. */
  json(): Record<string, unknown>;
  /** The body as text. */
  text(): string;
}

export type HeaderMap = Record<string, string | string[]>;

/** An answer under way. Every step rejects with {@link ClientGone} once the connection is gone. */
export interface Call {
  readonly request: Received;
  readonly socket: Socket;
  /** Status and headers; they leave with the first byte of the body, or at `flush`. */
  head(status: number, headers: HeaderMap): Promise<void>;
  /** Sends the headers now. */
  flush(): Promise<void>;
  /** One piece of the body, its own HTTP chunk; settles when the operating system took it. */
  write(piece: Buffer): Promise<void>;
  end(): Promise<void>;
  /** Waits for a gate. */
  wait(gate: Gate): Promise<void>;
}

/** Answers one request. What it throws breaks the connection, and `Upstream.close()` rejects with it. */
export type Handler = (call: Call) => Promise<void>;

/** The connection went away while a handler was answering. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away');
    this.name = 'ClientGone';
  }
}
