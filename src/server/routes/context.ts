import { compositionSchema, contextDiffSchema } from '../../contract/index.ts';
import { comparedWith } from '../context/against.ts';
import { readComposition } from '../context/read-composition.ts';
import { readDiff } from '../context/read-diff.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { against, exchangeParams, foundExchange, limit, queryOf } from './input.ts';

const contextQuery = queryOf({ limit: limit(20, 1000) });
const diffQuery = queryOf({
  against,
  limit: limit(100, 1000),
});

export function contextRoutes(deps: ServerDeps): Route[] {
  const { store } = deps;
  return [
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/context',
      summary: 'What fills the context of an exchange: by kind, by tool, and its heaviest blocks',
      params: exchangeParams,
      query: contextQuery,
      answers: { 200: compositionSchema },
      reads: true,
      handle: async ({ params, query }) =>
        readComposition(deps, await foundExchange(store, params.id), query.limit),
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/diff',
      summary: 'What changed from another context to that of this exchange, block by block',
      params: exchangeParams,
      query: diffQuery,
      answers: { 200: contextDiffSchema },
      reads: true,
      async handle({ params, query }) {
        const exchange = await foundExchange(store, params.id);
        const other = await comparedWith(deps, exchange, query.against);
        return readDiff(deps, exchange, other, query.limit);
      },
    }),
  ];
}
