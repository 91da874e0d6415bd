import * as z from 'zod';
import { EXCHANGE_KINDS, EXCHANGE_STATUSES } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import type { Store, StoredExchange } from '../../storage/index.ts';
import { filterText } from '../filter-query.ts';

/** A whole number as it stands in a path or a query. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

/** A time in a query, in ms since 1970. */
export const time = z.iso
  .datetime({ offset: true, error: 'must be a time, such as 2026-11-22T10:12:01Z' })
  .transform((text) => Date.parse(text))
  .optional();

/** Whether a range of times is one: for `refine`, with {@link BACKWARDS}. */
export function isForwards({ from, to }: { from?: number | undefined; to?: number | undefined }): boolean {
  return from === undefined || to === undefined || from <= to;
}
export const BACKWARDS = { path: ['to'], message: 'must not be before from' };

/** `{id}` of a session. */
export const sessionParams = z.object({ id: wholeNumber });
/** `{id}` of an exchange. */
export const exchangeParams = z.object({ id: z.string().min(1).max(64) });

/** `?limit=`: rows of a page, at most `most`. */
export function limit(standard: number, most: number): z.ZodType<number> {
  return wholeNumber
    .pipe(z.number().min(1).max(most))
    .optional()
    .transform((value) => value ?? standard);
}

/** `?from=&length=`: which piece of a text, in UTF-16 units. */
export const pieceQuery = {
  from: wholeNumber.optional().transform((value) => value ?? 0),
  length: limit(65_536, 1_048_576),
};

/** A query of these fields and no others, so that a misspelt filter is an error; `key` is the access token. */
export function queryOf<T extends z.ZodRawShape>(
  shape: T,
): z.ZodObject<T & { key: z.ZodOptional<z.ZodString> }> {
  return z.strictObject({ ...shape, key: z.string().optional().describe('the access token') });
}

/** `?after=`: the id behind which a page begins. */
export const after = z
  .string()
  .regex(/^[0-9a-z]{26}$/, 'must be an id: what `next` of the page before says')
  .optional()
  .describe('`next` of the page before');

/** `?against=`: what a context is compared with. */
export const against = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe('id of another exchange; the last turn of the same agent where none is named');

const filters = {
  limit: limit(50, 500),
  after,
  status: z.enum(EXCHANGE_STATUSES).optional(),
  kind: z.enum(EXCHANGE_KINDS).optional(),
  provider: z.string().min(1).max(100).optional(),
  model: z.string().min(1).max(300).optional(),
  q: filterText,
};

/** What a list of a session's exchanges can be asked for. */
export const sessionExchangesQuery = queryOf(filters);
/** What the list of all exchanges can be asked for. */
export const exchangesQuery = queryOf({ ...filters, session_id: wholeNumber.optional() });
export type ExchangesQuery = z.output<typeof exchangesQuery>;
/** What can be counted. */
export const countQuery = queryOf({ q: filterText, session_id: wholeNumber.optional() });

/** 404 for a session that is not there. */
export function noSession(id: number): ProxyError {
  return new ProxyError('not_found', `There is no session ${id}.`, {
    hint: 'GET /api/sessions lists them.',
    details: { field: 'id' },
  });
}

/** The exchange of this id; throws a 404 where it is not there. */
export async function foundExchange(store: Pick<Store, 'getExchange'>, id: string): Promise<StoredExchange> {
  const exchange = await store.getExchange(id);
  if (exchange !== null) return exchange;
  throw new ProxyError('not_found', 'There is no exchange of this id.', {
    hint: 'Its session may have been deleted, or its time of keeping is over.',
    details: { field: 'id' },
  });
}

/** 404 where there is no current session yet. */
export function noCurrentSession(): ProxyError {
  return new ProxyError('not_found', 'There is no session yet.', {
    hint: 'Send a request through the proxy, or make a session with POST /api/sessions.',
  });
}
