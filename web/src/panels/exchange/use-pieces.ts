import { useInfiniteQuery } from '@tanstack/react-query';
import { callApi, type Query } from '../../data/api.ts';

/** Where the whole of a text is read from, piece by piece. */
export interface TextSource {
  path: string;
  query?: Query;
}

interface Piece {
  characters: number | null;
  text: string | null;
  next: number | null;
}

export interface Pieces {
  /** What was read so far, as one text; null until there is any. */
  text: string | null;
  /** UTF-16 units of the whole; null while it is not known. */
  characters: number | null;
  hasMore: boolean;
  loading: boolean;
  error: unknown;
  loadMore(): void;
  retry(): void;
}

/** A text in pieces of 64 KB, the first as soon as `wanted`, each other when it is asked for. */
export function usePieces({ path, query = {} }: TextSource, wanted: boolean): Pieces {
  const pieces = useInfiniteQuery({
    queryKey: ['text', path, query],
    queryFn: ({ pageParam, signal }) =>
      callApi<Piece>(path, { query: { ...query, from: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    enabled: wanted,
  });
  const pages = pieces.data?.pages;
  return {
    text: pages === undefined ? null : pages.map(({ text }) => text ?? '').join(''),
    characters: pages?.[0]?.characters ?? null,
    hasMore: pieces.hasNextPage,
    loading: wanted && pieces.isFetching,
    error: pieces.error,
    loadMore: () => void pieces.fetchNextPage(),
    retry: () => void pieces.refetch(),
  };
}
