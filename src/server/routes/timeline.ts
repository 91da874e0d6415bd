import * as z from 'zod';
import { alertListSchema, type TimelineAgent, timelineSchema } from '../../contract/index.ts';
import { isoTime, ProxyError } from '../../exchange/index.ts';
import {
  alertsOf,
  GAUGED_KINDS,
  mainAgent,
  parentsOf,
  placeAfter,
  TIMELINE_KINDS,
  timelineOf,
} from '../../sessions/index.ts';
import type { Store, StoredExchange } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { type ActiveAgent, agentsOf, forecastFor } from '../session-forecast.ts';
import { after, limit, noSession, queryOf, sessionParams, wholeNumber } from './input.ts';

/** Exchanges by which it is known where an agent stood before a page. */
const BEFORE_PAGE = 10;
/** Turns and compactions of a session, the newest, in which alerts are looked for. */
const ALERTS_LOOKED_BACK = 2000;

const timelineQuery = queryOf({
  limit: limit(200, 1000),
  after,
  agent_id: z.string().min(1).max(64).optional(),
});
const alertsQuery = queryOf({
  limit: limit(50, 500),
  session_id: wholeNumber.optional().describe('the current session where it is left out'),
});

function toAgents(active: ActiveAgent[], main: string | null): TimelineAgent[] {
  const parents = parentsOf(active.map(({ agent }) => agent));
  return active.map(({ agent, turns, last }) => ({
    id: agent.id,
    key: agent.key,
    parent: parents.get(agent.id) ?? null,
    main: agent.id === main,
    created_at: isoTime(agent.createdAt),
    turns,
    last_turn_at: last === null ? null : isoTime(last.startedAt),
    context: last?.tokens.context ?? null,
    window: last?.tokens.window ?? null,
    context_use: last?.tokens.context_use ?? null,
  }));
}

/** Where the agents of a page stood before it. */
async function placesBefore(
  store: Store,
  sessionId: number,
  rows: StoredExchange[],
): Promise<Map<string | null, ReturnType<typeof placeAfter>>> {
  const [first] = rows;
  const places = new Map<string | null, ReturnType<typeof placeAfter>>();
  if (first === undefined) return places;
  for (const agentId of new Set(rows.map((row) => row.agentId))) {
    const before = await store.listExchanges({
      sessionId,
      agentId,
      kinds: GAUGED_KINDS,
      before: first.id,
      limit: BEFORE_PAGE,
    });
    places.set(agentId, placeAfter(before.reverse()));
  }
  return places;
}

function noAgent(id: string): ProxyError {
  return new ProxyError('not_found', 'The session has no agent of this id.', {
    hint: 'Its timeline without agent_id lists them.',
    details: { field: 'agent_id', agent_id: id },
  });
}

export function timelineRoutes(deps: ServerDeps): Route[] {
  const { store, sessions } = deps;
  const hasAgent = async (sessionId: number, id: string, active: ActiveAgent[]): Promise<boolean> =>
    active.some(({ agent }) => agent.id === id) ||
    (await store.listAgents(sessionId)).some((agent) => agent.id === id);
  return [
    route({
      method: 'GET',
      path: '/api/sessions/{id}/timeline',
      summary: "A session's turns, oldest first, its agents, and when the window will be full",
      params: sessionParams,
      query: timelineQuery,
      answers: { 200: timelineSchema },
      reads: true,
      async handle({ params, query }) {
        if ((await sessions.get(params.id)) === null) throw noSession(params.id);
        const active = await agentsOf(store, params.id);
        const { agent_id: asked, after } = query;
        if (asked !== undefined && !(await hasAgent(params.id, asked, active))) throw noAgent(asked);
        const main = mainAgent(active)?.id ?? null;
        const page = await store.listExchanges({
          sessionId: params.id,
          kinds: TIMELINE_KINDS,
          order: 'oldest',
          limit: query.limit + 1,
          ...(after === undefined ? {} : { after }),
          ...(asked === undefined ? {} : { agentId: asked }),
        });
        const rows = page.slice(0, query.limit);
        const places = after === undefined ? new Map() : await placesBefore(store, params.id, rows);
        return {
          ...timelineOf(rows, places),
          next: page.length > rows.length ? (rows.at(-1)?.id ?? null) : null,
          agents: toAgents(active, main),
          forecast: await forecastFor(store, params.id, asked ?? main, deps.clock.now()),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/api/alerts',
      summary: 'Thresholds of context use that the turns of a session have crossed, newest first',
      query: alertsQuery,
      answers: { 200: alertListSchema },
      reads: true,
      async handle({ query }) {
        const { session_id: named } = query;
        const session = await (named === undefined ? sessions.current() : sessions.get(named));
        if (session === null) {
          if (named === undefined) return { items: [] };
          throw noSession(named);
        }
        const newest = await store.listExchanges({
          sessionId: session.id,
          kinds: GAUGED_KINDS,
          limit: ALERTS_LOOKED_BACK,
        });
        const isWhole = newest.length < ALERTS_LOOKED_BACK;
        const alerts = alertsOf(newest.reverse(), deps.config().thresholds, isWhole);
        const items = alerts.slice(-query.limit).reverse();
        return {
          items: items.map(({ exchange, alert }) => ({
            ...alert,
            at: isoTime(exchange.startedAt + Math.round(exchange.timings.total_ms ?? 0)),
          })),
        };
      },
    }),
  ];
}
