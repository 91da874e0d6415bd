import * as z from 'zod';
import { headersSchema } from './captured.ts';
import { detailedTimingsSchema, exchangeSchema } from './exchange.ts';

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
  why: z.string().describe('why it is on or off'),
  breaker: z.enum(['closed', 'open', 'half-open']),
  models: z.array(z.object({ id: z.string(), window: z.number().int().nullable() })),
});
export type ProviderView = z.infer<typeof providerSchema>;

/** A model that a client may ask for. */
export const modelSchema = z.object({
  id: z.string(),
  provider: z.string(),
  provider_model: z.string(),
  window: z.number().int().nullable().describe('tokens the model can take'),
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
