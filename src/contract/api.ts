import * as z from 'zod';
import { headersSchema } from './captured.ts';
import { COST_SOURCES, detailedTimingsSchema, exchangeSchema } from './exchange.ts';

const ms = z.number().nonnegative().nullable();

/** `GET /health`. `dégradé` where a part of the program itself is down; a provider's trouble is only listed. */
export const healthSchema = z.object({
  status: z.enum(['opérationnel', 'dégradé']),
  message: z.string(),
  version: z.string(),
  uptime_s: z.number().nonnegative(),
  parts: z.object({ storage: z.enum(['ok', 'down']), tokens: z.enum(['ok', 'down']) }),
  down: z.array(z.string()).describe('names of the parts that are down'),
  providers: z.array(
    z.object({
      name: z.string(),
      on: z.boolean(),
      breaker: z.enum(['closed', 'open', 'half-open']),
    }),
  ),
  running: z.number().int().nonnegative().describe('exchanges that run now'),
});
export type HealthView = z.infer<typeof healthSchema>;

/** How a provider has fared lately, by the attempts that were made at it. What did not happen is null. */
export const providerHealthSchema = z.object({
  window_s: z
    .number()
    .nonnegative()
    .describe('seconds looked back on: an hour, less where very much happened'),
  attempts: z.number().int().nonnegative(),
  errors: z
    .number()
    .int()
    .nonnegative()
    .describe('attempts that failed: unreachable, too late, answered 400 or more, or broken off'),
  error_rate: z.number().min(0).max(1).nullable(),
  first_byte_ms: z
    .object({ p50: ms, p95: ms })
    .describe('from the beginning of an attempt to the first byte of its answer'),
  total_ms: z.object({ p50: ms }).describe('to the end of the answer, where it went well'),
  last_error: z
    .object({
      at: z.string(),
      code: z.string(),
      message: z.string(),
      http_status: z.number().int().nullable(),
    })
    .nullable(),
  last_ok_at: z.string().nullable(),
});
export type ProviderHealthView = z.infer<typeof providerHealthSchema>;

const breakerState = z.enum(['closed', 'open', 'half-open']);

/** A provider as it may be shown: never its key. */
export const providerSchema = z.object({
  name: z.string(),
  type: z.string(),
  preset: z.string().nullable(),
  base_url: z.string(),
  auth: z.enum(['key', 'client', 'none']),
  key_set: z.boolean(),
  key_variable: z.string().nullable(),
  on: z.boolean(),
  enabled: z.boolean().describe('false: the configuration says enabled = false'),
  why: z.string().describe('why it is on or off'),
  breaker: breakerState,
  breaker_since: z.string().nullable().describe('when it opened; null while it is closed'),
  breaker_retry_at: z
    .string()
    .nullable()
    .describe('when the next request is let through as a trial; null unless it is open'),
  health: providerHealthSchema,
  models: z.array(z.object({ id: z.string(), window: z.number().int().nullable() })),
});
export type ProviderView = z.infer<typeof providerSchema>;

const rate = z.number().nonnegative().nullable();

/** A model that a client may ask for. */
export const modelSchema = z.object({
  id: z.string(),
  provider: z.string(),
  provider_model: z.string(),
  display: z.string().nullable().describe('a name for people, by the provider; null: its id alone'),
  on: z.boolean().describe('whether its provider is on'),
  origin: z
    .enum(['config', 'preset', 'listed'])
    .describe('who names it: the configuration, the preset, or the list of the provider'),
  window: z.number().int().nullable().describe('tokens the model can take'),
  prices: z
    .object({
      input: rate,
      cache_read: rate,
      cache_write_5m: rate,
      cache_write_1h: rate,
      output: rate,
      reasoning: rate.describe('null: as output'),
      source: z.enum(COST_SOURCES),
    })
    .nullable()
    .describe('US dollars for a million tokens now; null where nobody says; long requests may cost more'),
  vocabulary: z
    .object({
      name: z.string(),
      exact: z
        .boolean()
        .describe('whether it is the model’s own, with a chat template that the provider is known to use'),
      wants: z
        .string()
        .nullable()
        .describe('the model’s own vocabulary where it can be added: `kimi-proxy vocab add`'),
    })
    .describe('what its tokens are counted by'),
});
export type ModelView = z.infer<typeof modelSchema>;

/** A page of exchanges, newest first. `next` goes into `?after=`; null on the last page. */
export const exchangePageSchema = z.object({ items: z.array(exchangeSchema), next: z.string().nullable() });
export type ExchangePage = z.infer<typeof exchangePageSchema>;

/** `GET /api/exchanges/count`: how many a filter finds, of how many there are in the same session or in all. */
export const exchangeCountSchema = z.object({
  count: z.number().int().nonnegative(),
  of: z.number().int().nonnegative(),
});
export type ExchangeCount = z.infer<typeof exchangeCountSchema>;

/** A captured body: its text where it is UTF-8, else base64; null where `capture` kept none. */
export const bodySchema = z
  .object({
    bytes: z.number().int().nonnegative(),
    encoding: z.enum(['utf8', 'base64']),
    content: z.string(),
    content_type: z.string().nullable(),
  })
  .nullable();
export type BodyView = z.infer<typeof bodySchema>;

/** One exchange, whole. */
export const exchangeDetailSchema = exchangeSchema.extend({
  timings: detailedTimingsSchema,
  headers: headersSchema.nullable().describe('null where `capture` kept none'),
  request: bodySchema.optional().describe('absent with `bodies=none`'),
  answer: bodySchema.optional().describe('absent with `bodies=none`'),
});
export type ExchangeDetail = z.infer<typeof exchangeDetailSchema>;
