import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { McpConfirmation } from '../../../src/contract/mcp.ts';
import { ApiError, callApi } from './api.ts';
import { useBatches } from './live/index.ts';

const KEY = ['confirmations'];

/** Calls of MCP tools that wait for a person, the oldest first. */
export function useConfirmations(): readonly McpConfirmation[] {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi<McpConfirmation[]>('/api/mcp/confirmations', { signal }),
  });
  return data ?? [];
}

/** Reads them again as soon as one begins to wait or no longer does. Once on a page is enough. */
export function useConfirmationsLive(): void {
  const queries = useQueryClient();
  useBatches(({ events }) => {
    if (events.some((event) => event.type === 'mcp' && event.change === 'confirmation')) {
      void queries.invalidateQueries({ queryKey: KEY });
    }
  });
}

/** Lets a call go on, or refuses it. One that no longer waits is an error of code `not_found`. */
export function useDecision() {
  const queries = useQueryClient();
  const drop = (id: string): void => {
    queries.setQueryData<McpConfirmation[]>(KEY, (all) => all?.filter((one) => one.id !== id));
  };
  return useMutation({
    mutationFn: ({ id, approve }: { id: string; approve: boolean }) =>
      callApi<{ approve: boolean }>(`/api/mcp/confirmations/${id}`, { method: 'POST', body: { approve } }),
    onSuccess: (_answer, { id }) => drop(id),
    onError: (error, { id }) => {
      if (error instanceof ApiError && error.status === 404) drop(id);
    },
  });
}
