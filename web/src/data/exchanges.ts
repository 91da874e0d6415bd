import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ExchangePage } from '../../../src/contract/api.ts';
import { type ExchangeRow, rowOf } from '../../../src/contract/row.ts';
import { callApi } from './api.ts';
import { useBatches, useLiveStore, useWorld } from './live/index.ts';
import { mergeRows } from './merge-rows.ts';

/** Exchanges a page. */
const PAGE = 100;

export interface ExchangeQuery {
  /** In the filter language; empty: everything. */
  q: string;
  sessionId: number | null;
  /** Whether a row that came over `/ws` is one of these. */
  matches(row: ExchangeRow): boolean;
}

export interface ExchangeRows {
  /** Newest first, those that run in front. */
  rows: ExchangeRow[];
  /** Whether there are older ones on the server. */
  hasMore: boolean;
  loading: boolean;
  loadingMore: boolean;
  error: unknown;
  loadMore(): void;
  retry(): void;
}

/** Exchanges by a filter: read by pages, and live from then on, without reading them again. */
export function useExchanges({ q, sessionId, matches }: ExchangeQuery): ExchangeRows {
  const queries = useQueryClient();
  const live = useLiveStore();
  const queryKey = useMemo(() => ['exchanges', q, sessionId], [q, sessionId]);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      callApi<ExchangePage>('/api/exchanges', {
        query: { limit: PAGE, q, session_id: sessionId, after: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnMount: 'always',
  });
  const read = useMemo(
    () => (pages.data?.pages ?? []).flatMap(({ items }) => items.map(rowOf)),
    [pages.data],
  );
  const changed = useWorld((world) => world.rowsChanged);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change in place; `changed` says that they did
  const rows = useMemo(
    () => mergeRows(read, live.world.rows.values(), matches),
    [read, live, matches, changed],
  );

  /** The first page alone is read again: what was below it is read as it is scrolled to. */
  const restart = useCallback(() => {
    queries.setQueryData<InfiniteData<ExchangePage, string | null>>(queryKey, (data) =>
      data === undefined ? data : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    void queries.invalidateQueries({ queryKey });
  }, [queries, queryKey]);
  const newestRead = read[0]?.id ?? '';
  useBatches(({ restarted }) => {
    const { droppedUpTo } = live.world;
    // Rows that nobody keeps lie between what was read and what came since.
    const gap = droppedUpTo !== null && droppedUpTo > newestRead && !pages.isFetching;
    if (gap || restarted) restart();
  });

  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError } = pages;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    rows,
    hasMore: hasNextPage,
    loading: pages.isPending,
    loadingMore: isFetchingNextPage,
    error: pages.error,
    loadMore,
    retry: () => void pages.refetch(),
  };
}
