import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { SessionView } from '../../../../src/contract/session.ts';
import { callApi } from '../../data/api.ts';
import { useBatches } from '../../data/live/index.ts';
import { type SessionPages, withoutSession, withSession } from './session-pages.ts';

/** Sessions a page. */
const PAGE = 200;
/** A session whose turns end is read again at most this often, in ms. */
const REST_MS = 1000;

export const LIST_KEY = ['session-list'];

/** All sessions, the newest first: read by pages, and changed from then on by what events say. */
export function useSessionList() {
  const queries = useQueryClient();
  const change = (with_: (data: SessionPages) => SessionPages): void => {
    queries.setQueryData<SessionPages>(LIST_KEY, (data) => (data === undefined ? data : with_(data)));
  };
  const list = useInfiniteQuery({
    queryKey: LIST_KEY,
    queryFn: ({ pageParam, signal }) =>
      callApi<SessionView[]>('/api/sessions', { query: { limit: PAGE, before: pageParam }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.id ?? null)),
    // Events were not listened to while it was not shown.
    gcTime: 0,
  });
  const moved = useRef(new Set<number>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const readMoved = async (): Promise<void> => {
    timer.current = null;
    const ids = [...moved.current];
    moved.current.clear();
    for (const id of ids) {
      const session = await callApi<SessionView>(`/api/sessions/${id}`).catch(() => null);
      if (session !== null) change((data) => withSession(data, session));
    }
  };
  useBatches(({ restarted, events }) => {
    if (restarted) {
      change(({ pages, pageParams }) => ({ pages: pages.slice(0, 1), pageParams: pageParams.slice(0, 1) }));
    }
    for (const event of events) {
      if (event.type === 'session') {
        const { session } = event;
        change((data) =>
          'name' in session && event.change !== 'deleted'
            ? withSession(data, session)
            : withoutSession(data, session.id),
        );
      } else if (
        event.type === 'exchange' &&
        event.phase === 'finished' &&
        event.exchange.session_id !== null
      ) {
        moved.current.add(event.exchange.session_id);
        timer.current ??= setTimeout(() => void readMoved(), REST_MS);
      }
    }
  });
  return list;
}
