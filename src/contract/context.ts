import * as z from 'zod';

const tokens = z.number().int().nonnegative();
const blocks = z.number().int().nonnegative();
const share = z.number().nonnegative().nullable().describe('of the whole, 0 to 1; null where the whole is 0');
const age = z
  .number()
  .int()
  .nonnegative()
  .nullable()
  .describe('how many turns of the agent ago it came in: 0 is this turn; null where turns are not known');

const CONTEXT_SOURCES = ['exact', 'calibrated', 'estimate'] as const;

const CONTEXT_PARTS = [
  'system',
  'tool_schema',
  'user',
  'assistant',
  'reasoning',
  'tool_call',
  'tool_result',
  'image',
  'memory',
  'other',
  'overhead',
  'unattributed',
] as const;
/**
 * What a part of a context is. `memory` stands in texts of other kinds and is taken out of them; `overhead` is what a
 * chat adds around its blocks; `unattributed` is what the provider counts beyond anything that was sent here.
 */
export type ContextPart = (typeof CONTEXT_PARTS)[number];

const blockSchema = {
  kind: z.string().describe('system, tool_schema, text, image, reasoning, tool_call, tool_result or other'),
  role: z.string(),
  tool: z.string().nullable(),
  position: z.number().int().nonnegative().describe('index among the blocks of the context'),
  message: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('index among the messages of the request; null for tools and system texts before them'),
};

const toolUse = {
  name: z.string().nullable(),
  server: z.string().nullable().describe('the MCP server, as the name says it'),
  tokens,
  share,
  blocks,
};

/** `GET /api/exchanges/{id}/context`: what fills the context. The tokens of `parts` add up to `tokens`. */
export const compositionSchema = z.object({
  exchange_id: z.string(),
  tokens: tokens.describe('the whole: `tokens.context` of the exchange, or our own count where it has none'),
  counted: tokens.describe('our own count of the same, before it is fitted to the whole'),
  vocabulary: z.string().describe('the vocabulary that blocks are counted in'),
  source: z
    .enum(CONTEXT_SOURCES)
    .describe(
      'of the parts: exact; calibrated, where they are fitted to what the provider counted; or estimate',
    ),
  estimated_blocks: blocks.describe('blocks that nobody counted: guessed from their size'),
  blocks,
  turns: z.object({
    before: z.number().int().nonnegative().describe('turns of the agent before this one that were looked at'),
    complete: z.boolean().describe('false where there are more: what is older has the age of the last one'),
  }),
  parts: z.array(
    z.object({
      part: z.enum(CONTEXT_PARTS),
      tokens,
      share,
      blocks,
      newest: age,
      oldest: age,
      repeated: tokens.describe('tokens of blocks whose content stands before them in this context already'),
    }),
  ),
  schemas: z.object({
    tools: z.array(
      z.object({
        ...toolUse,
        calls: z
          .number()
          .int()
          .nonnegative()
          .nullable()
          .describe('calls in this session so far; null for a tool that the provider runs itself'),
      }),
    ),
    servers: z
      .array(z.object({ server: z.string().nullable(), tools: blocks, tokens, share }))
      .describe('schemas by MCP server; null: tools of no server'),
    never_called: z
      .object({ tools: blocks, tokens })
      .describe('schemas that cost so many tokens with every turn and were never called in this session'),
    complete: z.boolean().describe('false where the session is too large to be looked through for calls'),
  }),
  results: z.array(z.object(toolUse)).describe('tool results, by tool'),
  repeats: z
    .object({ blocks, tokens })
    .describe('blocks that stand in this context once more, and what they cost'),
  heaviest: z.array(
    z.object({
      ...blockSchema,
      tokens,
      share,
      age,
      repeats: z.number().int().positive().describe('how often this content stands in this context'),
      bytes: z.number().int().nonnegative(),
      hash: z.string(),
      node: z.string(),
      preview: z
        .string()
        .nullable()
        .describe('its beginning, 200 characters at most; null where it is not kept'),
    }),
  ),
});
export type Composition = z.infer<typeof compositionSchema>;

const sum = z.object({ blocks, tokens });

const TEXT_CHANGES = ['same', 'removed', 'added', 'skipped'] as const;

/** What changed in a text: `same`, `removed` and `added` in their order; `skipped` is unchanged and left out. */
export const textDiffSchema = z.object({
  by: z.enum(['line', 'word']),
  replaced: z
    .boolean()
    .describe(
      'true where one text stands in the other’s place: too little in common, or too long to be compared; of very long ones only sizes are told',
    ),
  truncated: z.boolean().describe('true where not all of it is here'),
  characters_removed: z.number().int().nonnegative(),
  characters_added: z.number().int().nonnegative(),
  changes: z.array(
    z.object({
      op: z.enum(TEXT_CHANGES),
      text: z.string(),
      characters: z.number().int().nonnegative().describe('of the whole piece; its text may be cut'),
    }),
  ),
});
export type TextDiff = z.infer<typeof textDiffSchema>;

const changedBlock = {
  ...blockSchema,
  tokens,
  hash: z.string(),
  preview: z.string().nullable(),
};
const before = z.object({ position: z.number().int().nonnegative(), tokens, hash: z.string() });

/** One step from the context before to this one, in the order of this one. */
export const contextChangeSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('kept'),
    position: z.number().int().nonnegative().describe('of the first'),
    position_before: z.number().int().nonnegative(),
    blocks,
    tokens,
  }),
  z.object({ op: z.literal('added'), ...changedBlock }),
  z
    .object({ op: z.literal('removed'), ...changedBlock })
    .describe('its position is that in the context before'),
  z.object({ op: z.literal('reordered'), ...changedBlock, before }),
  z.object({
    op: z.literal('edited'),
    ...changedBlock,
    before,
    text: textDiffSchema.nullable().describe('null where a content is not kept'),
  }),
]);
export type ContextChange = z.infer<typeof contextChangeSchema>;

/** `GET /api/exchanges/{id}/diff`: what changed from another exchange's context to this one's. */
export const contextDiffSchema = z.object({
  exchange_id: z.string(),
  against: z
    .string()
    .nullable()
    .describe('null where the agent has no turn before this one: everything is added'),
  vocabulary: z.string().describe('tokens are our own counts in it, on both sides'),
  parts_at: z
    .object(blockSchema)
    .nullable()
    .describe(
      'the first block of this context that is not in its place in the other; null where there is none',
    ),
  kept: sum,
  added: sum,
  removed: sum,
  reordered: sum,
  edited: sum.extend({ tokens_before: tokens }),
  changes: z.array(contextChangeSchema),
  left_out: z.number().int().nonnegative().describe('changes that are not listed; the sums have them'),
});
export type ContextDiff = z.infer<typeof contextDiffSchema>;
