import * as z from 'zod';

const index = z.number().int().nonnegative();
const header = z.tuple([z.string(), z.string()]).describe('name and value; of a secret its scheme and `***`');

/** Headers of an exchange on both sides, in their order. Secrets were taken out before they were recorded. */
export const headersSchema = z.object({
  path: z.string().describe('path and query as the client sent them'),
  received: z.array(header).describe('the client’s, as they came'),
  sent: z.array(header).nullable().describe('what went to the provider last; null where nothing did'),
  answer: z.array(header).nullable().describe('the provider’s last answer; null where it gave none'),
  truncated: z.boolean().describe('whether some were left out, or cut: 64 KB are kept'),
});
export type ExchangeHeaders = z.infer<typeof headersSchema>;

/** `GET /api/exchanges/{id}/body`: a kept body, piece by piece. */
export const bodyPieceSchema = z.object({
  exchange_id: z.string(),
  side: z.enum(['request', 'answer']),
  content_type: z.string().nullable(),
  bytes: index.describe('of the whole body'),
  from: index.describe(
    'byte at which the piece begins; up to 3 before what was asked, where a character begins',
  ),
  encoding: z.enum(['utf8', 'base64']).describe('of `content`: base64 where the piece is no UTF-8'),
  content: z.string(),
  next: index.nullable().describe('`from` of the next piece; null at the end'),
});
export type BodyPieceView = z.infer<typeof bodyPieceSchema>;
