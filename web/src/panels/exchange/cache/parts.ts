import type { CacheExplanation } from '../../../../../src/contract/cache.ts';

export const CACHE_PARTS = ['hit', 'fresh', 'lost'] as const;
export type CachePart = (typeof CACHE_PARTS)[number];

/**
 * An input in three parts: read from the cache, new to it, and lost: had been in it, and was paid for again. Null where
 * the provider does not say what it read, or the whole is not known.
 */
export function cachePartsOf(
  { reported, lost_tokens }: Pick<CacheExplanation, 'reported' | 'lost_tokens'>,
  input: number | null,
): Record<CachePart, number> | null {
  if (reported.read === null || input === null || input === 0) return null;
  const hit = Math.min(input, reported.read);
  const lost = Math.min(input - hit, lost_tokens ?? 0);
  return { hit, fresh: input - hit - lost, lost };
}
