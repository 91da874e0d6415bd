import { useQuery } from '@tanstack/react-query';
import type { ConfigView } from '../../../src/contract/config.ts';
import type { SessionView } from '../../../src/contract/session.ts';
import { callApi } from './api.ts';

/** The newest sessions. */
export function useSessions(limit = 200) {
  return useQuery({
    queryKey: ['sessions', 'list', limit],
    queryFn: ({ signal }) => callApi<SessionView[]>('/api/sessions', { query: { limit }, signal }),
  });
}

/** The configuration in force, with the origin of each value. */
export function useConfig() {
  return useQuery({
    queryKey: ['config', 'view'],
    queryFn: ({ signal }) => callApi<ConfigView>('/api/config', { signal }),
  });
}
