import type { Forecast } from '../contract/index.ts';
import { type AgentActivity, forecastOf, GAUGED_KINDS, gaugeOf } from '../sessions/index.ts';
import type { Store, StoredAgent, StoredExchange } from '../storage/index.ts';

/** Exchanges that a forecast looks back on: more than it remembers steps, since some add nothing. */
const LOOKED_BACK = 100;
/** Agents of a session that are told of, those with the newest turns. */
const MOST_AGENTS = 200;

/** An agent with what it has done. */
export interface ActiveAgent extends AgentActivity {
  turns: number;
  last: StoredExchange | null;
}

type ForecastStore = Pick<Store, 'agentTurns' | 'listAgents' | 'listExchanges'>;

/** Agents of a session, oldest first. Of more than 200, those with the newest turns. */
export async function agentsOf(store: ForecastStore, sessionId: number): Promise<ActiveAgent[]> {
  const [agents, counted] = await Promise.all([
    store.listAgents(sessionId),
    store.agentTurns(sessionId, MOST_AGENTS),
  ]);
  const turns = new Map(counted.map((one) => [one.agentId, one]));
  const isTold = (agent: StoredAgent) => agents.length <= MOST_AGENTS || turns.has(agent.id);
  return agents.filter(isTold).map((agent) => {
    const done = turns.get(agent.id);
    return {
      agent,
      turns: done?.turns ?? 0,
      last: done?.last ?? null,
      lastTurnAt: done?.last.startedAt ?? null,
    };
  });
}

/** When the window of an agent will be full; of null, of the turns that have none. `now`: ms since 1970. */
export async function forecastFor(
  store: ForecastStore,
  sessionId: number,
  agentId: string | null,
  now: number,
): Promise<Forecast> {
  const newest = await store.listExchanges({
    sessionId,
    agentId,
    kinds: GAUGED_KINDS,
    order: 'newest',
    limit: LOOKED_BACK,
  });
  return forecastOf(gaugeOf(newest.reverse()).trail, now);
}
