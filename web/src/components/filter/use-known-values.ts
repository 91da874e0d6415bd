import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { callApi } from '../../data/api.ts';
import type { KnownValues } from './suggest.ts';

const FIELDS = ['model', 'provider', 'client', 'project'] as const;
/** Values offered of each field, the most frequent first. */
const MOST = 100;
/** They are read again when they are this old (ms) and somebody begins to write. */
const FRESH_MS = 60_000;

/** What is recorded of fields whose values only the record knows; read when it is first needed. */
export function useKnownValues(needed: boolean): KnownValues {
  const read = useQueries({
    queries: FIELDS.map((by) => ({
      queryKey: ['values', by],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callApi<StatsView>('/api/stats', { query: { by, limit: MOST }, signal }),
      enabled: needed,
      staleTime: FRESH_MS,
    })),
    combine: (results) => results.map(({ data }) => data),
  });
  return useMemo(
    () =>
      Object.fromEntries(
        FIELDS.map((field, at) => [
          field,
          (read[at]?.totals ?? []).flatMap(({ key }) => (key === null ? [] : [key])),
        ]),
      ),
    [read],
  );
}
