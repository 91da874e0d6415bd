import * as z from 'zod';
import {
  type BodyView,
  type ExchangeCount,
  type ExchangeDetail,
  type ExchangeHeaders,
  type ExchangePage,
  exchangeCountSchema,
  exchangeDetailSchema,
  exchangePageSchema,
} from '../../contract/index.ts';
import { toView } from '../../recording/index.ts';
import type { ExchangeFilter } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { matchingOf } from '../filter-query.ts';
import { type Route, route } from '../route.ts';
import {
  countQuery,
  type ExchangesQuery,
  exchangeParams,
  exchangesQuery,
  foundExchange,
  noSession,
  queryOf,
  sessionExchangesQuery,
  sessionParams,
} from './input.ts';

function toFilter(query: ExchangesQuery, now: number): ExchangeFilter {
  return {
    limit: query.limit + 1,
    order: 'newest',
    ...(query.session_id === undefined ? {} : { sessionId: query.session_id }),
    ...(query.after === undefined ? {} : { before: query.after }),
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(query.kind === undefined ? {} : { kind: query.kind }),
    ...(query.provider === undefined ? {} : { provider: query.provider }),
    ...(query.model === undefined ? {} : { model: query.model }),
    ...matchingOf(query.q, now),
  };
}

function bodyView(bytes: Uint8Array | null, type: string | null): BodyView {
  if (bytes === null) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  const isText = Buffer.byteLength(text) === buffer.length && Buffer.from(text, 'utf8').equals(buffer);
  return {
    bytes: buffer.length,
    encoding: isText ? 'utf8' : 'base64',
    content: isText ? text : buffer.toString('base64'),
    content_type: type,
  };
}

const detailQuery = queryOf({
  bodies: z.enum(['all', 'none']).optional().describe('without them it stays small'),
});

export function exchangeRoutes(deps: ServerDeps): Route[] {
  const { store } = deps;
  const page = async (query: ExchangesQuery): Promise<ExchangePage> => {
    const rows = await store.listExchanges(toFilter(query, deps.clock.now()));
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    return { items: items.map(toView), next: rows.length > items.length ? (last?.id ?? null) : null };
  };

  return [
    route({
      method: 'GET',
      path: '/api/sessions/{id}/exchanges',
      summary: "A session's exchanges, newest first, without bodies",
      params: sessionParams,
      query: sessionExchangesQuery,
      answers: { 200: exchangePageSchema },
      reads: true,
      async handle({ params, query }) {
        if ((await deps.sessions.get(params.id)) === null) throw noSession(params.id);
        return page({ ...query, session_id: params.id });
      },
    }),
    route({
      method: 'GET',
      path: '/api/exchanges',
      summary: 'Exchanges, newest first, without bodies',
      query: exchangesQuery,
      answers: { 200: exchangePageSchema },
      reads: true,
      handle: ({ query }) => page(query),
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/count',
      summary: 'How many exchanges a filter finds, and of how many',
      query: countQuery,
      answers: { 200: exchangeCountSchema },
      reads: true,
      async handle({ query }): Promise<ExchangeCount> {
        const within = query.session_id === undefined ? {} : { sessionId: query.session_id };
        const matched = matchingOf(query.q, deps.clock.now());
        const of = await store.countExchanges(within);
        const nothing = of === 0 || matched.matching === undefined;
        return { count: nothing ? of : await store.countExchanges({ ...within, ...matched }), of };
      },
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/{id}',
      summary: 'One exchange, whole, with its bodies where they were captured',
      params: exchangeParams,
      query: detailQuery,
      answers: { 200: exchangeDetailSchema },
      reads: true,
      async handle({ params, query }): Promise<ExchangeDetail> {
        const exchange = await foundExchange(store, params.id);
        const { headers } = await store.captured(params.id);
        const detail = {
          ...toView(exchange),
          timings: { ...exchange.timings, silences: exchange.silences ?? null },
          headers: headers === null ? null : (JSON.parse(headers) as ExchangeHeaders),
        };
        if (query.bodies === 'none') return detail;
        const bodies = await deps.bodies(params.id);
        return {
          ...detail,
          request: bodyView(bodies?.request ?? null, 'application/json'),
          answer: bodyView(bodies?.answer ?? null, bodies?.answerType ?? null),
        };
      },
    }),
  ];
}
