import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { callApi } from '../../data/api.ts';
import { useBatches } from '../../data/live/index.ts';

export type Totals = StatsView['totals'][number];

/** Totals are read again at most this often (ms) while exchanges end. */
const REST_MS = 1000;

/** Sums of a session's exchanges: undefined until they are read, null where there are none. */
export function useTotals(sessionId: number | null): Totals | null | undefined {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const totals = useQuery({
    queryKey: ['turns', sessionId, 'totals'],
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', { query: { by: 'session', session_id: sessionId }, signal }),
    enabled: sessionId !== null,
    refetchOnMount: 'always',
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useBatches(({ events }) => {
    const moved = events.some(
      (event) =>
        event.type === 'exchange' &&
        (event.phase === 'finished' || event.phase === 'started') &&
        event.exchange.session_id === sessionId,
    );
    if (!moved || timer.current !== null || sessionId === null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: ['turns', sessionId, 'totals'] });
    }, REST_MS);
  });
  return totals.data === undefined ? undefined : (totals.data.totals[0] ?? null);
}
