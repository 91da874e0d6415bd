import { useMemo, useRef } from 'react';
import { type FilterSession, matchesFilter, parseFilter } from '../../../../src/contract/filter/index.ts';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { useSessions } from '../../data/queries.ts';

/** Whether a row that came over `/ws` is one that a filter finds: the same as the server's answer. */
export function useMatches(q: string): (row: ExchangeRow) => boolean {
  const sessions = useSessions();
  const named = useRef(new Map<number, FilterSession>());
  named.current = useMemo(
    () => new Map((sessions.data ?? []).map(({ id, name, project }) => [id, { name, project }])),
    [sessions.data],
  );
  return useMemo(() => {
    const { filter } = parseFilter(q);
    if (filter.terms.length === 0) return () => true;
    return (row: ExchangeRow) =>
      matchesFilter(filter, row, Date.now(), (id) => named.current.get(id) ?? null);
  }, [q]);
}
