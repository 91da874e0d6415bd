import * as z from 'zod';

/** What totals are told apart by a second time. */
export const TOTALS_SPLIT = ['model', 'provider', 'client', 'session', 'project', 'status'] as const;
export const TOTALS_BY = [
  'all',
  'model',
  'provider',
  'day',
  'hour',
  'client',
  'session',
  'project',
  'status',
] as const;

const tokens = z.number().nullable();

/** `GET /api/stats`: totals by one key or by two, or of everything, and how much is stored. Unknown sums are null. */
export const statsSchema = z.object({
  by: z.enum(TOTALS_BY),
  split: z.enum(TOTALS_SPLIT).nullable(),
  totals: z
    .array(
      z.object({
        key: z
          .string()
          .nullable()
          .describe(
            'a day is 2026-11-22, an hour 2026-11-22T14:00; null: those of which it is not known, and all of them where `by` is `all`',
          ),
        split: z
          .string()
          .nullable()
          .describe('the second key; null where there is none, or where it is not known'),
        exchanges: z.number().int().nonnegative(),
        input: tokens.describe('cached tokens included'),
        output: tokens.describe('reasoning included'),
        cache_read: tokens,
        cache_write: tokens,
        reasoning: tokens,
        cost_usd: z.number().nullable(),
        unpriced: z
          .number()
          .int()
          .nonnegative()
          .describe('exchanges that used tokens and whose cost is unknown: the sum is without them'),
        errors: z.number().int().nonnegative().describe('that failed or were cut'),
      }),
    )
    .describe('days and hours the newest first, anything else by how many exchanges it has'),
  more: z.boolean().describe('whether there are more than `limit`'),
  stored: z.object({
    exchanges: z.number().int().nonnegative(),
    sessions: z.number().int().nonnegative(),
    blocks: z.number().int().nonnegative(),
    bytes: z.number().nonnegative(),
  }),
});
export type StatsView = z.infer<typeof statsSchema>;
