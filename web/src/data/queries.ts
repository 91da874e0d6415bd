import { useQuery } from '@tanstack/react-query';
import type { SessionView } from '../../../src/contract/session.ts';
import { callApi } from './api.ts';

/** The newest sessions. */
export function useSessions(limit = 200) {
  return useQuery({
    queryKey: ['sessions', 'list', limit],
    queryFn: ({ signal }) => callApi<SessionView[]>('/api/sessions', { query: { limit }, signal }),
  });
}
