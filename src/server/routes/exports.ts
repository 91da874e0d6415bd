import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { exchangeSchema, type SessionView, sessionSchema } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { ServerDeps } from '../deps.ts';
import { sessionText } from '../export/session-text.ts';
import { type Route, route } from '../route.ts';
import { noCurrentSession, noSession, queryOf, wholeNumber } from './input.ts';

const exportQuery = queryOf({ session_id: wholeNumber.optional() });
const exportSchema = z.object({
  session: sessionSchema,
  exported_at: z.string(),
  exchanges: z.array(exchangeSchema),
});

/** Sends text as it is made: the next page is read when the client has taken the one before, and none after it left. */
function download(
  reply: FastifyReply,
  type: string,
  name: string,
  text: AsyncGenerator<string>,
): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text));
}

export function exportRoutes(deps: ServerDeps): Route[] {
  const chosen = async (id: number | undefined): Promise<SessionView> => {
    const session = id === undefined ? await deps.sessions.current() : await deps.sessions.get(id);
    if (session !== null) return session;
    throw id === undefined ? noCurrentSession() : noSession(id);
  };
  const fileName = (session: SessionView, now: number, ending: string): string =>
    `kimi-proxy-session-${session.id}-${isoTime(now).slice(0, 10)}.${ending}`;

  return [
    route({
      method: 'GET',
      path: '/api/export/csv',
      summary: 'A session as CSV (RFC 4180); the current session where none is named',
      query: exportQuery,
      answers: { 200: 'text/csv' },
      reads: true,
      async handle({ query, reply }) {
        const session = await chosen(query.session_id);
        const now = deps.clock.now();
        const text = sessionText(deps.store, session, 'csv', now);
        return download(
          reply,
          'text/csv; charset=utf-8; header=present',
          fileName(session, now, 'csv'),
          text,
        );
      },
    }),
    route({
      method: 'GET',
      path: '/api/export/json',
      summary: 'A session as JSON; the current session where none is named',
      query: exportQuery,
      answers: { 200: exportSchema },
      reads: true,
      async handle({ query, reply }) {
        const session = await chosen(query.session_id);
        const now = deps.clock.now();
        const text = sessionText(deps.store, session, 'json', now);
        return download(reply, 'application/json; charset=utf-8', fileName(session, now, 'json'), text);
      },
    }),
  ];
}
