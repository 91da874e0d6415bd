import type { ExchangeTokens } from '../../../../src/contract/exchange.ts';
import type { ShortForecast } from '../../../../src/contract/timeline.ts';

/** A forecast beyond this says nothing but that there is room. */
export const FAR_TURNS = 200;

/** Tokens, from the one to the other. */
export interface Range {
  low: number;
  high: number;
}

type Tokens = Pick<ExchangeTokens, 'context' | 'window' | 'source' | 'error' | 'answer_limit'>;

/** Between which a count that was not made by the provider lies, as a rule; null where nobody knows. */
export function unsureRange({ context, source, error }: Tokens): Range | null {
  if (context === null || source === 'provider' || error === null || error <= 0) return null;
  return { low: context * Math.max(0, 1 - error), high: context * (1 + error) };
}

/** Where the next turn should end, and its spread; null where too little is known, or no turn is left or very many are. */
export function nextTurn(
  { context, window }: Tokens,
  forecast: ShortForecast | null,
): { at: number; range: Range | null } | null {
  if (context === null || window === null || forecast === null) return null;
  const { turns_left: turns, growth_per_turn: growth, growth_range: range } = forecast;
  if (growth === null || turns < 1 || turns > FAR_TURNS) return null;
  const spread =
    range === null || range.high <= range.low
      ? null
      : { low: context + range.low, high: context + range.high };
  return { at: context + growth, range: spread };
}

/** How much of the free room the answer may take by the request's own limit: what it asks for, and what of it there is. */
export function roomOfAnswer({
  context,
  window,
  answer_limit: limit = null,
}: Tokens): { asked: number; free: number } | null {
  if (context === null || window === null || limit === null) return null;
  return { asked: limit, free: Math.min(limit, Math.max(0, window - context)) };
}

/** In a context so small (tokens), what a provider puts around it is a large share, and says nothing of the count. */
const LEAST_COMPARED = 100;

/**
 * By what share of our own count the provider's is more (below 0: less); null where it did not count, or we did not, or
 * of very little.
 */
export function providerCountsMore({ context, source }: Tokens, ours: number | null): number | null {
  if (source !== 'provider' || context === null || ours === null || ours < LEAST_COMPARED) return null;
  return context / ours - 1;
}
