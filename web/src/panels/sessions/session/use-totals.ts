import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { StatsView } from '../../../../../src/contract/stats.ts';
import { callApi } from '../../../data/api.ts';
import { useBatches } from '../../../data/live/index.ts';

/** Totals are read again at most this often (ms) while turns end. */
const REST_MS = 1000;

/** What a session has used and cost; read again in the background when one of its exchanges has ended. */
export function useTotals(sessionId: number) {
  const totals = useQuery({
    queryKey: ['turns', sessionId, 'totals'],
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', { query: { by: 'session', session_id: sessionId }, signal }),
    refetchOnMount: 'always',
  });
  useReadAgain(sessionId, ['turns', sessionId, 'totals'], REST_MS);
  return { pending: totals.isPending, sum: totals.data?.totals[0] ?? null };
}

/** Reads what stands under a key again when exchanges of the session have ended, at most once in `restMs`. */
export function useReadAgain(sessionId: number, key: readonly unknown[], restMs: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useBatches(({ events }) => {
    const ended = events.some(
      (event) =>
        event.type === 'exchange' && event.phase === 'finished' && event.exchange.session_id === sessionId,
    );
    if (!ended) return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: key });
    }, restMs);
  });
}
