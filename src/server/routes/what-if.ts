import * as z from 'zod';
import { type WhatIfView, whatIfSchema } from '../../contract/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { candidateFor, usualCandidates } from '../what-if/candidates.ts';
import { sessionWhatIf } from '../what-if/session.ts';
import { noSession, queryOf, sessionParams } from './input.ts';

const MOST_MODELS = 50;
const model = z.string().min(1).max(200);

const whatIfQuery = queryOf({
  model: z
    .union([model.transform((one) => [one]), z.array(model).max(MOST_MODELS)], {
      error: `must be a name of up to 200 characters, given ${MOST_MODELS} times at most`,
    })
    .optional()
    .describe('provider/model, or an id of [models]; may be repeated'),
});

export function whatIfRoutes({ clock, config, prices, sessions, store }: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/sessions/{id}/what-if',
      summary: 'What a session would have cost on other models, at its own cache behaviour',
      params: sessionParams,
      query: whatIfQuery,
      answers: { 200: whatIfSchema },
      reads: true,
      async handle({ params, query, request }): Promise<WhatIfView> {
        if ((await sessions.get(params.id)) === null) throw noSession(params.id);
        const asked = query.model === undefined ? null : [...new Set(query.model)];
        const candidates = asked?.map((id) => candidateFor(config(), id)) ?? usualCandidates(config());
        const view = await sessionWhatIf({ store, prices }, params.id, candidates, {
          until: clock.now(),
          gone: () => request.raw.socket.destroyed,
        });
        const none = { session_id: params.id, exchanges: 0, actual: { usd: null, unpriced: 0 }, models: [] };
        if (view === null) return none;
        // What nobody asked for and nobody can price says nothing.
        return asked === null
          ? { ...view, models: view.models.filter(({ source }) => source !== null) }
          : view;
      },
    }),
  ];
}
