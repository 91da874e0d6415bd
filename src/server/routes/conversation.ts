import * as z from 'zod';
import { answerPieceSchema, conversationSchema, foundSchema, imageDataSchema } from '../../contract/index.ts';
import { ProxyError, pieceOf } from '../../exchange/index.ts';
import type { Part } from '../../protocols/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import { comparedWith } from '../context/against.ts';
import { findIn } from '../conversation/find.ts';
import { imageData, SHOWN_IMAGES } from '../conversation/image.ts';
import { answerImage, answerText, readKeptAnswer } from '../conversation/read-answer.ts';
import { readConversation } from '../conversation/read-conversation.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { against, exchangeParams, foundExchange, limit, pieceQuery, queryOf, wholeNumber } from './input.ts';

const conversationQuery = queryOf({
  from: wholeNumber.optional().describe('position of the first block; at what is new where none is named'),
  limit: limit(200, 1000),
  against,
});
const findQuery = queryOf({
  text: z.string().min(1).max(1000).describe('what is looked for, whatever its case'),
  from: z.string().max(40).optional().describe('a position, or `next` of the answer before'),
  limit: limit(100, 1000),
});
const part = wholeNumber.describe('index among the parts of the answer');
const answerQuery = queryOf({ part, ...pieceQuery });
const imageQuery = queryOf({ part });

export function conversationRoutes(deps: ServerDeps): Route[] {
  const { store } = deps;
  const answerPart = async (exchange: StoredExchange, index: number): Promise<Part> => {
    const said = await readKeptAnswer(deps, exchange);
    const part = said?.parts[index];
    if (part !== undefined) return part;
    throw new ProxyError('not_found', 'part (query): there is no such part of the answer.', {
      hint: 'GET /api/exchanges/{id}/conversation lists them; answers are kept with capture = "full".',
      details: { in: 'query', field: 'part' },
    });
  };

  return [
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/conversation',
      summary: 'The context of an exchange, readable, at what is new in it, and what the model answered',
      params: exchangeParams,
      query: conversationQuery,
      answers: { 200: conversationSchema },
      reads: true,
      async handle({ params, query }) {
        const exchange = await foundExchange(store, params.id);
        const other = await comparedWith(deps, exchange, query.against);
        return readConversation(deps, exchange, other, { from: query.from ?? null, limit: query.limit });
      },
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/answer',
      summary: 'A part of what the model answered, piece by piece',
      params: exchangeParams,
      query: answerQuery,
      answers: { 200: answerPieceSchema },
      reads: true,
      async handle({ params, query }) {
        const exchange = await foundExchange(store, params.id);
        const part = await answerPart(exchange, query.part);
        const text = answerText(part);
        const piece =
          text === null ? { from: 0, text: null, next: null } : pieceOf(text, query.from, query.length);
        return { exchange_id: exchange.id, part: query.part, characters: text?.length ?? null, ...piece };
      },
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/answer/image',
      summary: 'An image that the model answered with, where it is one that a page may show',
      params: exchangeParams,
      query: imageQuery,
      answers: { 200: imageDataSchema },
      reads: true,
      async handle({ params, query }) {
        const exchange = await foundExchange(store, params.id);
        const content = answerImage(await answerPart(exchange, query.part));
        const image = content === null ? null : imageData(content);
        if (image !== null) return image;
        throw new ProxyError('not_found', 'part (query): this part holds no image that can be shown.', {
          hint: SHOWN_IMAGES,
          details: { in: 'query', field: 'part' },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/find',
      summary: 'Where a text stands in the context and the answer of an exchange',
      params: exchangeParams,
      query: findQuery,
      answers: { 200: foundSchema },
      reads: true,
      handle: async ({ params, query }) => findIn(deps, await foundExchange(store, params.id), query),
    }),
  ];
}
