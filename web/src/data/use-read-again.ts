import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useBatches } from './live/index.ts';

/** Reads what stands under a key again when exchanges of the session have begun or ended, at most once in `restMs`. */
export function useReadAgain(sessionId: number | null, key: readonly unknown[], restMs: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useBatches(({ events }) => {
    const moved = events.some(
      (event) =>
        event.type === 'exchange' &&
        (event.phase === 'finished' || event.phase === 'started') &&
        event.exchange.session_id === sessionId,
    );
    if (!moved) return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: key });
    }, restMs);
  });
}
