import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ModelView, ProviderView } from '../../../../src/contract/api.ts';
import { callApi } from '../../data/api.ts';
import { useBatches } from '../../data/live/index.ts';

/** How a provider fares is read again at most this often (ms) while exchanges end. */
const REST_MS = 5000;

const KEY = ['config', 'providers'];

/** Providers and how they fare: read again when a breaker moves, and now and then while exchanges end. */
export function useProviders() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useBatches(({ events }) => {
    if (events.some(({ type }) => type === 'provider')) void queries.invalidateQueries({ queryKey: KEY });
    const ended = events.some((event) => event.type === 'exchange' && event.phase === 'finished');
    if (!ended || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: KEY });
    }, REST_MS);
  });
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi<ProviderView[]>('/api/providers', { signal }),
    refetchOnMount: 'always',
  });
}

/** Models that can be asked for; `off`: those of providers that are off as well. */
export function useModels(off: boolean) {
  return useQuery({
    queryKey: ['config', 'models', off],
    queryFn: ({ signal }) =>
      callApi<ModelView[]>('/api/models', { query: { off: off ? true : null }, signal }),
    placeholderData: (before) => before,
    refetchOnMount: 'always',
  });
}
