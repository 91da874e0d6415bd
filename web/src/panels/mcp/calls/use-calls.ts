import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { McpCallPage, McpCallView } from '../../../../../src/contract/mcp.ts';
import { callApi } from '../../../data/api.ts';
import { useBatches } from '../../../data/live/index.ts';
import { type CallFilter, mergeCalls } from './merge-calls.ts';

const PAGE = 50;
/** Calls that are kept from events; beyond them the first page is read anew. */
const MOST_LIVE = 500;

/** Calls that ended: read by pages, and live from then on, without reading them again. */
export function useCalls(filter: CallFilter) {
  const queries = useQueryClient();
  const { server, tool, outcome } = filter;
  // Not under "mcp": what changes a server is no reason to read its calls again.
  const queryKey = ['calls', server, tool, outcome];
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      callApi<McpCallPage>('/api/mcp/calls', {
        query: { limit: PAGE, server, tool, outcome, after: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnMount: 'always',
  });
  const [live, setLive] = useState<readonly McpCallView[]>([]);
  useBatches(({ restarted, events }) => {
    const calls = events.flatMap((event) =>
      event.type === 'mcp' && event.change === 'call' ? [event.call] : [],
    );
    if (restarted || live.length + calls.length > MOST_LIVE) {
      setLive([]);
      queries.setQueryData<InfiniteData<McpCallPage, string | null>>(
        queryKey,
        (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
      );
      void queries.invalidateQueries({ queryKey });
    } else if (calls.length > 0) {
      setLive((before) => [...before, ...calls]);
    }
  });
  const read = useMemo(() => (pages.data?.pages ?? []).flatMap(({ items }) => items), [pages.data]);
  const whole = !pages.hasNextPage;
  const calls = useMemo(
    () => mergeCalls(read, live, { server, tool, outcome }, whole),
    [read, live, server, tool, outcome, whole],
  );
  return { calls, pages };
}
