import { useQuery } from '@tanstack/react-query';
import type { ExchangePage } from '../../../../src/contract/api.ts';
import { type ExchangeRow, rowOf } from '../../../../src/contract/row.ts';
import { callApi } from '../../data/api.ts';
import { useLiveStore, useWorld } from '../../data/live/index.ts';

/** One that runs, and two that have ended to be compared. */
const SHOWN = 3;

/** The newest turns of a session, the newest first; read once, live from then on. */
export function useLastTurns(sessionId: number | null): readonly ExchangeRow[] {
  const live = useLiveStore();
  useWorld((world) => world.rowsChanged);
  const read = useQuery({
    queryKey: ['turns', sessionId, 'last'],
    queryFn: ({ signal }) =>
      callApi<ExchangePage>(`/api/sessions/${sessionId}/exchanges`, {
        query: { kind: 'turn', limit: SHOWN },
        signal,
      }),
    enabled: sessionId !== null,
    refetchOnMount: 'always',
  });
  if (sessionId === null) return [];
  const rows = new Map((read.data?.items ?? []).map((view) => [view.id, rowOf(view)]));
  for (const row of live.world.rows.values()) {
    if (row.session_id === sessionId && row.kind === 'turn') rows.set(row.id, row);
  }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, SHOWN);
}
