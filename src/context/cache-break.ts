import type { CacheCause, CacheRule } from '../contract/index.ts';
import { commonLength, firstDifference, leadLength } from './cache-break-difference.ts';
import type { TextDifference } from './cache-break-lines.ts';
import type {
  CacheCandidate,
  CacheTurn,
  Difference,
  Region,
  SentBlock,
  SentContext,
} from './cache-break-port.ts';
import { type Previous, sameRoute } from './cache-break-previous.ts';
import {
  cachedAfter,
  isBeginning,
  keptBlocks,
  type TokensAt,
  tokensAt,
  whole,
} from './cache-break-tokens.ts';

/** All that a judgement goes by. */
export interface CacheCase {
  turn: CacheTurn;
  context: SentContext;
  /** Earlier exchanges, on any route. */
  candidates: readonly CacheCandidate[];
  previous: Previous | null;
  /** How the two blocks of the difference differ, where their contents are kept. */
  texts: TextDifference | null;
  /** When this session's client last asked for a summary of its history; null: never before. */
  compactedAt: number | null;
  /** As it applies: see {@link appliedRule}. */
  rule: CacheRule;
}

/** What came of it. Tokens are null where nobody knows. */
export interface CacheJudgement {
  cause: CacheCause;
  /** The exchange with which this one was compared. */
  comparedWith: CacheCandidate | null;
  difference: Difference | null;
  sharedBlocks: number;
  sharedTokens: number | null;
  expectedTokens: number | null;
  lostTokens: number | null;
}

const HOUR_S = 3600;
/** So much less than expected is no miss: chat marks, and our own counts where the provider counted nothing. */
const NEARLY = 0.95;
const ROUGHLY = 0.9;

/** Kinds of calls that no provider caches. */
const UNCACHED: ReadonlySet<CacheTurn['kind']> = new Set(['count_tokens', 'embedding', 'probe']);

const CAUSES: Record<Region, CacheCause> = {
  tools: 'tools_changed',
  system: 'system_changed',
  schema: 'parameters_changed',
  messages: 'history_edited',
};

/** The rule for an exchange: an hour where one was paid for; by itself where the provider says that it caches. */
export function appliedRule(
  rule: CacheRule,
  turn: CacheTurn,
  candidates: readonly CacheCandidate[],
): CacheRule {
  const all: CacheTurn[] = [turn, ...candidates.filter((each) => each.provider === turn.provider)];
  const caches = all.some((each) => (each.cacheRead ?? 0) > 0);
  const ours = all.filter((each) => each.sessionId === turn.sessionId && sameRoute(each, turn));
  const forAnHour = ours.some((each) => (each.cacheWrite1h ?? 0) > 0);
  return {
    ...rule,
    ...(caches && rule.mode !== 'breakpoints' ? { mode: 'automatic' as const } : {}),
    ...(forAnHour ? { lifetime_s: { least: HOUR_S, most: HOUR_S } } : {}),
  };
}

/** Who says what is read from the cache where something is, and nothing else, means that nothing was (Gemini). */
function withReads({ turn, candidates }: CacheCase): CacheTurn {
  const says = candidates.some((each) => sameRoute(each, turn) && (each.cacheRead ?? 0) > 0);
  return turn.input !== null && says ? { ...turn, cacheRead: turn.cacheRead ?? 0 } : turn;
}

function ageOf(turn: CacheTurn, earlier: CacheTurn): number {
  return Math.max(0, turn.startedAt - earlier.startedAt) / 1000;
}

function sum(blocks: readonly SentBlock[], count: number): number | null {
  let total: number | null = 0;
  for (const { tokens } of blocks.slice(0, count))
    total = total === null || tokens === null ? null : total + tokens;
  return total;
}

/** Whether the client's own contexts have a longer beginning in common than what was sent in their place. */
function isOurs({ context, previous }: CacheCase): boolean {
  if (previous === null || previous.difference === null) return false;
  const { reference, difference } = previous;
  const own = context.received ?? context.sent;
  const earlier = reference.context.received ?? reference.context.sent;
  if (own === context.sent && earlier === reference.context.sent) return false;
  const shared = commonLength(own, earlier);
  if (firstDifference(own, earlier, shared) === null) return true;
  const received = sum(own, shared);
  const sent = sum(context.sent, difference.index);
  return received === null || sent === null ? shared > difference.index : received > sent;
}

/** The client has taken old turns out, or put a summary in their place. */
function isCompacted({ turn, context, compactedAt }: CacheCase, { reference }: Previous): boolean {
  const { kind, startedAt } = reference.turn;
  if (turn.kind !== 'turn') return false;
  if (kind === 'compaction' || (compactedAt !== null && compactedAt > startedAt)) return true;
  const own = context.sent.length - leadLength(context.sent);
  const earlier = reference.context.sent.length - leadLength(reference.context.sent);
  return own < earlier * 0.6;
}

