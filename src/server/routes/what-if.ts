import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import {
  type WhatIfRangeView,
  type WhatIfView,
  whatIfRangeSchema,
  whatIfSchema,
} from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { ExchangeChoice } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { filterText, matchingOf } from '../filter-query.ts';
import { type Route, route } from '../route.ts';
import { candidateFor, usualCandidates } from '../what-if/candidates.ts';
import { whatIfOf } from '../what-if/sum.ts';
import { BACKWARDS, isForwards, noSession, queryOf, sessionParams, time } from './input.ts';

const MOST_MODELS = 50;
const model = z.string().min(1).max(200);

const models = z
  .union([model.transform((one) => [one]), z.array(model).max(MOST_MODELS)], {
    error: `must be a name of up to 200 characters, given ${MOST_MODELS} times at most`,
  })
  .optional()
  .describe('provider/model, or an id of [models]; may be repeated');

const whatIfQuery = queryOf({ model: models });
const rangeQuery = queryOf({ model: models, from: time, to: time, q: filterText }).refine(
  isForwards,
  BACKWARDS,
);

export function whatIfRoutes({ clock, config, prices, sessions, store }: ServerDeps): Route[] {
  const elsewhere = async (
    choice: ExchangeChoice,
    asked: string[] | undefined,
    request: FastifyRequest,
  ): Promise<Omit<WhatIfView, 'session_id'>> => {
    const candidates =
      asked === undefined
        ? usualCandidates(config())
        : [...new Set(asked)].map((id) => candidateFor(config(), id));
    const view = await whatIfOf({ store, prices }, choice, candidates, {
      until: clock.now(),
      gone: () => request.raw.socket.destroyed,
    });
    if (view === null) return { exchanges: 0, actual: { usd: null, unpriced: 0 }, models: [] };
    // What nobody asked for and nobody can price says nothing.
    return asked === undefined
      ? { ...view, models: view.models.filter(({ source }) => source !== null) }
      : view;
  };

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
        const view = await elsewhere({ sessionId: params.id }, query.model, request);
        return { session_id: params.id, ...view };
      },
    }),
    route({
      method: 'GET',
      path: '/api/what-if',
      summary: 'What the exchanges of a time, or those that a filter finds, would have cost on other models',
      query: rangeQuery,
      answers: { 200: whatIfRangeSchema },
      reads: true,
      async handle({ query, request }): Promise<WhatIfRangeView> {
        const { from, to } = query;
        const choice = {
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          ...matchingOf(query.q, clock.now()),
        };
        const view = await elsewhere(choice, query.model, request);
        const written = (ms: number | undefined) => (ms === undefined ? null : isoTime(ms));
        return { from: written(from), to: written(to), ...view };
      },
    }),
  ];
}
