import * as z from 'zod';
import { type StatsView, statsSchema, TOTALS_BY, TOTALS_SPLIT } from '../../contract/index.ts';
import type { TotalsRow } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { filterText, matchingOf } from '../filter-query.ts';
import { type Route, route } from '../route.ts';
import { BACKWARDS, isForwards, limit, queryOf, time, wholeNumber } from './input.ts';

/** Keys of an answer, unless more or fewer are asked for. */
const KEYS = 500;
const MOST_KEYS = 5000;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const statsQuery = queryOf({
  by: z.enum(TOTALS_BY).default('model'),
  split: z.enum(TOTALS_SPLIT).optional().describe('a second key'),
  q: filterText,
  from: time,
  to: time,
  session_id: wholeNumber.optional(),
  tz: z
    .string()
    .min(1)
    .max(64)
    .refine(isZone, 'must be a time zone, such as Europe/Paris')
    .optional()
    .describe('whose days and hours they are: an IANA time zone; UTC by default'),
  limit: limit(KEYS, MOST_KEYS),
})
  .refine(isForwards, BACKWARDS)
  .refine(({ by, split }) => by !== split, { path: ['split'], message: 'must not be the same as by' });

function rowOf({ cacheRead, cacheWrite, costUsd, ...row }: TotalsRow): StatsView['totals'][number] {
  return { ...row, cache_read: cacheRead, cache_write: cacheWrite, cost_usd: costUsd };
}

export function statsRoutes({ clock, store }: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/stats',
      summary:
        'Totals by model, provider, day, hour, client, session, project or status, by two of them, or of everything',
      query: statsQuery,
      answers: { 200: statsSchema },
      reads: true,
      async handle({ query }) {
        const { by, split, from = null, to = null, session_id: sessionId, tz: zone } = query;
        const range = {
          from,
          to,
          limit: query.limit + 1,
          ...(sessionId === undefined ? {} : { sessionId }),
          ...(zone === undefined ? {} : { zone }),
          ...(split === undefined ? {} : { split }),
          ...matchingOf(query.q, clock.now()),
        };
        const [totals, stored] = await Promise.all([store.totals(by, range), store.stats()]);
        return {
          by,
          split: split ?? null,
          totals: totals.slice(0, query.limit).map(rowOf),
          more: totals.length > query.limit,
          stored,
        };
      },
    }),
  ];
}
