import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExchangeDetail } from '../../../../src/contract/api.ts';
import { type ExchangeRow, rowOf } from '../../../../src/contract/row.ts';
import { callApi } from '../../data/api.ts';
import { useBatches, useWorld } from '../../data/live/index.ts';

export interface ExchangeRead {
  detail: UseQueryResult<ExchangeDetail>;
  /** The newest that is known of it, also while it runs; null until anything is. */
  row: ExchangeRow | null;
}

/** An exchange, read once and again when it has ended or was counted anew; its row is live. */
export function useExchange(id: string): ExchangeRead {
  const queries = useQueryClient();
  const live = useWorld((world) => world.rows.get(id) ?? null);
  const detail = useQuery({
    queryKey: ['exchange', id, 'detail'],
    queryFn: ({ signal }) =>
      callApi<ExchangeDetail>(`/api/exchanges/${encodeURIComponent(id)}`, {
        query: { bodies: 'none' },
        signal,
      }),
  });
  useBatches(({ events }) => {
    let ended = false;
    let counted = false;
    for (const event of events) {
      if (event.type === 'exchange' && event.exchange.id === id) ended ||= event.phase === 'finished';
      if (event.type === 'metric' && event.exchange_id === id) counted = true;
    }
    if (ended) void queries.invalidateQueries({ queryKey: ['exchange', id] });
    else if (counted) void queries.invalidateQueries({ queryKey: ['exchange', id, 'detail'] });
  });
  return { detail, row: live ?? (detail.data === undefined ? null : rowOf(detail.data)) };
}
