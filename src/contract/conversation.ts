import * as z from 'zod';

const tokens = z.number().int().nonnegative();
const position = z.number().int().nonnegative().describe('index among the blocks of the context');
const index = z.number().int().nonnegative();

export const KEPT = ['full', 'preview', 'none'] as const;
/** How much of a content is there: all of it, its beginning, or nothing. */
export type Kept = (typeof KEPT)[number];

/**
 * An image as far as its first bytes tell it; the bytes themselves come from `/api/blocks/{hash}/image`, those of an answer
 * from `/api/exchanges/{id}/answer/image`.
 */
export const imageSchema = z.object({
  media_type: z
    .string()
    .nullable()
    .describe('png, jpeg, gif or webp by its first bytes, whatever was claimed; null: none that is shown'),
  bytes: index.nullable().describe('size of the image, two bytes more at most; null where it is not here'),
  address: z
    .string()
    .nullable()
    .describe('where it is, as the client gave it, where it is elsewhere: a text and no link to be followed'),
});
export type ImageView = z.infer<typeof imageSchema>;

export const conversationBlockSchema = z.object({
  position,
  kind: z.string().describe('system, tool_schema, text, image, reasoning, tool_call, tool_result or other'),
  role: z.string(),
  tool: z.string().nullable(),
  server: z.string().nullable().describe('the MCP server, as the name of the tool says it'),
  call_id: z
    .string()
    .nullable()
    .describe(
      'the same on a call and on its result; made from the position of the call (`at-12`) where the protocol gave none',
    ),
  tokens,
  bytes: index.describe('of the whole content, in UTF-8'),
  hash: z.string(),
  repeats: z.number().int().positive().describe('how often this content stands in this context'),
  kept: z.enum(KEPT),
  text: z
    .string()
    .nullable()
    .describe(
      'its beginning, 4,000 UTF-16 units at most; of a call its arguments as they came; null for images, and where nothing is kept',
    ),
  more: z.boolean().describe('whether there is more of it: `/api/blocks/{hash}`'),
  image: imageSchema.nullable(),
});
export type ConversationBlock = z.infer<typeof conversationBlockSchema>;

const ANSWER_PARTS = ['text', 'reasoning', 'tool_call', 'refusal', 'image', 'other'] as const;

export const conversationAnswerSchema = z
  .object({
    parts: z.array(
      z.object({
        kind: z.enum(ANSWER_PARTS),
        text: z
          .string()
          .nullable()
          .describe('its beginning, 4,000 UTF-16 units at most; of a call its arguments'),
        more: z.boolean().describe('whether there is more of it: `/api/exchanges/{id}/answer`'),
        characters: index.nullable().describe('UTF-16 units of the whole text'),
        tool: z.string().nullable(),
        server: z.string().nullable(),
        call_id: z.string().nullable(),
        image: imageSchema.nullable(),
      }),
    ),
    stop: z
      .string()
      .nullable()
      .describe(
        'why the model stopped: stop, length, tool_calls, content_filter, refusal, pause, context_window, or the provider’s own word; null where it did not say',
      ),
    complete: z.boolean().describe('whether it came to its end'),
    error: z.object({ code: z.string(), message: z.string() }).nullable().describe('the provider’s own'),
  })
  .nullable()
  .describe('null where none was kept, or nothing that a model said');
export type ConversationAnswer = z.infer<typeof conversationAnswerSchema>;

/** `GET /api/exchanges/{id}/conversation`: the context, readable, in the order in which the provider gets it. */
export const conversationSchema = z.object({
  exchange_id: z.string(),
  against: z.string().nullable().describe('the exchange that says what is new; null: all of it is'),
  capture: z.enum(KEPT).describe('how much of the contents is kept'),
  total_blocks: index,
  tokens: tokens.describe('of the whole context; the same as the composition has it'),
  vocabulary: z.string(),
  source: z.enum(['exact', 'calibrated', 'estimate']),
  new_from: position
    .nullable()
    .describe('the first block that is not in `prefix`; null where nothing is new'),
  prefix: z
    .object({ blocks: index, tokens, messages: index })
    .describe('what this context begins with and that of `against`, too'),
  from: position.describe('where this part of it begins'),
  messages: z.array(
    z.object({
      message: index.nullable().describe('index in the request; null for what is in no message'),
      role: z.string(),
      name: z.string().nullable(),
      tokens: tokens.describe('of the whole message, even where not all of its blocks are in this part'),
      blocks: z.array(conversationBlockSchema),
    }),
  ),
  next: position.nullable().describe('`from` of the part after this one; null at the end'),
  answer: conversationAnswerSchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

const piece = {
  characters: index.nullable().describe('UTF-16 units that are kept; null where nothing is'),
  from: index.describe('where the piece begins; one before what was asked where that is within a character'),
  text: z.string().nullable(),
  next: index.nullable().describe('`from` of the next piece; null at the end'),
};

/** `GET /api/blocks/{hash}`: a content, piece by piece. */
export const blockPieceSchema = z.object({
  hash: z.string(),
  kind: z.string(),
  tool: z.string().nullable(),
  bytes: index.describe('of the whole content, in UTF-8'),
  kept: z.enum(KEPT),
  ...piece,
});
export type BlockPieceView = z.infer<typeof blockPieceSchema>;

/** `GET /api/exchanges/{id}/answer`: a part of what the model said, piece by piece. */
export const answerPieceSchema = z.object({ exchange_id: z.string(), part: index, ...piece });

/** `GET /api/blocks/{hash}/image` and `GET /api/exchanges/{id}/answer/image`: an image of a type that a page may show. */
export const imageDataSchema = z.object({
  media_type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']).describe('by its first bytes'),
  bytes: index,
  data: z.string().describe('base64'),
});
export type ImageData = z.infer<typeof imageDataSchema>;

/** `GET /api/exchanges/{id}/find`: places of a text in the context and the answer. */
export const foundSchema = z.object({
  items: z.array(
    z.object({
      part: z.enum(['context', 'answer']),
      position: index.describe('of the block in the context, or of the part in the answer'),
      index: index.describe('UTF-16 units before the match in the text of the block or part'),
      before: z.string(),
      match: z.string(),
      after: z.string(),
    }),
  ),
  count: index.describe('matches from `from` on, in what was looked through'),
  complete: z.boolean().describe('whether everything from `from` on was looked through'),
  next: z.string().nullable().describe('`from` for the matches after these; null where there are none'),
});
export type Found = z.infer<typeof foundSchema>;