/** What the cache should give of a beginning that was sent before, by what the provider had after each exchange. */
function expectedOf(
  rule: CacheRule,
  shared: number | null,
  earlier: CacheCandidate,
  beginnings: readonly CacheCandidate[],
): number | null {
  if (rule.mode === 'none') return 0;
  if (rule.mode !== 'breakpoints') {
    const cached = cachedAfter(earlier, rule) ?? shared;
    return shared === null || cached === null ? null : whole(Math.min(shared, cached), rule);
  }
  const marks = beginnings.map((each) => cachedAfter(each, rule)).filter((each) => each !== null);
  // What an exchange read ends at a mark, too, though what it wrote may end behind what is shared.
  const read = earlier.cacheRead ?? 0;
  if (shared !== null && read <= shared) marks.push(read);
  if (marks.length === 0) return null;
  const most = Math.max(...marks);
  return shared === null ? most : Math.min(most, Math.max(shared, 0));
}

interface Weighed {
  at: TokensAt;
  shared: number | null;
  /** Tokens behind the difference that were there before. */
  behind: number | null;
  /** What it would have been had nothing been changed. */
  unbroken: number | null;
  expected: number | null;
  cached: number | null;
}

function weigh(given: CacheCase, previous: Previous, rule: CacheRule): Weighed {
  const { turn, context, candidates, texts } = given;
  const { reference, difference } = previous;
  const alive = candidates.filter(
    (each) =>
      sameRoute(each, turn) &&
      isBeginning(each) &&
      (rule.lifetime_s === null || ageOf(turn, each) <= rule.lifetime_s.most),
  );
  const at = tokensAt(
    context.sent,
    turn,
    candidates.filter((each) => sameRoute(each, turn)),
  );
  const count = reference.turn.shared;
  const before = at(count);
  const next = at(count + 1);
  const block = before === null || next === null ? null : Math.max(0, next - before);
  const isEdited = difference?.change === 'edited' && texts !== null && difference.region !== 'tools';
  const head = isEdited ? Math.floor((block ?? 0) * texts.head) : 0;
  const tail = isEdited ? Math.floor((block ?? 0) * texts.tail) : 0;
  // Between marks there is nothing: the block that was changed is lost whole.
  const reaches = rule.mode === 'breakpoints' ? 0 : head;
  const shared = before === null ? null : before + reaches;
  const kept =
    difference === null
      ? { tokens: 0, blocks: 0 }
      : keptBlocks(context.sent, count, reference.context.sent, count, at);
  const behind = kept.tokens === null ? null : kept.tokens + tail + head - reaches;
  const cached = cachedAfter(reference.turn, rule);
  const all = shared === null || behind === null ? null : shared + behind;
  const unbroken = all === null ? null : Math.min(all, cached ?? all);
  const beginnings = alive.filter((each) => each.depth <= count);
  return {
    at,
    shared,
    behind,
    unbroken,
    expected: expectedOf(rule, shared, reference.turn, beginnings),
    cached,
  };
}

/** Whether something that was in the cache stands behind the difference, so that it was lost. */
function breaks({ behind }: Weighed, difference: Difference | null): boolean {
  return difference !== null && (behind === null || behind > 0);
}

/** Why what was sent before did not come from the cache, or that it did. */
function causeOf(given: CacheCase, previous: Previous, rule: CacheRule, weighed: Weighed): CacheCause {
  const { turn } = given;
  const { reference, difference } = previous;
  const { shared, behind, expected, cached } = weighed;
  const read = turn.cacheRead;
  const isLong = turn.input === null || turn.input >= rule.min_tokens;
  const here = sameRoute(turn, reference.turn);
  const broken = breaks(weighed, difference);
  const goal = broken && shared !== null && behind !== null ? shared + behind / 2 : expected;
  const slack = rule.step_tokens > 1 ? rule.step_tokens : 0;
  const share = isBeginning(reference.turn) ? NEARLY : ROUGHLY;
  const wanted = broken || goal === null ? goal : goal * share - slack;
  if (
    read !== null &&
    read > 0 &&
    wanted !== null &&
    (here ? read >= wanted : read >= (shared ?? 0) * ROUGHLY)
  ) {
    return 'hit';
  }
  if (rule.mode === 'unknown' && (here || read === null)) return 'unknown_provider';
  if (!isLong) return 'too_short';
  if (!here) return 'route_changed';
  if (rule.mode === 'breakpoints' && read === 0 && turn.cacheWrite === 0) return 'no_breakpoint';
  if (cached === 0) {
    const long = reference.turn.input === null || reference.turn.input >= rule.min_tokens;
    return rule.mode === 'breakpoints' && long ? 'no_breakpoint' : 'too_short';
  }
  const age = ageOf(turn, reference.turn);
  const { lifetime_s: lifetime } = rule;
  if (lifetime !== null && age > (broken ? lifetime.most : lifetime.least)) return 'expired';
  if (broken && difference !== null) {
    if (isOurs(given)) return 'transform';
    // A client that has shortened its history puts what it says of the place, the day or the rules elsewhere, too.
    const mayBe = difference.region === 'messages' || difference.change !== 'edited';
    if (mayBe && difference.region !== 'tools' && isCompacted(given, previous)) return 'compacted';
    return CAUSES[difference.region];
  }
  if (read === null) return 'not_reported';
  if (expected === 0) return rule.mode === 'breakpoints' ? 'no_breakpoint' : 'too_short';
  const enough = expected === null ? read > 0 : read >= expected * share - slack;
  return enough ? 'hit' : 'provider_missed';
}

