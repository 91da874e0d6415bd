import * as z from 'zod';
import { EXCHANGE_KINDS, EXCHANGE_STATUSES, TOKEN_SOURCES } from './names.ts';

const count = z.number().int().nonnegative().nullable();
const share = z.number().nonnegative().nullable();

const growthRange = z
  .object({ low: z.number().nonnegative(), high: z.number().nonnegative() })
  .describe('tokens: a quarter of its turns grow by less than the one, a quarter by more than the other');

/** When an agent's window will be full, if its conversation goes on as it did. What cannot be said is null. */
export const forecastSchema = z.object({
  turns_left: z
    .object({
      low: z.number().int().nonnegative().describe('where turns are quick to fill the window'),
      mid: z.number().int().nonnegative(),
      high: z.number().int().nonnegative().describe('where turns are slow to fill it'),
    })
    .nullable(),
  seconds_left: z.number().nonnegative().nullable().describe('of work, pauses left out'),
  full_at: z.string().nullable().describe('ISO 8601; null where the agent is at rest for over half an hour'),
  growth_per_turn: count.describe('tokens'),
  growth_range: growthRange.nullable(),
  context: count,
  window: count,
  based_on: z.number().int().nonnegative().describe('turns that grew'),
  likely_compaction_at: share.describe('context use at which the client has compacted so far'),
  turns_to_compaction: count,
});
export type Forecast = z.infer<typeof forecastSchema>;

/** What the live gauge tells of a forecast. */
export type ShortForecast = {
  turns_left: number;
  seconds_left: number | null;
  growth_per_turn: number | null;
  growth_range: Forecast['growth_range'];
};

/** A turn of a session's timeline. Unknown is null. */
export const timelineTurnSchema = z.object({
  exchange_id: z.string(),
  agent_id: z.string().nullable(),
  started_at: z.string(),
  status: z.enum(EXCHANGE_STATUSES),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  provider_model: z.string().nullable(),
  context: count,
  window: count,
  context_use: share,
  source: z.enum(TOKEN_SOURCES).nullable(),
  error: share.describe('how far off a calibrated figure typically is'),
  input: count,
  cache_read: count,
  cache_write: count,
  output: count,
  reasoning: count,
  cost_usd: share,
  growth: z
    .number()
    .int()
    .nullable()
    .describe(
      'tokens more than the turn of the same agent before; null for its first, and for one that failed',
    ),
  cache_hit_rate: share.describe('input tokens read from the cache ÷ input tokens'),
  cache_broke: z
    .boolean()
    .nullable()
    .describe(
      'whether the provider read clearly less from its cache than it had there; null where it does not say',
    ),
  compacted: z.boolean().describe('whether the conversation was compacted since the turn before'),
  tools: z
    .array(z.string())
    .describe('names of the tools that its answer called, each once, at most 20; empty until it has ended'),
});
export type TimelineTurn = z.infer<typeof timelineTurnSchema>;

/** What happened between turns: a compaction, a title, a side question. */
export const timelineMarkSchema = z.object({
  exchange_id: z.string(),
  agent_id: z.string().nullable(),
  kind: z.enum(EXCHANGE_KINDS),
  started_at: z.string(),
  status: z.enum(EXCHANGE_STATUSES),
  context: count,
  output: count,
  cost_usd: share,
});
export type TimelineMark = z.infer<typeof timelineMarkSchema>;

/** An agent of a session. `parent` is the `id` of another, where the client says whose helper it is. */
export const timelineAgentSchema = z.object({
  id: z.string(),
  key: z.string().describe('what it is told apart by'),
  parent: z.string().nullable(),
  main: z.boolean().describe('whether it is the one that a person talks with'),
  created_at: z.string(),
  turns: z.number().int().nonnegative(),
  last_turn_at: z.string().nullable(),
  context: count.describe('of its last turn'),
  window: count,
  context_use: share,
});
export type TimelineAgent = z.infer<typeof timelineAgentSchema>;

/** `GET /api/sessions/{id}/timeline`: a page of turns and of what happened between them, oldest first. */
export const timelineSchema = z.object({
  turns: z.array(timelineTurnSchema),
  marks: z.array(timelineMarkSchema),
  next: z.string().nullable().describe('goes into `?after=`; null on the last page'),
  agents: z.array(timelineAgentSchema).describe('oldest first; of very many, those with the newest turns'),
  forecast: forecastSchema.describe('of the agent that was asked for, else of the main one'),
});
export type Timeline = z.infer<typeof timelineSchema>;

/** A threshold of context use was crossed upwards by a turn. */
export const alertSchema = z.object({
  code: z.literal('context_threshold'),
  level: z.enum(['notice', 'warning', 'critical']),
  threshold: z.number().positive(),
  session_id: z.number().int(),
  agent_id: z.string().nullable(),
  exchange_id: z.string(),
  model: z.string().nullable(),
  context: count,
  window: count,
  context_use: z.number().nonnegative(),
  turns_left: count.describe('by the forecast of that moment; null where it had none'),
});
export type Alert = z.infer<typeof alertSchema>;

/** `GET /api/alerts`: newest first. */
export const alertListSchema = z.object({
  items: z.array(alertSchema.extend({ at: z.string().describe('when the turn ended, else when it began') })),
});
export type AlertList = z.infer<typeof alertListSchema>;
