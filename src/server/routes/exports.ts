import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { exportedExchangeSchema, type SessionView, sessionSchema } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type ExportFormat, sessionText } from '../export/session-text.ts';
import { type Route, route } from '../route.ts';
import { noCurrentSession, noSession, queryOf, wholeNumber } from './input.ts';

const exportQuery = queryOf({ session_id: wholeNumber.optional() });
const exportSchema = z.object({
  session: sessionSchema,
  exported_at: z.string(),
  exchanges: z.array(exportedExchangeSchema),
});

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', answer: 'text/csv' },
  json: { type: 'application/json; charset=utf-8', answer: exportSchema },
};

export function exportRoutes(deps: ServerDeps): Route[] {
  const chosen = async (id: number | undefined): Promise<SessionView> => {
    const session = id === undefined ? await deps.sessions.current() : await deps.sessions.get(id);
    if (session !== null) return session;
    throw id === undefined ? noCurrentSession() : noSession(id);
  };

  /**
   * Sends text as it is made: a page is read when the client has taken the one before, and none after it left.
   * The first is read before anything is sent, so that what fails by then is an error and not half an answer.
   */
  const download = async (
    format: ExportFormat,
    id: number | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const session = await chosen(id);
    const now = deps.clock.now();
    const name = `kimi-proxy-session-${session.id}-${isoTime(now).slice(0, 10)}.${format}`;
    reply.type(FORMATS[format].type).header('content-disposition', `attachment; filename="${name}"`);
    if (request.method === 'HEAD') return reply.send('');
    const text = sessionText(deps.store, session, format, now);
    const first = await text.next();
    const all = async function* (): AsyncGenerator<string> {
      if (first.done !== true) yield first.value;
      yield* text;
    };
    const stream = Readable.from(all());
    stream.on('error', (error) => deps.logger.error('an export was cut', { session: session.id, error }));
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
      handle: ({ query, request, reply }) => download(format, query.session_id, request, reply),
    });

  return [
    exportAs('csv', 'A session as CSV (RFC 4180); the current session where none is named'),
    exportAs('json', 'A session as JSON; the current session where none is named'),
  ];
}
