import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ProxyError } from '../../exchange/index.ts';
import { isSecure } from '../base-url.ts';
import type { ServerDeps } from '../deps.ts';
import { dashboardPage, type Look, loginPage, notBuiltPage, PLAIN_PAGE_HEADERS } from '../page/page.ts';
import { chooseLanguage, type Language } from '../page/texts.ts';
import { chooseCoding } from '../page/web-files.ts';
import { loginCookie, readCookie, sameSecret } from '../plugins/credentials.ts';
import { type GuardRules, hasToken } from '../plugins/guard.ts';
import { failureLimit } from '../plugins/rate-limit.ts';
import { type Route, route } from '../route.ts';

const LOGIN_ATTEMPTS = 5;
/** Names change with contents: what has come once need not be asked for again. A year, in seconds. */
const ASSET_CACHE = 'private, max-age=31536000, immutable';
const pageQuery = z.object({ lang: z.string().optional(), key: z.string().optional() });
const assetParams = z.object({ name: z.string().max(200) });
const sessionParams = z.object({ name: z.string() });
const loginBody = z.strictObject({ token: z.string().min(1).max(4096) });

function languageOf(request: FastifyRequest, asked: string | undefined): Language {
  const kept = readCookie(request.headers.cookie, 'kimi_proxy_lang');
  return chooseLanguage([asked ?? null, kept], request.headers['accept-language']);
}

function lookOf(request: FastifyRequest, language: Language): Look {
  const kept = readCookie(request.headers.cookie, 'kimi_proxy_theme');
  return { language, theme: kept === 'light' || kept === 'dark' ? kept : 'system' };
}

function sendPlain(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(PLAIN_PAGE_HEADERS).send(page);
}

export function pageRoutes(deps: ServerDeps, rules: () => GuardRules): Route[] {
  const attempts = failureLimit(LOGIN_ATTEMPTS);

  return [
    route({
      method: 'GET',
      path: '/',
      summary: 'The dashboard; its own addresses are in the hash',
      query: pageQuery,
      answers: { 200: 'text/html', 401: 'text/html', 503: 'text/html' },
      handle({ request, reply, query }) {
        const language = languageOf(request, query.lang);
        if (request.method === 'HEAD') return sendPlain(reply, 200, '');
        if (rules().authToken !== null && !hasToken(request.raw, rules())) {
          return sendPlain(reply, 401, loginPage(language, null));
        }
        const index = deps.web.index();
        if (index === null) return sendPlain(reply, 503, notBuiltPage(language));
        const { page, headers } = dashboardPage(index, lookOf(request, language));
        if (query.lang === language) {
          reply.header(
            'set-cookie',
            `kimi_proxy_lang=${language}; Path=/; Max-Age=31536000; SameSite=Strict`,
          );
        }
        return reply.code(200).headers(headers).send(page);
      },
    }),
    route({
      method: 'GET',
      path: '/assets/{name}',
      summary: 'A file of the dashboard',
      params: assetParams,
      answers: { 200: 'application/octet-stream' },
      handle({ request, reply, params }) {
        const file = deps.web.asset(params.name);
        if (file === null) {
          throw new ProxyError('not_found', 'The page has no such file.', {
            hint: 'Reload the page: it may be newer.',
          });
        }
        const coding = chooseCoding(request.headers['accept-encoding']);
        const packed = coding === 'plain' ? null : file.bytes(coding);
        if (packed !== null) reply.header('content-encoding', coding);
        return reply
          .headers({ 'content-type': file.type, 'cache-control': ASSET_CACHE, vary: 'Accept-Encoding' })
          .send(packed ?? file.bytes('plain'));
      },
    }),
    route({
      method: 'GET',
      path: '/s/{name}',
      summary: 'The base address of a session, which agents probe; a browser is led to the page',
      params: sessionParams,
      answers: { 200: 'none', 302: 'none' },
      handle: ({ request, reply }) =>
        request.method === 'HEAD' ? sendPlain(reply, 200, '') : reply.redirect('/', 302),
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
          return sendPlain(reply.header('retry-after', String(wait)), 429, loginPage(language, 'tooMany'));
        }
        if (!sameSecret(body.token, authToken)) {
          attempts.failed(request.ip, now);
          return sendPlain(reply, 401, loginPage(language, 'wrongToken'));
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
