import * as z from 'zod';

export const TOTALS_BY = ['model', 'provider', 'day', 'client', 'session', 'project', 'status'] as const;

const tokens = z.number().nullable();

/** `GET /api/stats`: totals by one key, and how much is stored. Unknown sums are null. */
export const statsSchema = z.object({
  by: z.enum(TOTALS_BY),
  totals: z
    .array(
      z.object({
        key: z.string().nullable().describe('null: those of which it is not known'),
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
    .describe('days the newest first, anything else by how many exchanges it has'),
  more: z.boolean().describe('whether there are more keys than `limit`'),
  stored: z.object({
    exchanges: z.number().int().nonnegative(),
    sessions: z.number().int().nonnegative(),
    blocks: z.number().int().nonnegative(),
    bytes: z.number().nonnegative(),
  }),
});
export type StatsView = z.infer<typeof statsSchema>;
