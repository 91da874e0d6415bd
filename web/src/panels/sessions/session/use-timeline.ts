import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Timeline, TimelineMark, TimelineTurn } from '../../../../../src/contract/timeline.ts';
import { callApi } from '../../../data/api.ts';
import { useBatches } from '../../../data/live/index.ts';
import { type TimelinePages, tailAfter, withTail } from './timeline-pages.ts';

/** The most that the server gives at once. */
const PAGE = 1000;
/** What turns change is read at most this often, in ms. */
const REST_MS = 300;
const NO_TURNS: readonly TimelineTurn[] = [];
const NO_MARKS: readonly TimelineMark[] = [];

export interface SessionTimeline {
  /** Of all agents, the oldest first. */
  turns: readonly TimelineTurn[];
  marks: readonly TimelineMark[];
  /** Agents and forecast as the last page said; null until there is one. */
  newest: Timeline | null;
  /** Whether older pages are all here; turns are numbered from then on for good. */
  complete: boolean;
  error: unknown;
  retry(): void;
}

/**
 * A session's timeline: read page after page, one request at a time, and from then on only what is new, behind the
 * last that is known.
 */
export function useTimeline(sessionId: number): SessionTimeline {
  const queries = useQueryClient();
  const queryKey = useMemo(() => ['timeline', sessionId], [sessionId]);
  const read = useCallback(
    (after: string | null, signal?: AbortSignal) =>
      callApi<Timeline>(`/api/sessions/${sessionId}/timeline`, { query: { limit: PAGE, after }, signal }),
    [sessionId],
  );
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // Events were not listened to while it was not shown.
    gcTime: 0,
  });
  const { fetchNextPage, hasNextPage, isFetching, isError } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const ended = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const idle = useRef(false);
  idle.current = pages.isSuccess && !isFetching && !hasNextPage;
  const readTail = useCallback(async (): Promise<void> => {
    const data = queries.getQueryData<TimelinePages>(queryKey);
    const ids = [...ended.current];
    if (data === undefined || ids.length === 0) return;
    ended.current.clear();
    const after = tailAfter(data, ids);
    try {
      const tail = await read(after);
      queries.setQueryData<TimelinePages>(queryKey, (now) =>
        now === undefined ? now : withTail(now, after, tail),
      );
    } catch {
      // Offline, most likely: these are asked for again with the next, or with the snapshot that follows.
      for (const id of ids) ended.current.add(id);
    }
  }, [queries, queryKey, read]);
  const schedule = useCallback(() => {
    if (timer.current !== null || ended.current.size === 0) return;
    timer.current = setTimeout(async () => {
      if (idle.current) await readTail();
      timer.current = null;
      // What ended meanwhile.
      if (idle.current && ended.current.size > 0) schedule();
    }, REST_MS);
  }, [readTail]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const isIdle = idle.current;
  useEffect(() => {
    if (isIdle) schedule();
  }, [isIdle, schedule]);
  useBatches(({ restarted, events }) => {
    // All of it is read again.
    if (restarted) ended.current.clear();
    for (const event of events) {
      if (event.type === 'metric' && event.session_id === sessionId) ended.current.add(event.exchange_id);
      if (
        event.type === 'exchange' &&
        event.phase === 'finished' &&
        event.exchange.session_id === sessionId
      ) {
        ended.current.add(event.exchange.id);
      }
    }
    schedule();
  });

  const { data } = pages;
  const turns = useMemo(() => data?.pages.flatMap((page) => page.turns) ?? NO_TURNS, [data]);
  const marks = useMemo(() => data?.pages.flatMap((page) => page.marks) ?? NO_MARKS, [data]);
  return {
    turns,
    marks,
    newest: data?.pages.at(-1) ?? null,
    complete: pages.isSuccess && !hasNextPage,
    error: pages.error,
    retry: () => void pages.refetch(),
  };
}
