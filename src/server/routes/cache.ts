import * as z from 'zod';
import { cacheExplanationSchema } from '../../contract/index.ts';
import { explainCache } from '../cache/explain.ts';
import type { ServerDeps } from '../deps.ts';
import { chooseLanguage } from '../page/texts.ts';
import { type Route, route } from '../route.ts';
import { exchangeParams, foundExchange, queryOf } from './input.ts';

const cacheQuery = queryOf({
  lang: z.string().max(20).optional().describe('language of the explanation: en or fr'),
});

export function cacheRoutes(deps: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/cache',
      summary: "What of an exchange came from the provider's cache, where that broke, and why",
      params: exchangeParams,
      query: cacheQuery,
      answers: { 200: cacheExplanationSchema },
      reads: true,
      async handle({ params, query, request }) {
        const exchange = await foundExchange(deps.store, params.id);
        const language = chooseLanguage([query.lang ?? null], request.headers['accept-language']);
        return explainCache(deps, exchange, language);
      },
    }),
  ];
}
