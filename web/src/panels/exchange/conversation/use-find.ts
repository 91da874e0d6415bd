import { useInfiniteQuery } from '@tanstack/react-query';
import type { Found } from '../../../../../src/contract/conversation.ts';
import { useParam } from '../../../app/location.ts';
import { callApi } from '../../../data/api.ts';

export type Match = Found['items'][number];

export interface Finding {
  /** What is looked for; empty: nothing. */
  text: string;
  /** Number of the match that is shown, from 0. */
  at: number;
  match: Match | null;
  /** How many there are, of what was looked through; null while it is not known. */
  count: number | null;
  complete: boolean;
  loading: boolean;
  error: unknown;
  look(text: string): void;
  step(by: 1 | -1): void;
}

/** Finds a text in all of an exchange, on the server; what is looked for and which match is shown are in the address. */
export function useFind(id: string): Finding {
  const [text, setText] = useParam('find');
  const [hit, setHit] = useParam('hit');
  const found = useInfiniteQuery({
    queryKey: ['exchange', id, 'find', text],
    queryFn: ({ pageParam, signal }) =>
      callApi<Found>(`/api/exchanges/${encodeURIComponent(id)}/find`, {
        query: { text, from: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: text !== null,
  });
  const pages = found.data?.pages ?? [];
  const items = pages.flatMap(({ items: some }) => some);
  const first = pages[0];
  const last = pages.at(-1);
  const count = first === undefined ? null : Math.max(first.count, items.length);
  const at = Math.min(Math.max(0, Number(hit ?? 0) || 0), Math.max(0, items.length - 1));
  const step = (by: 1 | -1): void => {
    if (items.length === 0) return;
    const next = at + by;
    if (next >= items.length && found.hasNextPage) {
      void found.fetchNextPage().then(() => setHit(String(next), { replace: true }));
    } else {
      setHit(String((next + items.length) % items.length), { replace: true });
    }
  };
  return {
    text: text ?? '',
    at,
    match: text === null ? null : (items[at] ?? null),
    count: text === null ? null : count,
    complete: last?.complete ?? true,
    loading: text !== null && found.isFetching,
    error: text === null ? null : found.error,
    look: (next) => {
      setHit(null, { replace: true });
      setText(next === '' ? null : next, { replace: true });
    },
    step,
  };
}
