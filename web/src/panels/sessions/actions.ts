import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { NewSession, SessionPatch, SessionView } from '../../../../src/contract/session.ts';
import { offerUndo } from '../../components/undo/undo-store.ts';
import { callApi } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import { type SessionPages, withoutSession, withSession } from './session-pages.ts';
import { TEXTS } from './texts.ts';
import { LIST_KEY } from './use-session-list.ts';

/** How long the server keeps what was deleted, in ms. */
const UNDO_MS = 10 * 60_000;

/** Takes what the server answered into what was read of sessions. */
function useTake(): (session: SessionView) => void {
  const queries = useQueryClient();
  return (session) => {
    queries.setQueryData<SessionPages>(LIST_KEY, (data) =>
      data === undefined ? data : withSession(data, session),
    );
    void queries.invalidateQueries({ queryKey: ['sessions'] });
  };
}

export function useCreate() {
  const take = useTake();
  return useMutation({
    mutationFn: (body: NewSession) => callApi<SessionView>('/api/sessions', { method: 'POST', body }),
    onSuccess: take,
  });
}

export function useChange(id: number) {
  const take = useTake();
  return useMutation({
    mutationFn: (body: SessionPatch) =>
      callApi<SessionView>(`/api/sessions/${id}`, { method: 'PATCH', body }),
    onSuccess: take,
  });
}

export function useActivate() {
  const take = useTake();
  return useMutation({
    mutationFn: (id: number) => callApi<SessionView>(`/api/sessions/${id}/activate`, { method: 'POST' }),
    onSuccess: take,
  });
}

/** Deletes a session, says so, and offers for ten minutes to bring it back. */
export function useDelete() {
  const queries = useQueryClient();
  const take = useTake();
  const texts = useTexts(TEXTS);
  return useMutation({
    mutationFn: ({ id }: SessionView) => callApi<null>(`/api/sessions/${id}`, { method: 'DELETE' }),
    onSuccess: (_, { id, name }) => {
      queries.setQueryData<SessionPages>(LIST_KEY, (data) =>
        data === undefined ? data : withoutSession(data, id),
      );
      offerUndo({
        key: `session ${id}`,
        text: texts.deleted(name),
        until: Date.now() + UNDO_MS,
        undo: async () => {
          take(await callApi<SessionView>(`/api/sessions/${id}/restore`, { method: 'POST' }));
          // Its exchanges are back in every list and every sum.
          await queries.invalidateQueries();
        },
      });
    },
  });
}
