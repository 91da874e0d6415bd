import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ExchangeCount } from '../../../src/contract/api.ts';
import { callApi } from './api.ts';
import { useBatches } from './live/index.ts';

/** At most one counting in this time (ms) while exchanges come. */
const REST_MS = 2000;

/** How many exchanges a filter finds, of how many; followed while new ones come. Null until it is known. */
export function useCount(q: string): ExchangeCount | null {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const counted = useQuery({
    queryKey: ['count', q],
    queryFn: ({ signal }) => callApi<ExchangeCount>('/api/exchanges/count', { query: { q }, signal }),
    placeholderData: keepPreviousData,
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
    const moved = events.some(({ type }) => type === 'exchange' || type === 'session');
    if (!moved || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: ['count'] });
    }, REST_MS);
  });
  return counted.data ?? null;
}
