import * as z from 'zod';

/** A run of exchanges that belong together. */
export const sessionSchema = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  is_active: z
    .boolean()
    .describe('true for the current session: the pinned one, else the one with the newest turn'),
  is_pinned: z.boolean(),
  created_at: z.string(),
  last_turn_at: z.string().nullable(),
  exchanges: z.number().int().nonnegative(),
  project: z
    .string()
    .nullable()
    .describe('the folder that it is about, as its tool names it, or what was named by hand'),
});
export type SessionView = z.infer<typeof sessionSchema>;

export const newSessionSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  provider: z.string().min(1).max(100).nullish(),
  model: z.string().min(1).max(300).nullish(),
});
export type NewSession = z.infer<typeof newSessionSchema>;

export const sessionPatchSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    provider: z.string().min(1).max(100).nullable().optional(),
    model: z.string().min(1).max(300).nullable().optional(),
    project: z.string().trim().min(1).max(500).nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one of: name, provider, model, project');
export type SessionPatch = z.infer<typeof sessionPatchSchema>;

/** One exchange of a session, as `/api/sessions/{id}/memory` tells it. Unknown is null. */
export const memoryPointSchema = z.object({
  exchange_id: z.string(),
  started_at: z.string(),
  prompt_tokens: z.number().int().nullable(),
  memory_tokens: z.number().int().nullable(),
  chat_tokens: z.number().int().nullable(),
  memory_ratio: z.number().nullable(),
  context_use: z.number().nullable(),
});
export type MemoryPoint = z.infer<typeof memoryPointSchema>;
