import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { callApi } from '../../data/api.ts';
import type { KnownValues } from './suggest.ts';

const FIELDS = ['model', 'asked', 'provider', 'client', 'project'] as const;
/** Values offered of a field, the most frequent first. */
const MOST = 100;
/** They are read again when they are this old (ms) and somebody begins to write. */
const FRESH_MS = 60_000;

/** The field whose value is being written before the caret, where its values are known to the record alone. */
export function fieldAt(text: string, caret: number): (typeof FIELDS)[number] | null {
  const name = /(?:^|\s)-?(\w+):[^\s]*$/.exec(text.slice(0, caret))?.[1]?.toLowerCase();
  return FIELDS.find((field) => field === name) ?? null;
}

/** What is recorded of the field that is being written: looked for only then, for it takes the whole record. */
export function useKnownValues(field: (typeof FIELDS)[number] | null): KnownValues {
  const { data } = useQuery({
    queryKey: ['values', field],
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', {
        query: { by: field === 'asked' ? 'model' : field, limit: MOST },
        signal,
      }),
    enabled: field !== null,
    staleTime: FRESH_MS,
  });
  return useMemo(() => {
    if (field === null || data === undefined) return {};
    return { [field]: data.totals.flatMap(({ key }) => (key === null ? [] : [key])) };
  }, [field, data]);
}
