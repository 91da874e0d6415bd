import type { ProtocolName } from '../contract/index.ts';

/** What differs from one type of provider to the next. */
export interface ProviderKind {
  /** The wire language it speaks. */
  readonly protocol: ProtocolName;
  /** True where the answers come from this process (`createTestProvider`) and not from `base_url`. */
  readonly builtIn: boolean;
  /**
   * The path below the provider's `base_url`, query included, for a client's path with or without `/v1`.
   * @throws ProxyError `invalid_request` where the path could leave the base URL
   */
  upstreamPath(clientPath: string): string;
  /** The header (lower case) that carries a key. */
  credentialHeaders(key: string): Record<string, string>;
}
