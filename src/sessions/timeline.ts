import { brokeCache, type TurnUsage } from '../context/index.ts';
import type { ExchangeKind, TimelineMark, TimelineTurn } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';
import type { StoredAgent, StoredExchange } from '../storage/index.ts';
import { advance, EMPTY_GAUGE, type Gauge } from './gauge.ts';
import { goesOn, PAUSE_MS, type Step } from './trail.ts';

/** What a timeline shows: turns, and what tells something of them. */
export const TIMELINE_KINDS: ExchangeKind[] = ['turn', 'compaction', 'title', 'other'];

/** Where an agent stands on its timeline. */
interface Place {
  gauge: Gauge;
  /** Its last turn that went on. */
  before: StoredExchange | null;
}

/** Where each agent stands before the first exchange of a page; an agent that is missing begins there. */
export type Places = ReadonlyMap<string | null, Place>;

function goOn({ gauge, before }: Place, exchange: StoredExchange): { place: Place; step: Step } {
  const next = advance(gauge, exchange);
  return { place: { gauge: next.gauge, before: goesOn(exchange) ? exchange : before }, step: next.step };
}

/** Where an agent stands after these exchanges of its, given oldest first. */
export function placeAfter(exchanges: Iterable<StoredExchange>): Place {
  let place: Place = { gauge: EMPTY_GAUGE, before: null };
  for (const exchange of exchanges) ({ place } = goOn(place, exchange));
  return place;
}

function usageOf({ tokens }: StoredExchange): TurnUsage {
  return { input: tokens.input, cacheRead: tokens.cache_read, cacheWrite: tokens.cache_write };
}

/** Whether the cache broke since the turn before on the same route; null where nobody says, or there is none. */
function cacheBroke(before: StoredExchange | null, turn: StoredExchange): boolean | null {
  if (before === null) return null;
  const isSameRoute = before.provider === turn.provider && before.providerModel === turn.providerModel;
  return isSameRoute ? brokeCache(usageOf(before), usageOf(turn)) : null;
}

function toTurn(exchange: StoredExchange, step: Step, before: StoredExchange | null): TimelineTurn {
  const { tokens, cost } = exchange;
  const { input, cache_read: read } = tokens;
  return {
    exchange_id: exchange.id,
    agent_id: exchange.agentId,
    started_at: isoTime(exchange.startedAt),
    status: exchange.status,
    model: exchange.model,
    provider: exchange.provider,
    provider_model: exchange.providerModel,
    context: tokens.context,
    window: tokens.window,
    context_use: tokens.context_use,
    source: tokens.source,
    error: tokens.error,
    input,
    cache_read: read,
    cache_write: tokens.cache_write,
    output: tokens.output,
    reasoning: tokens.reasoning,
    cost_usd: cost.usd,
    growth: step.growth,
    cache_hit_rate: input !== null && input > 0 && read !== null ? Math.min(1, read / input) : null,
    cache_broke: cacheBroke(before, exchange),
    compacted: step.compacted,
    tools: exchange.tools,
  };
}

function toMark({ id, agentId, kind, startedAt, status, tokens, cost }: StoredExchange): TimelineMark {
  return {
    exchange_id: id,
    agent_id: agentId,
    kind,
    started_at: isoTime(startedAt),
    status,
    context: tokens.context,
    output: tokens.output,
    cost_usd: cost.usd,
  };
}

/** A page of a session's timeline; `exchanges` come oldest first. */
export function timelineOf(
  exchanges: Iterable<StoredExchange>,
  start: Places,
): { turns: TimelineTurn[]; marks: TimelineMark[] } {
  const places = new Map(start);
  const turns: TimelineTurn[] = [];
  const marks: TimelineMark[] = [];
  for (const exchange of exchanges) {
    const from = places.get(exchange.agentId) ?? { gauge: EMPTY_GAUGE, before: null };
    const { place, step } = goOn(from, exchange);
    places.set(exchange.agentId, place);
    if (exchange.kind === 'turn') turns.push(toTurn(exchange, step, from.before));
    else marks.push(toMark(exchange));
  }
  return { turns, marks };
}

/** An agent and when it last had a turn, in ms since 1970; null where it had none. */
export interface AgentActivity {
  agent: StoredAgent;
  lastTurnAt: number | null;
}

/** What the client names as its main agent is it; see `Identifier`. */
const MAIN = 'main';

/**
 * Whose helper each agent is, by its id: the one that the client names, else, where it names each agent but the main
 * one, that; null where nobody says.
 */
export function parentsOf(agents: readonly StoredAgent[]): Map<string, string | null> {
  const byKey = new Map(agents.map(({ key, id }) => [key, id]));
  return new Map(
    agents.map(({ id, key, parentKey }) => {
      if (!key.startsWith('agent:')) return [id, null];
      const named = parentKey === null ? undefined : byKey.get(`agent:${parentKey}`);
      return [id, (named === id ? undefined : named) ?? byKey.get(MAIN) ?? null];
    }),
  );
}

/**
 * The agent that a person talks with: the client's main one; else, of those that are nobody's helper, the oldest that
 * is at work, for where conversations follow one another in a session, the last is meant. Null where there is none.
 */
export function mainAgent(activities: readonly AgentActivity[]): StoredAgent | null {
  const agents = activities.map(({ agent }) => agent);
  const main = agents.find(({ key }) => key === MAIN);
  if (main !== undefined) return main;
  const parents = parentsOf(agents);
  const talking = activities.filter(({ agent }) => parents.get(agent.id) === null);
  const newest = talking.reduce((at, { lastTurnAt }) => Math.max(at, lastTurnAt ?? 0), 0);
  const atWork = talking.find(({ lastTurnAt }) => lastTurnAt !== null && lastTurnAt >= newest - PAUSE_MS);
  return (atWork ?? talking[0] ?? activities[0])?.agent ?? null;
}
