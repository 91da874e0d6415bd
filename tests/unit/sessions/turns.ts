import { EMPTY_TRAIL, follow, type Trail } from '../../../src/sessions/trail.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { exchangeOf, idOf } from '../../support/store-rows.ts';

export const MINUTE = 60_000;

export interface TurnOptions extends Partial<Omit<StoredExchange, 'tokens'>> {
  tokens?: Partial<StoredExchange['tokens']>;
  window?: number | null;
}

/** The n-th exchange of a conversation, a minute after the one before; a turn of so many tokens of a window of 1000. */
export function turn(n: number, context: number | null, options: TurnOptions = {}): StoredExchange {
  const { window = 1000, tokens, ...more } = options;
  const empty = exchangeOf({ id: '' }).tokens;
  return exchangeOf({
    id: idOf(n),
    sessionId: 1,
    startedAt: n * MINUTE,
    ...more,
    tokens: {
      ...empty,
      context,
      window,
      context_use: context === null || window === null ? null : context / window,
      source: 'provider',
      ...tokens,
    },
  });
}

/** Turns of these contexts, one after another; a string is a compaction. */
export function talkOf(contexts: (number | 'compaction')[], options: TurnOptions = {}): StoredExchange[] {
  let before = 0;
  return contexts.map((context, n) => {
    if (context === 'compaction') return turn(n, before, { ...options, kind: 'compaction' });
    before = context;
    return turn(n, context, options);
  });
}

/** The trail of an agent's exchanges, given oldest first. */
export function trailOf(exchanges: StoredExchange[]): Trail {
  let trail = EMPTY_TRAIL;
  for (const exchange of exchanges) ({ trail } = follow(trail, exchange));
  return trail;
}
