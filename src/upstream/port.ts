import type { ProviderConfig } from '../config/index.ts';
import type { CancelSignal } from '../exchange/index.ts';

/** One try at a provider. */
export interface UpstreamRequest {
  provider: ProviderConfig;
  /** One of the provider's addresses, with the version path; left out: `provider.baseUrl`. */
  baseUrl?: string;
  method: string;
  /** Path below the address, with its leading slash and query (`/chat/completions`). */
  path: string;
  /** Names in lower case, credentials included. */
  headers: Record<string, string | string[]>;
  /** Whole, or in pieces. */
  body: Uint8Array | readonly Uint8Array[] | null;
}

/** Where an answer's body goes. */
export interface BodySink {
  /** False: hold the body until `resume()` is called. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** The body was cut: a {@link ProxyError} with `upstream_reset` or `upstream_timeout` (phase idle or total). */
  error(error: Error): void;
}

/** An upstream's answer: status and headers are here, the body comes. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string | string[] | undefined>;
  /** Monotonic ms at which a connection was there and the request went out; absent where that is not known. */
  readonly sentMono?: number | null;
  /** Takes the body, once; chunks that came before are handed over first, synchronously. */
  consume(sink: BodySink): void;
  resume(): void;
  /** Ends the upstream's request. The sink hears nothing more. */
  abort(): void;
}

/**
 * Sends one request. Rejects with a {@link ProxyError} (`upstream_unreachable`, `upstream_reset`,
 * `upstream_timeout` with `details.phase`); aborting the signal ends the request and rejects with `client_closed`.
 */
export type SendUpstream = (request: UpstreamRequest, signal: CancelSignal) => Promise<UpstreamAnswer>;
