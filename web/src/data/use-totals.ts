import { useQuery } from '@tanstack/react-query';
import type { StatsView } from '../../../src/contract/stats.ts';
import { callApi } from './api.ts';
import { useReadAgain } from './use-read-again.ts';

export type Totals = StatsView['totals'][number];

/** Totals are read again at most this often (ms) while exchanges begin and end. */
const REST_MS = 1000;

/** Sums of a session's exchanges, followed: undefined until they are read, null where there are none. */
export function useTotals(sessionId: number): Totals | null | undefined {
  const queryKey = ['turns', sessionId, 'totals'];
  const totals = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', { query: { by: 'session', session_id: sessionId }, signal }),
    refetchOnMount: 'always',
  });
  useReadAgain(sessionId, queryKey, REST_MS);
  return totals.data === undefined ? undefined : (totals.data.totals[0] ?? null);
}
