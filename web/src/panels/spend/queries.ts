import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ModelView } from '../../../../src/contract/api.ts';
import type { SequencedEvent } from '../../../../src/contract/events.ts';
import type { SessionView } from '../../../../src/contract/session.ts';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { callApi, type Query } from '../../data/api.ts';
import { useBatches } from '../../data/live/index.ts';
import type { By } from './drill.ts';
import { type Range, unitOf } from './range.ts';

function namesOf(sessions: readonly SessionView[]): ReadonlyMap<string, string> {
  return new Map(sessions.map(({ id, name }) => [String(id), name]));
}

/** What the panel is about: a range of time, and a filter that can be read. */
export interface Subject {
  range: Range;
  q: string;
}

export type SplitBy = 'model' | 'provider' | 'client' | 'project';

/** Figures are read again at most this often (ms), however many exchanges end. */
const REST_MS = 5000;
/** Rows by time and a second key at most: what the API gives at once. */
const MOST_BARS = 5000;
/** Rows of the table at most. */
export const MOST_ROWS = 500;

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function useStats({ range: { from, to }, q }: Subject, query: Query, enabled = true) {
  const asked = { from, to, q, ...query };
  return useQuery({
    queryKey: ['spend', asked],
    queryFn: ({ signal }) => callApi<StatsView>('/api/stats', { query: asked, signal }),
    refetchOnMount: 'always',
    enabled,
    placeholderData: (before) => before,
  });
}

/** Everything of the range in one row. */
export function useSum(subject: Subject) {
  return useStats(subject, { by: 'all' });
}

/** By hour or day, and by a second key. */
export function useOverTime(subject: Subject, split: SplitBy) {
  return useStats(subject, { by: unitOf(subject.range), split, tz: ZONE, limit: MOST_BARS });
}

function byKey(by: By): Query {
  return { by, tz: ZONE, limit: MOST_ROWS };
}

/** By one key. */
export function useTotals(subject: Subject, by: By) {
  return useStats(subject, byKey(by));
}

/** An exchange ended, or a session with exchanges went away or came back. */
function changesFigures(event: SequencedEvent): boolean {
  if (event.type === 'exchange') return event.phase === 'finished';
  if (event.type !== 'session') return false;
  const back = event.change === 'created' && 'exchanges' in event.session && event.session.exchanges > 0;
  return back || event.change === 'deleted';
}

/** Reads the figures again after exchanges have ended: at once after a rest, else when the rest is over. */
export function useFreshFigures(live: boolean): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useBatches(({ events }) => {
    if (!live || timer.current !== null || !events.some(changesFigures)) return;
    timer.current = setTimeout(
      () => {
        timer.current = null;
        readAt.current = performance.now();
        void queries.invalidateQueries({ queryKey: ['spend'] });
      },
      Math.max(0, readAt.current + REST_MS - performance.now()),
    );
  });
}

/** Names of the newest sessions by their ids, as the totals have them. */
export function useSessionNames(wanted: boolean): ReadonlyMap<string, string> | null {
  const sessions = useQuery({
    queryKey: ['spend', 'sessions'],
    queryFn: ({ signal }) => callApi<SessionView[]>('/api/sessions', { query: { limit: MOST_ROWS }, signal }),
    select: namesOf,
    enabled: wanted,
  });
  return sessions.data ?? null;
}

/** Models by all the names that they have, and providers, that run on one's own machine. */
export interface Local {
  models: ReadonlySet<string>;
  providers: ReadonlySet<string>;
}

/** A name is local where every model that has it is. */
export function localOf(
  models: readonly Pick<ModelView, 'id' | 'provider' | 'provider_model' | 'prices'>[],
): Local {
  const found = { models: new Map<string, boolean>(), providers: new Map<string, boolean>() };
  const note = (map: Map<string, boolean>, name: string, local: boolean): void => {
    map.set(name, (map.get(name) ?? true) && local);
  };
  for (const { id, provider, provider_model: own, prices } of models) {
    const local = prices?.source === 'local';
    for (const name of new Set([id, own])) note(found.models, name, local);
    note(found.providers, provider, local);
  }
  const those = (map: Map<string, boolean>) => new Set([...map].flatMap(([name, is]) => (is ? [name] : [])));
  return { models: those(found.models), providers: those(found.providers) };
}

/** Read only where something cost nothing. */
export function useLocal(wanted: boolean): Local | null {
  const models = useQuery({
    queryKey: ['config', 'models', 'off'],
    queryFn: ({ signal }) => callApi<ModelView[]>('/api/models', { query: { off: true }, signal }),
    select: localOf,
    enabled: wanted,
  });
  return models.data ?? null;
}

/** Whether all of the range ran on one's own machine; asked only where it cost nothing. */
export function useOnlyLocal(subject: Subject, wanted: boolean): boolean {
  const local = useLocal(wanted);
  const used = useStats(subject, byKey('model'), wanted).data?.totals;
  if (!wanted || local === null || used === undefined) return false;
  return used.every(({ key, input }) => input === null || (key !== null && local.models.has(key)));
}
