import * as z from 'zod';
import { COST_SOURCES } from './exchange.ts';

/**
 * What was taken for granted where exchanges are priced as another model's. `same_tokens`: that it counts as the other one
 * did. `same_cache`: that what was read from the cache and written to it would have been there, too. `reads_as_input`: it
 * has no price for what a cache gives back, so that this is ordinary input; `writes_as_input`: nor for what is written.
 * `writes_unknown`: it bills writes, and of some exchanges nobody knows what was written.
 */
export const ASSUMPTIONS = [
  'same_tokens',
  'same_cache',
  'reads_as_input',
  'writes_as_input',
  'writes_unknown',
] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

const usd = z.number();
const count = z.number().int().nonnegative();
const rate = z.number().nonnegative().nullable();

/** `GET /api/sessions/{id}/what-if`: what a session would have cost on other models, the cheapest first. US dollars. */
export const whatIfSchema = z.object({
  session_id: z.number().int(),
  exchanges: count.describe('those that used tokens'),
  actual: z.object({
    usd: usd.nullable(),
    unpriced: count.describe('those whose cost is unknown: the sum is without them'),
  }),
  models: z.array(
    z.object({
      model: z.string().describe('as it was asked for'),
      provider: z.string(),
      provider_model: z.string(),
      window: count.nullable().describe('tokens the model can take'),
      source: z.enum(COST_SOURCES).nullable().describe('who knows its price; null: nobody'),
      rates: z
        .object({
          input: rate,
          cache_read: rate,
          cache_write_5m: rate,
          cache_write_1h: rate,
          output: rate,
          reasoning: rate.describe('null: as output'),
        })
        .nullable()
        .describe('for a million tokens, when the last exchange began; a long request may have others'),
      usd: usd.nullable(),
      parts: z
        .object({
          input: usd,
          cache_read: usd,
          cache_write_5m: usd,
          cache_write_1h: usd,
          output: usd,
          reasoning: usd,
        })
        .nullable(),
      unpriced: count.describe('exchanges that the sum is without: their usage is unknown, or a rate'),
      beyond_window: count.describe('exchanges whose input is longer than the model can take'),
      difference: z
        .object({
          usd: usd.describe('what it would have cost more; negative: less'),
          exchanges: count.describe('those of which both costs are known'),
        })
        .nullable(),
      assumed: z.array(z.enum(ASSUMPTIONS)),
    }),
  ),
});
export type WhatIfView = z.infer<typeof whatIfSchema>;

/** `GET /api/what-if`: the same over a range of time, of every session. */
export const whatIfRangeSchema = whatIfSchema.omit({ session_id: true }).extend({
  from: z.string().nullable().describe('ISO 8601; null: from the first'),
  to: z.string().nullable().describe('ISO 8601, not included; null: to now'),
});
export type WhatIfRangeView = z.infer<typeof whatIfRangeSchema>;
