import * as z from 'zod';

export const CACHE_MODES = ['automatic', 'breakpoints', 'none', 'unknown'] as const;
/** `breakpoints`: only what the request marks with `cache_control` is kept. */
export type CacheMode = (typeof CACHE_MODES)[number];

/** How a provider keeps the beginnings of requests. */
export const cacheRuleSchema = z.object({
  id: z.string(),
  known: z.boolean().describe('false: nothing is known of this provider, and this is what most do'),
  mode: z.enum(CACHE_MODES),
  min_tokens: z.number().int().nonnegative().describe('shorter beginnings are not kept'),
  step_tokens: z.number().int().positive().describe('what is read from the cache is a multiple of this'),
  lifetime_s: z
    .object({ least: z.number().int().positive(), most: z.number().int().positive() })
    .nullable()
    .describe(
      'seconds without use: kept that long at least, gone after that long at most; null: nobody says',
    ),
  keys: z
    .array(z.string())
    .describe('members of the request that must be the same, besides tools, system and messages'),
  sources: z.array(z.string()),
});
export type CacheRule = z.infer<typeof cacheRuleSchema>;

export const CACHE_CAUSES = [
  'hit',
  'first',
  'history_edited',
  'compacted',
  'tools_changed',
  'system_changed',
  'parameters_changed',
  'transform',
  'route_changed',
  'expired',
  'no_breakpoint',
  'provider_missed',
  'too_short',
  'not_reported',
  'not_supported',
  'unknown_provider',
  'unknown_context',
] as const;
/** Why as much, or as little, of a request came from the provider's cache. Codes are stable. */
export type CacheCause = (typeof CACHE_CAUSES)[number];

export const CACHE_CHANGES = ['added', 'removed', 'edited', 'moved', 'marks'] as const;
/** What happened to a block; `marks`: only the ids around it changed. */
export type CacheChange = (typeof CACHE_CHANGES)[number];

const tokens = z.number().int().nonnegative().nullable();

/** The first block that is not as it was. */
export const cacheBreakSchema = z.object({
  index: z.number().int().nonnegative().describe('place in the context, from 0: tools, system, messages'),
  change: z.enum(CACHE_CHANGES),
  kind: z.string(),
  role: z.string(),
  tool: z.string().nullable(),
  line: z.number().int().positive().nullable().describe('of the first line that differs, from 1'),
  before: z.string().nullable().describe('that line as it was, shortened; null where there was none'),
  after: z.string().nullable().describe('that line as it is, shortened'),
});
export type CacheBreak = z.infer<typeof cacheBreakSchema>;

/** Tools that were changed, by name; 50 of each at most. */
export const toolChangesSchema = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  edited: z.array(z.string()),
  reordered: z.boolean(),
});
export type ToolChanges = z.infer<typeof toolChangesSchema>;

/** `GET /api/exchanges/{id}/cache`. What is not known is null, never 0. */
export const cacheExplanationSchema = z.object({
  exchange_id: z.string(),
  rule: cacheRuleSchema,
  compared_with: z
    .object({
      exchange_id: z.string(),
      session_id: z.number().int().nullable(),
      provider: z.string().nullable(),
      provider_model: z.string().nullable(),
      age_s: z.number().nonnegative().describe('seconds from its request to this one'),
    })
    .nullable(),
  shared: z
    .object({ blocks: z.number().int().nonnegative(), tokens })
    .describe('the beginning that both have'),
  reported: z.object({ read: tokens, write: tokens }).describe('what the provider says'),
  expected_tokens: tokens.describe('what the cache should have given'),
  broke_at: cacheBreakSchema.nullable(),
  tools: toolChangesSchema.nullable(),
  parameters: z.array(z.string()).describe('members of the request that differ, where they matter'),
  cause: z.enum(CACHE_CAUSES),
  explanation: z.string(),
  lost_tokens: tokens.describe('were in the cache before, are in this request, and were not read from it'),
  lost_usd: z.number().nonnegative().nullable(),
});
export type CacheExplanation = z.infer<typeof cacheExplanationSchema>;
