import * as z from 'zod';
import { type BodyPieceView, bodyPieceSchema, type ExchangeHeaders } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import { bodyPiece } from '../conversation/body-piece.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { exchangeParams, foundExchange, limit, queryOf, wholeNumber } from './input.ts';

const bodyQuery = queryOf({
  side: z.enum(['request', 'answer']),
  from: wholeNumber
    .optional()
    .transform((value) => value ?? 0)
    .describe('a byte'),
  length: limit(262_144, 4_194_304).describe('bytes'),
  download: z.enum(['1']).optional().describe('all of it, as a file'),
});

type Side = z.output<typeof bodyQuery>['side'];

/** The name of a downloaded body; what is in it decides about nothing but its ending. */
function fileName(id: string, side: Side, type: string | null): string {
  const ending = /\bjson\b/i.test(type ?? '') ? 'json' : 'txt';
  return `exchange-${id.replace(/[^\w-]/g, '')}-${side}.${ending}`;
}

export function bodyRoutes(deps: ServerDeps): Route[] {
  /** What the client said that its body is; null where it said nothing, or that is not kept. */
  const requestType = async (id: string): Promise<string | null> => {
    const { headers } = await deps.store.captured(id);
    if (headers === null) return null;
    const { received } = JSON.parse(headers) as ExchangeHeaders;
    return received.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  };
  const bodyOf = async (id: string, side: Side): Promise<{ bytes: Buffer; type: string | null }> => {
    const kept =
      side === 'answer'
        ? await deps.store.getAnswer(id)
        : { bytes: (await deps.bodies(id))?.request ?? null, type: await requestType(id) };
    if (kept?.bytes == null) {
      throw new ProxyError('not_found', `The ${side} of this exchange is not kept.`, {
        hint: 'Bodies are kept with capture = "full", once the exchange has ended.',
        details: { in: 'query', field: 'side' },
      });
    }
    const { buffer, byteOffset, byteLength } = kept.bytes;
    return { bytes: Buffer.from(buffer, byteOffset, byteLength), type: kept.type };
  };

  return [
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/body',
      summary: 'A kept body of an exchange, piece by piece, or all of it as a file',
      params: exchangeParams,
      query: bodyQuery,
      answers: { 200: bodyPieceSchema },
      reads: true,
      async handle({ params, query, reply }): Promise<BodyPieceView | unknown> {
        const { id } = await foundExchange(deps.store, params.id);
        const { bytes, type } = await bodyOf(id, query.side);
        if (query.download !== undefined) {
          return reply
            .type('application/octet-stream')
            .header('content-disposition', `attachment; filename="${fileName(id, query.side, type)}"`)
            .send(bytes);
        }
        const piece = bodyPiece(bytes, query.from, query.length);
        return { exchange_id: id, side: query.side, content_type: type, bytes: bytes.length, ...piece };
      },
    }),
  ];
}
