import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { MemoryPoint } from '../../../../../src/contract/session.ts';
import { callApi } from '../../../data/api.ts';
import { useBatches } from '../../../data/live/index.ts';
import { lastBefore } from './timeline-pages.ts';

const PAGE = 1000;
const REST_MS = 1000;

type Pages = InfiniteData<MemoryPoint[], string | null>;

/** Memory and chat of each exchange, by its id: read by pages, then only what is new. */
export function useMemory(sessionId: number, enabled: boolean) {
  const queries = useQueryClient();
  const queryKey = useMemo(() => ['memory', sessionId], [sessionId]);
  const read = useCallback(
    (after: string | null, signal?: AbortSignal) =>
      callApi<MemoryPoint[]>(`/api/sessions/${sessionId}/memory`, { query: { limit: PAGE, after }, signal }),
    [sessionId],
  );
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.exchange_id ?? null)),
    enabled,
    gcTime: 0,
  });
  const { fetchNextPage, hasNextPage, isFetching, isError } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const ended = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const readTail = async (): Promise<void> => {
    timer.current = null;
    const known = queries.getQueryData<Pages>(queryKey);
    const ids = [...ended.current];
    if (known === undefined) return;
    ended.current.clear();
    const after = lastBefore(
      known.pages.flat().map(({ exchange_id: id }) => id),
      ids,
    );
    // What could not be read comes with the next one.
    const tail = await read(after).catch(() => null);
    if (tail === null) return;
    queries.setQueryData<Pages>(queryKey, (data) => {
      if (data === undefined) return data;
      const kept = data.pages.map((page) =>
        page.filter(({ exchange_id: id }) => after !== null && id <= after),
      );
      return { ...data, pages: [...kept.slice(0, -1), [...(kept.at(-1) ?? []), ...tail]] };
    });
  };
  useBatches(({ events }) => {
    for (const event of events) {
      if (
        event.type === 'exchange' &&
        event.phase === 'finished' &&
        event.exchange.session_id === sessionId
      ) {
        ended.current.add(event.exchange.id);
        timer.current ??= setTimeout(() => void readTail(), REST_MS);
      }
    }
  });
  const { data } = pages;
  const points = useMemo(
    () => new Map((data?.pages.flat() ?? []).map((point) => [point.exchange_id, point])),
    [data],
  );
  return { points, pending: pages.isPending, error: pages.error, retry: () => void pages.refetch() };
}
