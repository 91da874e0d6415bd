import * as z from 'zod';
import { type BlockPieceView, blockPieceSchema, imageDataSchema } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import { imageData, MAX_IMAGE, SHOWN_IMAGES } from '../conversation/image.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { pieceQuery, queryOf } from './input.ts';

const blockParams = z.object({ hash: z.string().regex(/^[\w-]{8,64}$/, 'must be the hash of a block') });

function noBlock(): ProxyError {
  return new ProxyError('not_found', 'There is no block of this hash.', {
    hint: 'The exchanges that had it may have been deleted, or their time of keeping is over.',
    details: { field: 'hash' },
  });
}

export function blockRoutes({ store }: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/blocks/{hash}',
      summary: 'The content of a block of context, piece by piece',
      params: blockParams,
      query: queryOf(pieceQuery),
      answers: { 200: blockPieceSchema },
      reads: true,
      async handle({ params, query }): Promise<BlockPieceView> {
        const piece = await store.blockPiece(params.hash, query.from, query.length);
        if (piece === null) throw noBlock();
        const { whole, characters, ...rest } = piece;
        return { ...rest, characters, kept: whole ? 'full' : characters === null ? 'none' : 'preview' };
      },
    }),
    route({
      method: 'GET',
      path: '/api/blocks/{hash}/image',
      summary: 'The image of a block of context, where it is one that a page may show',
      params: blockParams,
      query: queryOf({}),
      answers: { 200: imageDataSchema },
      reads: true,
      async handle({ params }) {
        const block = await store.blockPiece(params.hash, 0, MAX_IMAGE);
        if (block === null) throw noBlock();
        const there = block.kind === 'image' && block.whole && block.next === null;
        const image = there ? imageData(block.text ?? '') : null;
        if (image !== null) return image;
        throw new ProxyError('not_found', 'This block holds no image that can be shown.', {
          hint: block.whole ? SHOWN_IMAGES : 'Contents are kept whole with capture = "full".',
          details: { field: 'hash', kind: block.kind },
        });
      },
    }),
  ];
}
