import type { ProviderConfig } from '../config/index.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../protocols/index.ts';

/** What a provider needs otherwise than its protocol's documents say. */
export function quirksOf(provider: Pick<ProviderConfig, 'name' | 'type' | 'preset' | 'baseUrl'>): Quirks {
  return { ...DEFAULT_QUIRKS, isAnthropic: provider.type === 'anthropic' };
}
