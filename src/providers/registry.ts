import type { ProviderConfig, ProviderType } from '../config/index.ts';
import { ProxyError } from '../exchange/index.ts';
import type { ProviderKind } from './kind.ts';
import { openAiCompatible } from './openai-compatible.ts';

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
