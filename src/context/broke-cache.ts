/** What the provider said of a turn's input, in tokens; null where it said nothing. */
export interface TurnUsage {
  input: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
}

/** Shorter beginnings most providers do not cache. */
const LEAST = 1024;
/** Less than so much of what was there: steps, and a last block that was not marked, take far less away. */
const WELL_BELOW = 0.7;

/**
 * Whether the cache broke between two turns of an agent that follow one another, by what the provider said alone: the
 * first had at least `least` tokens and shows that its beginning is in the cache; of that the second has read much less,
 * though it is long enough. Null where the provider said too little. Cheap: for lists of turns; why it broke is another
 * question.
 */
export function brokeCache(previous: TurnUsage, turn: TurnUsage, least: number = LEAST): boolean | null {
  if (turn.cacheRead === null || turn.input === null || previous.input === null) return null;
  if (previous.cacheRead === null && previous.cacheWrite === null) return null;
  const marked = (previous.cacheRead ?? 0) + (previous.cacheWrite ?? 0);
  if (previous.input < least || marked === 0) return false;
  // Where writing is not told apart, all that was sent is in the cache.
  const cached = (previous.cacheWrite ?? 0) > 0 ? marked : previous.input;
  const shared = Math.min(cached, turn.input);
  return shared >= least && turn.cacheRead < shared * WELL_BELOW;
}
