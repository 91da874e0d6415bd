import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ProxyError } from '../../exchange/index.ts';
import { toView } from '../../recording/index.ts';
import { baseUrl, isSecure } from '../base-url.ts';
import type { ServerDeps } from '../deps.ts';
import { homePage, loginPage, PAGE_HEADERS, type PageState } from '../page/page.ts';
import { chooseLanguage, type Language } from '../page/texts.ts';
import { loginCookie, sameSecret } from '../plugins/credentials.ts';
import { type GuardRules, hasToken } from '../plugins/guard.ts';
import { failureLimit } from '../plugins/rate-limit.ts';
import { type Route, route } from '../route.ts';
import { sessionForecast } from '../session-forecast.ts';

const SHOWN_EXCHANGES = 10;
const LOGIN_ATTEMPTS = 5;
const pageQuery = z.object({ lang: z.string().optional(), key: z.string().optional() });
const sessionParams = z.object({ name: z.string() });
const loginBody = z.strictObject({ token: z.string().min(1).max(4096) });

function languageOf(request: FastifyRequest, asked: string | undefined): Language {
  return chooseLanguage(asked ?? null, request.headers['accept-language']);
}

function send(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).send(page);
}

export function pageRoutes(deps: ServerDeps, rules: () => GuardRules): Route[] {
  const attempts = failureLimit(LOGIN_ATTEMPTS);

  const state = async (request: FastifyRequest): Promise<PageState> => {
    const current = await deps.sessions.current();
    const exchanges =
      current === null
        ? []
        : await deps.store.listExchanges({ sessionId: current.id, limit: SHOWN_EXCHANGES });
    return {
      base: baseUrl(request),
      hasToken: rules().authToken !== null,
      session: current,
      exchanges: exchanges.map(toView),
      forecast: current && (await sessionForecast(deps.store, current.id, deps.clock.now())),
    };
  };

  return [
    route({
      method: 'GET',
      path: '/',
      summary: 'The page: what this is, and how to connect tools',
      query: pageQuery,
      answers: { 200: 'text/html', 401: 'text/html' },
      reads: true,
      async handle({ request, reply, query }) {
        const language = languageOf(request, query.lang);
        const isProbe = request.method === 'HEAD';
        if (!isProbe && rules().authToken !== null && !hasToken(request.raw, rules())) {
          return send(reply, 401, loginPage(language, null));
        }
        return send(reply, 200, isProbe ? '' : homePage(language, await state(request)));
      },
    }),
    route({
      method: 'GET',
      path: '/s/{name}',
      summary: 'The base address of a session, which agents probe; a browser is led to the page',
      params: sessionParams,
      answers: { 200: 'none', 302: 'none' },
      handle: ({ request, reply }) =>
        request.method === 'HEAD' ? send(reply, 200, '') : reply.redirect('/', 302),
    }),
    route({
      method: 'POST',
      path: '/auth',
      summary: 'Logs a browser in: takes the token, gives a cookie',
      query: pageQuery,
      body: loginBody,
      answers: { 303: 'none', 401: 'text/html', 429: 'text/html' },
      handle({ request, reply, query, body }) {
        const { authToken } = rules();
        if (authToken === null) {
          throw new ProxyError('not_found', 'This program asks for no token: there is nothing to log in to.');
        }
        const language = languageOf(request, query.lang);
        const now = deps.clock.now();
        const wait = attempts.refuse(request.ip, now);
        if (wait !== null) {
          return send(reply.header('retry-after', String(wait)), 429, loginPage(language, 'tooMany'));
        }
        if (!sameSecret(body.token, authToken)) {
          attempts.failed(request.ip, now);
          return send(reply, 401, loginPage(language, 'wrongToken'));
        }
        return reply
          .code(303)
          .header('set-cookie', loginCookie(authToken, deps.config().server.port, isSecure(request)))
          .header('location', `/?lang=${language}`)
          .send();
      },
    }),
  ];
}
