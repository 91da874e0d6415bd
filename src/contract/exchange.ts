import * as z from 'zod';
import { EXCHANGE_KINDS, EXCHANGE_STATUSES, PROTOCOLS, TOKEN_SOURCES } from './names.ts';

const count = z.number().int().nonnegative().nullable();
const ms = z.number().nonnegative().nullable();

/** Token figures of an exchange. What is unknown is null, never 0. */
export const exchangeTokensSchema = z.object({
  context: count.describe('tokens of the context that was sent'),
  window: count.describe('how many tokens the model can take'),
  context_use: z
    .number()
    .nonnegative()
    .nullable()
    .describe('context ÷ window, 0 to 1 (over 1 where it overflows)'),
  input: count.describe('input tokens, cached ones included'),
  cache_read: count,
  cache_write: count,
  output: count,
  reasoning: count.describe('part of output'),
  source: z.enum(TOKEN_SOURCES).nullable(),
  error: z
    .number()
    .nonnegative()
    .nullable()
    .describe('how far off a calibrated figure typically is, as a share of it; null for any other'),
  answer_limit: count
    .optional()
    .describe('tokens that the request lets the answer have; null or absent where it does not say'),
});
export type ExchangeTokens = z.infer<typeof exchangeTokensSchema>;

/** What the provider reported, normalised: input includes cached tokens, output includes reasoning. */
export const usageSchema = z.object({
  input: count,
  cache_read: count,
  cache_write: count,
  cache_write_1h: count.optional().describe('part of cache_write: what was written to last an hour'),
  output: count,
  reasoning: count,
  total: count,
  cost_usd: z.number().nonnegative().nullable().optional().describe('what the provider says that it costs'),
});
export type Usage = z.infer<typeof usageSchema>;

export const COST_SOURCES = ['provider', 'config', 'genai-prices', 'table', 'local'] as const;
/**
 * Who knows the price: the provider's own answer, `[models]`, `@pydantic/genai-prices`, our generated table, or nobody
 * needs to: what runs on one's own machine costs nothing.
 */
export type CostSource = (typeof COST_SOURCES)[number];

const usd = z.number().nonnegative().nullable();

/** What an exchange cost, in US dollars. The parts add up to `usd`, where they are known; what is unknown is null. */
export const costSchema = z.object({
  usd,
  input: usd.describe('input that was neither read from the cache nor written to it'),
  cache_read: usd,
  cache_write_5m: usd.describe('written to last five minutes, or as long as the provider likes'),
  cache_write_1h: usd,
  output: usd.describe('without reasoning'),
  reasoning: usd,
  source: z.enum(COST_SOURCES).nullable(),
});
export type Cost = z.infer<typeof costSchema>;

export const exchangeTimingsSchema = z.object({
  first_byte_ms: ms.describe('from the request received to the first byte of an upstream relayed'),
  total_ms: ms,
  proxy_ms: ms.describe('from the request received whole to the first attempt sent'),
  longest_silence_ms: ms,
});
export type ExchangeTimings = z.infer<typeof exchangeTimingsSchema>;

const SILENT = ['provider', 'client', 'proxy'] as const;

/** A time in which nothing went to the client. */
export const silenceSchema = z.object({
  at_ms: z.number().int().nonnegative().describe('from the beginning of the exchange'),
  ms: z.number().int().positive(),
  who: z
    .enum(SILENT)
    .describe(
      'who was silent: the provider sent nothing, the client took nothing, or the proxy waited or worked',
    ),
});
export type Silence = z.infer<typeof silenceSchema>;

/** Timings with the silences; those of a list have none. */
export const detailedTimingsSchema = exchangeTimingsSchema.extend({
  silences: z
    .array(silenceSchema)
    .nullable()
    .describe('longer than a second, the 50 longest, in their order; null where not known'),
});

export const attemptSchema = z.object({
  provider: z.string(),
  model: z.string().nullable(),
  started_at: z.string(),
  total_ms: ms,
  connect_ms: ms
    .optional()
    .describe('until a connection was there and the request went out; null or absent where not known'),
  first_byte_ms: ms
    .optional()
    .describe('until the first byte of the answer’s body; null or absent where none came, or not known'),
  http_status: z.number().int().nullable(),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('why this attempt failed, and so why the next one was made'),
  next: z
    .string()
    .nullable()
    .describe('what was done about it: "retry in 512 ms", "fallback to kimi/k2", or null'),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const warningSchema = z.object({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

/** How the route was decided. `rule` names the step of the routing order. */
export const routeDecisionSchema = z.object({
  rule: z.enum(['models', 'provider/model', 'auto', 'listed', 'family', 'only-provider', 'header']),
  detail: z.string(),
});
export type RouteDecision = z.infer<typeof routeDecisionSchema>;

export const exchangeErrorSchema = z.object({ code: z.string(), message: z.string() });

/** One client request and everything that became of it. */
export const exchangeSchema = z.object({
  id: z.string(),
  session_id: z.number().int().nullable(),
  agent_id: z.string().nullable(),
  kind: z.enum(EXCHANGE_KINDS),
  started_at: z.string().describe('ISO 8601, UTC, milliseconds'),
  status: z.enum(EXCHANGE_STATUSES),
  http_status: z.number().int().nullable(),
  protocol: z.enum(PROTOCOLS).nullable(),
  path: z.string(),
  client: z.object({ name: z.string().nullable(), version: z.string().nullable() }),
  model: z.string().nullable().describe('what the client asked for'),
  provider: z.string().nullable(),
  provider_model: z.string().nullable(),
  route: routeDecisionSchema.nullable(),
  streamed: z.boolean(),
  tokens: exchangeTokensSchema,
  usage: usageSchema.nullable(),
  cost: costSchema,
  timings: exchangeTimingsSchema,
  attempts: z.array(attemptSchema),
  warnings: z.array(warningSchema),
  error: exchangeErrorSchema.nullable(),
  tools: z
    .array(z.string())
    .describe('names of the tools that its answer called, each once, at most 20; empty until it has ended'),
});
export type ExchangeView = z.infer<typeof exchangeSchema>;

/** An exchange in a download, with what else a table of them is asked for. */
export const exportedExchangeSchema = exchangeSchema.extend({
  memory_tokens: count.describe("tokens of the context that are a memory's"),
  project: z.string().nullable().describe('the folder that its session is about'),
});
export type ExportedExchange = z.infer<typeof exportedExchangeSchema>;
