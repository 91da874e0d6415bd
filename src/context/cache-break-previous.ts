import { firstDifference, leadLength } from './cache-break-difference.ts';
import type {
  CacheCandidate,
  CacheReference,
  CacheTurn,
  Difference,
  SentBlock,
  SentContext,
} from './cache-break-port.ts';
import { keptBlocks } from './cache-break-tokens.ts';

/** How many earlier contexts are looked at whole. */
const REFERENCES = 7;

/** Whether two exchanges went to the same model of the same provider. */
export function sameRoute(a: CacheTurn, b: CacheTurn): boolean {
  return a.provider === b.provider && a.providerModel === b.providerModel;
}

function sameAgent(a: CacheTurn, b: CacheTurn): boolean {
  return a.sessionId !== null && a.sessionId === b.sessionId && a.agentId === b.agentId;
}

function isAlive(earlier: CacheTurn, turn: CacheTurn, aliveS: number): boolean {
  return turn.startedAt - earlier.startedAt <= aliveS * 1000;
}

/** The deepest, and of those the newest. */
function deepest(
  candidates: readonly CacheCandidate[],
  depth: (each: CacheCandidate) => number = (each) => each.shared,
): CacheCandidate | undefined {
  let best: CacheCandidate | undefined;
  for (const each of candidates) {
    const more = best === undefined ? 1 : depth(each) - depth(best);
    if (best === undefined || more > 0 || (more === 0 && each.startedAt > best.startedAt)) best = each;
  }
  return best;
}

/**
 * Which earlier exchanges may be the one that this goes on, the likeliest first: those with the longest beginning on the
 * same route and on another, and the last one of each agent of the session. `aliveS`: for so many seconds a cache keeps
 * what it is sent at least.
 */
export function likelyPrevious(
  turn: CacheTurn,
  candidates: readonly CacheCandidate[],
  aliveS: number,
): CacheCandidate[] {
  const here = candidates.filter((each) => sameRoute(each, turn));
  const elsewhere = candidates.filter((each) => !sameRoute(each, turn));
  const newest = candidates.toSorted((a, b) => b.startedAt - a.startedAt);
  const ofSession = newest.filter(
    (each) => each.kind === turn.kind && each.sessionId !== null && each.sessionId === turn.sessionId,
  );
  const agents = new Map<string | null, CacheCandidate>();
  for (const each of ofSession) if (!agents.has(each.agentId)) agents.set(each.agentId, each);
  const found = [
    deepest(here),
    deepest(here.filter((each) => isAlive(each, turn, aliveS))),
    ofSession.find((each) => sameAgent(each, turn)),
    deepest(elsewhere),
    deepest(here, (each) => each.sharedReceived),
    ...agents.values(),
  ];
  return [...new Set(found.filter((each) => each !== undefined))].slice(0, REFERENCES);
}

/** The exchange that a context goes on, and where it does not. */
export interface Previous {
  reference: CacheReference;
  /** Null where one of the two contexts is the beginning of the other. */
  difference: Difference | null;
}

/** A conversation goes on where more than half of what was said in it is said again. */
const MOST_OF_IT = 0.5;

/** Blocks of the conversation, weighed by our counts. */
function keptTalk(
  own: readonly SentBlock[],
  earlier: readonly SentBlock[],
): { weight: number; share: number } {
  const sums = [0];
  for (const { tokens } of own) sums.push((sums.at(-1) ?? 0) + 1 + (tokens ?? 0));
  const { tokens, share } = keptBlocks(
    own,
    leadLength(own),
    earlier,
    leadLength(earlier),
    (count) => sums[count] ?? null,
  );
  return { weight: tokens ?? 0, share };
}

/** An exchange whose conversation this one may go on. */
interface Eligible {
  reference: CacheReference;
  here: boolean;
  alive: boolean;
  weight: number;
}

function eligible(
  turn: CacheTurn,
  own: SentContext,
  references: readonly CacheReference[],
  aliveS: number,
): Eligible[] {
  const lead = leadLength(own.sent);
  const found: Eligible[] = [];
  for (const reference of references) {
    const { turn: earlier, context } = reference;
    const here = sameRoute(earlier, turn);
    const isSame = earlier.shared === own.sent.length && earlier.depth === own.sent.length;
    if (isSame && !here) continue;
    const { weight, share } = keptTalk(own.sent, context.sent);
    const goesOn =
      earlier.shared > lead ||
      (earlier.kind === turn.kind && (share > MOST_OF_IT || (share > 0 && sameAgent(earlier, turn))));
    if (goesOn) found.push({ reference, here, alive: isAlive(earlier, turn, aliveS), weight });
  }
  return found;
}

/** Those that hold most of it first; of those one on the same route, with the longest beginning, the newest. */
function byWeight(a: Eligible, b: Eligible): number {
  const [one, other] = [a.reference.turn, b.reference.turn];
  return (
    b.weight - a.weight ||
    Number(b.here) - Number(a.here) ||
    other.shared - one.shared ||
    other.startedAt - one.startedAt
  );
}

/** The longest common beginning first. */
function byBeginning(a: Eligible, b: Eligible): number {
  const [one, other] = [a.reference.turn, b.reference.turn];
  return other.shared - one.shared || b.weight - a.weight || other.startedAt - one.startedAt;
}

/** Whether a conversation went on somewhere else, or longer ago, than where it is still in the cache. */
function goesFurther(each: Eligible, living: Eligible): boolean {
  if (!each.alive) return living.weight < each.weight * MOST_OF_IT;
  const [one, other] = [each.reference.turn, living.reference.turn];
  return !each.here && one.startedAt > other.startedAt && one.shared > other.shared;
}

/**
 * Of some earlier exchanges the one whose conversation this one goes on. On the same route and still in the cache, it is
 * the one with the longest beginning in common that reaches into the conversation; else the one that holds most of what
 * is said here. What may be gone from the cache counts only where nothing that is still in it, or of this session, holds
 * half as much: the same conversation may have been held before. Null where it is a new one. The same context sent to
 * another route does not count: it is this one once more.
 */
export function findPrevious(
  turn: CacheTurn,
  own: SentContext,
  references: readonly CacheReference[],
  aliveS: number,
): Previous | null {
  const lead = leadLength(own.sent);
  const found = eligible(turn, own, references, aliveS).sort(byWeight);
  const isOfSession = ({ reference }: Eligible): boolean =>
    turn.sessionId !== null && reference.turn.sessionId === turn.sessionId;
  const living = found.filter((each) => each.here && each.alive);
  const [deep] = living.filter((each) => each.reference.turn.shared > lead).sort(byBeginning);
  const close = deep ?? living[0] ?? found.find(isOfSession);
  const best =
    deep === undefined
      ? found.find(
          (each) =>
            close === undefined || each.alive || each === close || close.weight < each.weight * MOST_OF_IT,
        )
      : (found.find((each) => goesFurther(each, deep)) ?? deep);
  if (best === undefined) return null;
  const { reference } = best;
  const difference = firstDifference(own.sent, reference.context.sent, reference.turn.shared);
  return { reference, difference };
}
