import type { Rates } from './port.ts';

/**
 * Prices for writing to a cache that neither source has. Anthropic writes for an hour at twice the price of input
 * (platform.claude.com/docs/en/build-with-claude/prompt-caching). Moonshot bills writes of Kimi K3 apart: at the price of
 * input for five minutes, at twice that for an hour (forum.moonshot.ai/t/613; the factors: pi-cached-compaction v0.2.0).
 */
export function longWrites(provider: string, model: string, rates: Rates): Rates {
  const { input } = rates;
  if (input === null) return rates;
  const hour = rates.cacheWrite1h ?? 2 * input;
  if (provider === 'anthropic') return { ...rates, cacheWrite1h: hour };
  if (/^moonshot/.test(provider) && /^kimi-k3(?![0-9])/.test(model))
    return { ...rates, cacheWrite5m: rates.cacheWrite5m ?? input, cacheWrite1h: hour };
  return rates;
}
