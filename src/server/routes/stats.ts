import * as z from 'zod';
import { type StatsView, statsSchema, TOTALS_BY } from '../../contract/index.ts';
import type { TotalsRow } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { limit, queryOf, wholeNumber } from './input.ts';

/** Keys of an answer, unless more or fewer are asked for. */
const KEYS = 500;
const MOST_KEYS = 5000;

const time = z.iso
  .datetime({ offset: true, error: 'must be a time, such as 2026-11-22T10:12:01Z' })
  .transform((text) => Date.parse(text))
  .optional();

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
  from: time,
  to: time,
  session_id: wholeNumber.optional(),
  tz: z
    .string()
    .min(1)
    .max(64)
    .refine(isZone, 'must be a time zone, such as Europe/Paris')
    .optional()
    .describe('whose days they are: an IANA time zone; UTC by default'),
  limit: limit(KEYS, MOST_KEYS),
}).refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
  path: ['to'],
  message: 'must not be before from',
});

function rowOf({ cacheRead, cacheWrite, costUsd, ...row }: TotalsRow): StatsView['totals'][number] {
  return { ...row, cache_read: cacheRead, cache_write: cacheWrite, cost_usd: costUsd };
}

export function statsRoutes({ store }: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/stats',
      summary: 'Totals by model, provider, day, client, session, project or status',
      query: statsQuery,
      answers: { 200: statsSchema },
      reads: true,
      async handle({ query }) {
        const { by, from = null, to = null, session_id: sessionId, tz: zone } = query;
        const range = {
          from,
          to,
          limit: query.limit + 1,
          ...(sessionId === undefined ? {} : { sessionId }),
          ...(zone === undefined ? {} : { zone }),
        };
        const [totals, stored] = await Promise.all([store.totals(by, range), store.stats()]);
        return {
          by,
          totals: totals.slice(0, query.limit).map(rowOf),
          more: totals.length > query.limit,
          stored,
        };
      },
    }),
  ];
}
