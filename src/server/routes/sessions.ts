import * as z from 'zod';
import {
  memoryPointSchema,
  newSessionSchema,
  type SessionPatch,
  type SessionView,
  sessionPatchSchema,
  sessionSchema,
} from '../../contract/index.ts';
import { checkRoute } from '../../routing/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { toMemoryPoint } from '../views.ts';
import { after, limit, noCurrentSession, noSession, queryOf, sessionParams, wholeNumber } from './input.ts';

const listQuery = queryOf({ limit: limit(50, 500), before: wholeNumber.optional() });
const deleteQuery = queryOf({
  now: z.enum(['0', '1']).optional().describe('1: for good, without a way back'),
});
const memoryQuery = queryOf({ limit: limit(1000, 10_000), after });

/** A `Link` header that leads to the next page. */
function nextLink(path: string, query: Record<string, string | number>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.set(name, String(value));
  return `<${path}?${search}>; rel="next"`;
}

export function sessionRoutes(deps: ServerDeps): Route[] {
  const { sessions, store } = deps;
  const found = async (id: number): Promise<SessionView> => {
    const session = await sessions.get(id);
    if (session === null) throw noSession(id);
    return session;
  };

  /** Throws where `auto` would lead nowhere with what the session is changed to. */
  const checkAuto = (session: SessionView, patch: SessionPatch): void => {
    const { provider = session.provider, model = session.model } = patch;
    if (patch.provider != null)
      checkRoute(deps.resolveRoute, 'provider', { model, pinned: null, provider: patch.provider });
    // `auto` in a session is what it is without one.
    if ((patch.model === undefined && patch.provider === undefined) || model === null || model === 'auto')
      return;
    checkRoute(deps.resolveRoute, 'model', { model: 'auto', pinned: { provider, model }, provider: null });
  };

  return [
    route({
      method: 'GET',
      path: '/api/sessions',
      summary: 'Sessions, newest first; Link: rel=next leads on',
      query: listQuery,
      answers: { 200: z.array(sessionSchema) },
      reads: true,
      async handle({ query, reply }) {
        const { before } = query;
        const page = await sessions.list({
          limit: query.limit + 1,
          ...(before === undefined ? {} : { before }),
        });
        const items = page.slice(0, query.limit);
        const last = items.at(-1);
        if (page.length > items.length && last !== undefined) {
          reply.header('link', nextLink('/api/sessions', { limit: query.limit, before: last.id }));
        }
        return items;
      },
    }),
    route({
      method: 'POST',
      path: '/api/sessions',
      summary: 'Makes a session and pins it',
      body: newSessionSchema,
      answers: { 201: sessionSchema },
      async handle({ body, reply }) {
        const made = await sessions.create(body);
        reply.code(201).header('location', `/api/sessions/${made.id}`);
        return made;
      },
    }),
    route({
      method: 'GET',
      path: '/api/sessions/active',
      summary: 'The current session: the pinned one, else the one with the newest turn',
      answers: { 200: sessionSchema },
      reads: true,
      async handle() {
        const current = await sessions.current();
        if (current === null) throw noCurrentSession();
        return current;
      },
    }),
    route({
      method: 'GET',
      path: '/api/sessions/{id}',
      summary: 'One session',
      params: sessionParams,
      answers: { 200: sessionSchema },
      reads: true,
      handle: ({ params }) => found(params.id),
    }),
    route({
      method: 'PATCH',
      path: '/api/sessions/{id}',
      summary: 'Renames a session, or changes its provider or model',
      params: sessionParams,
      body: sessionPatchSchema,
      answers: { 200: sessionSchema },
      async handle({ params, body }) {
        checkAuto(await found(params.id), body);
        return sessions.update(params.id, body);
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/sessions/{id}',
      summary:
        'Deletes a session with its exchanges; it can be brought back for ten minutes, unless `now` is 1',
      params: sessionParams,
      query: deleteQuery,
      answers: { 204: 'none' },
      reads: true,
      async handle({ params, query, reply }) {
        const forGood = query.now === '1';
        if (!forGood) await found(params.id);
        await sessions.remove(params.id, forGood);
        return reply.code(204).send();
      },
    }),
    route({
      method: 'POST',
      path: '/api/sessions/{id}/restore',
      summary: 'Brings a session back that was deleted in the last ten minutes',
      params: sessionParams,
      answers: { 200: sessionSchema },
      handle: ({ params }) => sessions.restore(params.id),
    }),
    route({
      method: 'POST',
      path: '/api/sessions/{id}/activate',
      summary: 'Pins a session: exchanges that identify themselves no other way go there',
      params: sessionParams,
      answers: { 200: sessionSchema },
      async handle({ params }) {
        await found(params.id);
        return sessions.activate(params.id);
      },
    }),
    route({
      method: 'GET',
      path: '/api/sessions/{id}/memory',
      summary: 'Per exchange, oldest first: prompt, memory and chat tokens, context use',
      params: sessionParams,
      query: memoryQuery,
      answers: { 200: z.array(memoryPointSchema) },
      reads: true,
      async handle({ params, query, reply }) {
        await found(params.id);
        const page = await store.listExchanges({
          sessionId: params.id,
          order: 'oldest',
          limit: query.limit + 1,
          ...(query.after === undefined ? {} : { after: query.after }),
        });
        const items = page.slice(0, query.limit);
        const last = items.at(-1);
        if (page.length > items.length && last !== undefined) {
          const path = `/api/sessions/${params.id}/memory`;
          reply.header('link', nextLink(path, { limit: query.limit, after: last.id }));
        }
        return items.map(toMemoryPoint);
      },
    }),
  ];
}
