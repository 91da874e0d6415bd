import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ExchangePage } from '../../../../src/contract/api.ts';
import { type ExchangeRow, rowOf } from '../../../../src/contract/row.ts';
import { callApi } from '../../data/api.ts';
import { useBatches, useLiveStore, useWorld } from '../../data/live/index.ts';

/** Totals are read again at most this often (ms) while turns end. */
const REST_MS = 1000;

/** The newest turns of a session, the newest first; read once, live from then on. */
export function useLastTurns(sessionId: number | null): readonly ExchangeRow[] {
  const queries = useQueryClient();
  const live = useLiveStore();
  useWorld((world) => world.rowsChanged);
  const waiting = useRef(false);
  const read = useQuery({
    queryKey: ['turns', sessionId, 'last'],
    queryFn: ({ signal }) =>
      callApi<ExchangePage>(`/api/sessions/${sessionId}/exchanges`, {
        query: { kind: 'turn', limit: 2 },
        signal,
      }),
    enabled: sessionId !== null,
  });
  useBatches(({ events }) => {
    const ended = events.some(
      (event) =>
        event.type === 'exchange' && event.phase === 'finished' && event.exchange.session_id === sessionId,
    );
    if (!ended || waiting.current || sessionId === null) return;
    waiting.current = true;
    setTimeout(() => {
      waiting.current = false;
      void queries.invalidateQueries({ queryKey: ['turns', sessionId, 'totals'] });
    }, REST_MS);
  });
  if (sessionId === null) return [];
  const rows = new Map((read.data?.items ?? []).map((view) => [view.id, rowOf(view)]));
  for (const row of live.world.rows.values()) {
    if (row.session_id === sessionId && row.kind === 'turn') rows.set(row.id, row);
  }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 2);
}
