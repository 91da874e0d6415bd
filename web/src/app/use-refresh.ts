import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { SequencedEvent } from '../../../src/contract/events.ts';
import { useBatches, useLiveStore } from '../data/live/index.ts';

/** What was read under these keys may be another after such an event; what moves with every turn is named by its reader. */
const TOUCHED: Partial<Record<SequencedEvent['type'], string[]>> = {
  session: ['sessions'],
  mcp: ['mcp'],
  config: ['config'],
  alert: ['alerts'],
};
/** At most one reading in this time (ms) for all events of a kind. */
const REST_MS = 1000;

function isDeletion(event: SequencedEvent): boolean {
  return event.type === 'session' && event.change === 'deleted';
}

/** A call that ended is a row that its list puts in front by itself, and one that waits is read by who shows it. */
function touchedBy(event: SequencedEvent): string[] {
  if (event.type === 'mcp' && (event.change === 'call' || event.change === 'confirmation')) return [];
  // Its exchanges are gone from every list, too.
  if (isDeletion(event)) return ['sessions', 'exchanges', 'count'];
  return TOUCHED[event.type] ?? [];
}

/** Reads again, in the background, what events say has changed; and everything after a gap that could not be filled. */
export function useRefresh(): void {
  const queries = useQueryClient();
  const live = useLiveStore();
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const timers = waiting.current;
    return () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    };
  }, []);
  useBatches(({ restarted, events }) => {
    if (restarted) void queries.invalidateQueries();
    // Thresholds may be others now, or another session is the current one: both come with a snapshot.
    if (events.some((event) => event.type === 'config' || isDeletion(event))) live.reconnect();
    for (const key of new Set(events.flatMap(touchedBy))) {
      if (waiting.current.has(key)) continue;
      const timer = setTimeout(() => {
        waiting.current.delete(key);
        void queries.invalidateQueries({ queryKey: [key] });
      }, REST_MS);
      waiting.current.set(key, timer);
    }
  });
}
