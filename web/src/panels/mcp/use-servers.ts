import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { callApi } from '../../data/api.ts';
import { serverPath } from './server-path.ts';

const KEY = ['mcp', 'servers'];

/** The servers with their tools; read again when one changes its state or its tools. */
export function useServers() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi<McpServerView[]>('/api/mcp/servers', { signal }),
    refetchOnMount: 'always',
  });
}

export type Action = 'start' | 'stop' | 'restart';

/** Starts, stops or restarts a server; the list has it at once as it is then. */
export function useControl(name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (action: Action) => ({
      action,
      server: await callApi<McpServerView>(serverPath(name, action), { method: 'POST' }),
    }),
    onSuccess: ({ server }) =>
      queries.setQueryData<McpServerView[]>(KEY, (all) =>
        all?.map((one) => (one.name === server.name ? server : one)),
      ),
    // What failed has left it in another state.
    onError: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
