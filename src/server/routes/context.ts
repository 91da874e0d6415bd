import * as z from 'zod';
import { compositionSchema, contextDiffSchema } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import { readComposition } from '../context/read-composition.ts';
import { readDiff } from '../context/read-diff.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { exchangeParams, foundExchange, limit, queryOf } from './input.ts';

const contextQuery = queryOf({ limit: limit(20, 1000) });
const diffQuery = queryOf({
  against: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('id of another exchange; the last turn of the same agent where none is named'),
  limit: limit(100, 1000),
});

export function contextRoutes(deps: ServerDeps): Route[] {
  const { store } = deps;

  const lastTurn = async ({ id, sessionId, agentId }: StoredExchange): Promise<StoredExchange | null> => {
    if (sessionId === null) return null;
    const [turn] = await store.turnsBefore({ sessionId, agentId, before: id, limit: 1 });
    return turn === undefined ? null : store.getExchange(turn.exchangeId);
  };

  const named = async (id: string, { protocol }: StoredExchange): Promise<StoredExchange> => {
    const against = await store.getExchange(id);
    if (against === null) {
      throw new ProxyError('not_found', 'against (query): there is no exchange of this id.', {
        hint: 'GET /api/exchanges lists them; without `against`, the last turn of the same agent is taken.',
        details: { in: 'query', field: 'against' },
      });
    }
    if (against.protocol === protocol) return against;
    throw new ProxyError(
      'invalid_request',
      `against (query): its request is in ${against.protocol}, this one in ${protocol}; contexts of two protocols are not compared.`,
      { details: { in: 'query', field: 'against' } },
    );
  };

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
        const against =
          query.against === undefined ? await lastTurn(exchange) : await named(query.against, exchange);
        return readDiff(deps, exchange, against, query.limit);
      },
    }),
  ];
}
