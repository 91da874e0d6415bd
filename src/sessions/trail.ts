import type { StoredExchange } from '../storage/index.ts';

/** Steps that are remembered: as far back as an agent's way of growing tells of what comes. */
const STEPS = 60;
/** Compactions that are remembered. */
const COMPACTIONS = 10;
/** Context use under which a compaction says nothing of when the client compacts by itself: a person asked for it. */
const OWN_COMPACTION = 0.5;
/** Longest gap between two turns (ms) that is work; a longer one is a pause. */
export const PAUSE_MS = 30 * 60 * 1000;

/** A turn, as far as growth and pace are told from it. */
export interface TrailTurn {
  /** Wall time in ms since 1970. */
  at: number;
  /** Tokens of its context. */
  context: number;
  /** Null where not known. */
  window: number | null;
  /** By whom and for which model it was counted: figures of one measure can be compared. */
  measure: string;
}

/** How an agent's conversation has grown so far. Bounded, plain, never changed: a step gives a new one. */
export interface Trail {
  /** The last turn; null before the first. */
  readonly last: TrailTurn | null;
  /** Tokens that turns have added, where they added any; the newest last. */
  readonly growths: readonly number[];
  /** Ms between turns, without pauses; the newest last. */
  readonly gaps: readonly number[];
  /** Context use at which the client compacted; the newest last. */
  readonly compactedAt: readonly number[];
  /** Tokens of a compaction's own context, since the last turn; null where there was none. */
  readonly compacting: number | null;
}

/** What a turn was against the one before. */
export interface Step {
  /** Tokens more than the turn before; null for the first. */
  growth: number | null;
  /** Whether the conversation was compacted since: it is shorter by more than half, or shorter behind a compaction. */
  compacted: boolean;
}

export const EMPTY_TRAIL: Trail = { last: null, growths: [], gaps: [], compactedAt: [], compacting: null };

const FIRST: Step = { growth: null, compacted: false };

function withLast<T>(list: readonly T[], item: T, most: number): T[] {
  return [...list.slice(-(most - 1)), item];
}

/** Notes that a conversation was compacted, whose context had so many tokens; null where not known. */
export function compacting(trail: Trail, context: number | null): Trail {
  return { ...trail, compacting: context ?? 0 };
}

/** Goes on by a turn. One that is older than the last (turns side by side) changes nothing. */
export function step(trail: Trail, turn: TrailTurn): { trail: Trail; step: Step } {
  const { last } = trail;
  if (last === null) return { trail: { ...trail, last: turn, compacting: null }, step: FIRST };
  const growth = turn.context - last.context;
  const halved = turn.context < last.context / 2;
  const compacted = growth < 0 && (halved || trail.compacting !== null);
  const told = { growth, compacted };
  if (turn.at < last.at) return { trail, step: told };
  const comparable = turn.measure === last.measure;
  // Sent again as it was, as after an error: neither growth nor a turn that took its time.
  if (growth === 0 && comparable) return { trail: { ...trail, last: { ...turn, at: last.at } }, step: told };
  const next: Trail = {
    last: turn,
    growths: growth > 0 && comparable ? withLast(trail.growths, growth, STEPS) : trail.growths,
    gaps: turn.at - last.at <= PAUSE_MS ? withLast(trail.gaps, turn.at - last.at, STEPS) : trail.gaps,
    compactedAt: compacted ? compactions(trail, last) : trail.compactedAt,
    compacting: null,
  };
  return { trail: next, step: told };
}

function compactions({ compactedAt, compacting: own }: Trail, last: TrailTurn): readonly number[] {
  if (last.window === null) return compactedAt;
  const use = Math.max(last.context, own ?? 0) / last.window;
  return use < OWN_COMPACTION ? compactedAt : withLast(compactedAt, use, COMPACTIONS);
}

type Counted = Pick<StoredExchange, 'startedAt' | 'provider' | 'providerModel' | 'tokens'>;

/** The turn that an exchange is; null where its context is not known. */
export function turnOf({ startedAt, provider, providerModel, tokens }: Counted): TrailTurn | null {
  const { context, window, source } = tokens;
  if (context === null || !Number.isFinite(context) || context < 0) return null;
  return {
    at: startedAt,
    context,
    window: window !== null && window > 0 ? window : null,
    measure: JSON.stringify([provider, providerModel, source === 'provider']),
  };
}

/** Whether a conversation has gone on with this exchange: one that failed is sent again, or was too long. */
export function goesOn({ kind, status }: Pick<StoredExchange, 'kind' | 'status'>): boolean {
  return kind === 'turn' && status !== 'error';
}

/** Goes on by an exchange of the agent: a turn, or a compaction. Any other changes nothing. */
export function follow(
  trail: Trail,
  exchange: Counted & Pick<StoredExchange, 'kind' | 'status'>,
): { trail: Trail; step: Step } {
  if (exchange.kind === 'compaction' && exchange.status === 'ok')
    return { trail: compacting(trail, exchange.tokens.context), step: FIRST };
  const turn = goesOn(exchange) ? turnOf(exchange) : null;
  return turn === null ? { trail, step: FIRST } : step(trail, turn);
}
