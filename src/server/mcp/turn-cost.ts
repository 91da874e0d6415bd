import type { McpServerView } from '../../contract/index.ts';
import { roundUsd } from '../../exchange/index.ts';
import { ratesFor } from '../../pricing/index.ts';
import type { ServerDeps } from '../deps.ts';

type TurnCost = McpServerView['turn_cost'];

const MILLION = 1_000_000;

/**
 * What so many tokens cost in every turn, in US dollars, at the prices of the current session's newest turn; null where
 * there is none, or the number is not known.
 */
export async function turnCosts({
  sessions,
  store,
  pricesOf,
}: Pick<ServerDeps, 'sessions' | 'store' | 'pricesOf'>): Promise<(tokens: number | null) => TurnCost> {
  const current = await sessions.current();
  if (current === null) return () => null;
  const [turn] = await store.listExchanges({ sessionId: current.id, kind: 'turn', limit: 1 });
  const model = turn?.providerModel ?? turn?.model ?? null;
  if (turn === undefined || model === null || turn.provider === null) return () => null;
  const { provider } = turn;
  const prices = await pricesOf(turn);
  const rates = prices === null ? null : ratesFor(prices, turn.tokens.input ?? turn.tokens.context ?? 0);
  const usd = (tokens: number, rate: number | null | undefined) =>
    rate === null || rate === undefined ? null : roundUsd((tokens * rate) / MILLION);
  return (tokens) =>
    tokens === null
      ? null
      : { provider, model, usd: usd(tokens, rates?.input), cached_usd: usd(tokens, rates?.cacheRead) };
}
