import type { StoredExchange } from '../storage/index.ts';

/** The least prefix that providers cache, in tokens (https://platform.openai.com/docs/guides/prompt-caching). */
const LEAST_CACHED = 1024;

type Cached = Pick<StoredExchange, 'provider' | 'providerModel' | 'tokens'>;

/**
 * Whether a provider read clearly less from its cache than it had there since the turn before of the same agent: less
 * than half of what that one read and wrote. By usage alone. Null where it cannot be said: there is no turn before
 * on the same route, or one of them is silent about the cache.
 */
export function brokeCache(before: Cached | null, turn: Cached): boolean | null {
  const read = turn.tokens.cache_read;
  if (before === null || read === null || before.tokens.cache_read === null) return null;
  if (before.provider !== turn.provider || before.providerModel !== turn.providerModel) return null;
  const had = before.tokens.cache_read + (before.tokens.cache_write ?? 0);
  return had >= LEAST_CACHED && read < had / 2;
}
