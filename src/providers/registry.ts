import type { ProviderConfig, ProviderType } from '../config/index.ts';
import type { ProtocolName } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { openAiCompatible } from './openai-compatible.ts';

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

/** One line for each type: adding one is a folder or file of its own and its line here. */
const KINDS: Partial<Record<ProviderType, ProviderKind>> = {
  kimi: openAiCompatible,
  'openai-compatible': openAiCompatible,
  test: { ...openAiCompatible, builtIn: true },
};

/**
 * How a provider is spoken to.
 * @throws ProxyError `unsupported_conversion` for a type that is not in the registry
 */
export function providerKind(provider: Pick<ProviderConfig, 'name' | 'type'>): ProviderKind {
  const kind = KINDS[provider.type];
  if (kind !== undefined) return kind;
  throw new ProxyError(
    'unsupported_conversion',
    `The provider ${provider.name} is of type ${provider.type}, which is not spoken here`,
    { hint: `Types that are: ${Object.keys(KINDS).join(', ')}.`, details: { field: 'provider' } },
  );
}