const NOTHING_LOST: ReadonlySet<CacheCause> = new Set(['hit', 'first', 'too_short', 'not_supported']);

function lostOf(cause: CacheCause, read: number | null, had: number | null): number | null {
  if (NOTHING_LOST.has(cause)) return 0;
  if (cause === 'unknown_provider' || read === null || had === null) return null;
  return Math.max(0, had - read);
}

/** A request that goes on no conversation: how much of tools and system was sent before on this route. */
function judgeFirst(given: CacheCase, rule: CacheRule): CacheJudgement {
  const { turn, context, candidates, compactedAt } = given;
  const here = candidates.filter((each) => sameRoute(each, turn) && each.shared > 0);
  const best = here.toSorted((a, b) => b.shared - a.shared || b.startedAt - a.startedAt)[0] ?? null;
  const last = candidates
    .filter(
      (each) => each.kind === 'turn' && each.agentId === turn.agentId && each.sessionId === turn.sessionId,
    )
    .toSorted((a, b) => b.startedAt - a.startedAt)[0];
  const compacted =
    turn.kind === 'turn' &&
    turn.sessionId !== null &&
    last !== undefined &&
    compactedAt !== null &&
    compactedAt > last.startedAt;
  const at = tokensAt(context.sent, turn, here);
  const shared = best === null ? 0 : at(best.shared);
  const isAlive = best !== null && (rule.lifetime_s === null || ageOf(turn, best) <= rule.lifetime_s.least);
  const expected = isAlive && shared !== null && rule.mode === 'automatic' ? whole(shared, rule) : null;
  const cause = compacted ? 'compacted' : 'first';
  return {
    cause,
    comparedWith: best,
    difference: null,
    sharedBlocks: best?.shared ?? 0,
    sharedTokens: shared,
    expectedTokens: expected,
    lostTokens: cause === 'compacted' ? lostOf(cause, turn.cacheRead, expected) : 0,
  };
}

function nothing(cause: CacheCause): CacheJudgement {
  return {
    cause,
    comparedWith: null,
    difference: null,
    sharedBlocks: 0,
    sharedTokens: null,
    expectedTokens: null,
    lostTokens: lostOf(cause, null, null),
  };
}

/**
 * Why as much of a request came from the provider's cache as it did: against the exchange that it goes on, what they
 * have in common, where they part, and what of the rest had been in the cache. Tokens are the provider's own where it
 * counted, else shared out by our counts.
 */
export function judgeCache(asGiven: CacheCase): CacheJudgement {
  const given = { ...asGiven, turn: withReads(asGiven) };
  const { turn, previous, context, rule } = given;
  if (UNCACHED.has(turn.kind)) return nothing('not_supported');
  if (context.sent.length === 0) return nothing('unknown_context');
  if (rule.mode === 'none') return nothing('not_supported');
  if (previous === null) return judgeFirst(given, rule);
  const weighed = weigh(given, previous, rule);
  const cause = causeOf(given, previous, rule, weighed);
  const { turn: earlier } = previous.reference;
  const missed = breaks(weighed, previous.difference) ? weighed.unbroken : weighed.expected;
  const had = cause === 'route_changed' && weighed.shared !== null ? whole(weighed.shared, rule) : missed;
  return {
    cause,
    comparedWith: earlier,
    difference: previous.difference,
    sharedBlocks: earlier.shared,
    sharedTokens: weighed.shared,
    expectedTokens: weighed.expected,
    lostTokens: lostOf(cause, turn.cacheRead, had),
  };
}
