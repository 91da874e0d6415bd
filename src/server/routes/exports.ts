import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { exportedExchangeSchema, type SessionView, sessionSchema } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { ServerDeps } from '../deps.ts';
import type { Exported } from '../export/pages.ts';
import { type ExportFormat, exportText } from '../export/text.ts';
import { filterText, matchingOf } from '../filter-query.ts';
import { type Route, route } from '../route.ts';
import { noCurrentSession, noSession, queryOf, wholeNumber } from './input.ts';

const exportQuery = queryOf({ session_id: wholeNumber.optional(), q: filterText });
type ExportQuery = z.output<typeof exportQuery>;

const exportSchema = z.object({
  session: sessionSchema.nullable().describe('null: exchanges of every session'),
  exported_at: z.string(),
  exchanges: z.array(exportedExchangeSchema),
});

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', answer: 'text/csv' },
  json: { type: 'application/json; charset=utf-8', answer: exportSchema },
};

export function exportRoutes(deps: ServerDeps): Route[] {
  const found = async (id: number | undefined): Promise<SessionView> => {
    const session = id === undefined ? await deps.sessions.current() : await deps.sessions.get(id);
    if (session !== null) return session;
    throw id === undefined ? noCurrentSession() : noSession(id);
  };

  /** What is asked for: what a filter finds in a session, or in all; without a filter a session, or the current one. */
  const chosen = async ({ session_id: id, q }: ExportQuery, now: number): Promise<Exported> => {
    const matched = matchingOf(q, now);
    if (id === undefined && matched.matching !== undefined) return { session: null, choice: matched };
    const session = await found(id);
    return { session, choice: { sessionId: session.id, ...matched } };
  };

  /**
   * Sends text as it is made: a page is read when the client has taken the one before, and none after it left.
   * The first is read before anything is sent, so that what fails by then is an error and not half an answer.
   */
  const download = async (
    format: ExportFormat,
    query: ExportQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const now = deps.clock.now();
    const exported = await chosen(query, now);
    const { session } = exported;
    const what = session === null ? 'exchanges' : `session-${session.id}`;
    const name = `kimi-proxy-${what}-${isoTime(now).slice(0, 10)}.${format}`;
    reply.type(FORMATS[format].type).header('content-disposition', `attachment; filename="${name}"`);
    if (request.method === 'HEAD') return reply.send('');
    const text = exportText(deps.store, exported, format, now);
    const first = await text.next();
    const all = async function* (): AsyncGenerator<string> {
      if (first.done !== true) yield first.value;
      yield* text;
    };
    const stream = Readable.from(all());
    stream.on('error', (error) =>
      deps.logger.error('an export was cut', { session: session?.id ?? null, error }),
    );
    return reply.send(stream);
  };

  const exportAs = (format: ExportFormat, summary: string): Route =>
    route({
      method: 'GET',
      path: `/api/export/${format}`,
      summary,
      query: exportQuery,
      answers: { 200: FORMATS[format].answer },
      reads: true,
      handle: ({ query, request, reply }) => download(format, query, request, reply),
    });

  return [
    exportAs(
      'csv',
      'A session as CSV (RFC 4180), or what a filter finds; the current session where neither is named',
    ),
    exportAs('json', 'A session as JSON, or what a filter finds; the current session where neither is named'),
  ];
}
