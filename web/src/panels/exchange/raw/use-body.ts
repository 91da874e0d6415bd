import { useInfiniteQuery } from '@tanstack/react-query';
import type { BodyPieceView } from '../../../../../src/contract/captured.ts';
import { callApi } from '../../../data/api.ts';

export type Side = BodyPieceView['side'];

/** Bytes a piece; a body of fewer is read whole. */
const PIECE = 262_144;

export function bodyPath(id: string): string {
  return `/api/exchanges/${encodeURIComponent(id)}/body`;
}

/** A kept body, piece by piece. */
export function useBody(id: string, side: Side) {
  return useInfiniteQuery({
    queryKey: ['exchange', id, 'body', side],
    queryFn: ({ pageParam, signal }) =>
      callApi<BodyPieceView>(bodyPath(id), { query: { side, from: pageParam, length: PIECE }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
}
