import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from '../config/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { type McpTarget, matchMcp } from '../mcp/index.ts';
import type { ServerDeps } from './deps.ts';
import { openApi } from './openapi.ts';
import { installBodyParsers } from './plugins/body-parsers.ts';
import { answerPreflight, corsHeaders, isPreflight } from './plugins/cors.ts';
import { installErrors, toProxyError } from './plugins/errors.ts';
import { type GuardRules, guard, guardRules, originKind } from './plugins/guard.ts';
import { SECURITY_HEADERS } from './plugins/security-headers.ts';
import { methodsAt, mount, type Route, route } from './route.ts';
import { blockRoutes } from './routes/blocks.ts';
import { bodyRoutes } from './routes/bodies.ts';
import { cacheRoutes } from './routes/cache.ts';
import { calibrationRoutes } from './routes/calibrations.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { codeRoutes } from './routes/code.ts';
import { configRoutes } from './routes/config.ts';
import { connectRoutes } from './routes/connect.ts';
import { contextRoutes } from './routes/context.ts';
import { conversationRoutes } from './routes/conversation.ts';
import { exchangeRoutes } from './routes/exchanges.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { pageRoutes } from './routes/page.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { statsRoutes } from './routes/stats.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { whatIfRoutes } from './routes/what-if.ts';
import { createUpgrades } from './upgrade.ts';

/** Bytes of the largest body of the dashboard API. The LLM surface has its own limit. */
const API_BODY_LIMIT = 1024 * 1024;
const HEADERS_LIMIT = 64 * 1024;
/** Ms that a client may take for its headers. Bodies have no such limit here: prompts are long and uplinks slow. */
const HEADERS_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 75_000;
/** Ms that a body of the dashboard API may take. */
const BODY_TIMEOUT_MS = 30_000;
/** Ms that a read waits for counts that are on their way. */
const SETTLE_MS = 250;

function noSchemas(): never {
  throw new Error('Routes are checked by their Zod schemas; Fastify gets none.');
}

/** What Fastify compiles JSON schemas with is a third of it, and would be loaded whether there are any or not. */
const WITHOUT_SCHEMAS = { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } };

/** The program's one HTTP server. */
export interface ProxyServer {
  readonly http: Server;
  /** Starts listening; the port is the real one where 0 was asked for. Rejects where the port is taken. */
  listen(host: string, port: number): Promise<{ port: number }>;
  /** Takes no new connections and, on open ones, no new requests; says goodbye to dashboards. */
  drain(): void;
  /** Ends every connection and resolves when the server is closed. */
  close(): Promise<void>;
}

function refuseJson(response: ServerResponse, error: ProxyError): void {
  const body = JSON.stringify(error.toBody());
  response.writeHead(error.status, {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function addCors(request: IncomingMessage, response: ServerResponse, rules: GuardRules): void {
  if (request.headers.origin === undefined) return;
  for (const [name, value] of Object.entries(corsHeaders(request, rules))) response.setHeader(name, value);
}

/** Ends a request of the dashboard whose body does not arrive in time. */
function limitBodyTime(request: IncomingMessage): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, BODY_TIMEOUT_MS);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
}

/** The rules of the present configuration, prepared again only when it changes. */
function currentRules(config: () => Config): () => GuardRules {
  let of: Config | null = null;
  let rules: GuardRules | null = null;
  return () => {
    const now = config();
    if (rules === null || of !== now) {
      of = now;
      rules = guardRules(now.server);
    }
    return rules;
  };
}

function allRoutes(deps: ServerDeps, rules: () => GuardRules): Route[] {
  const routes = [
    ...healthRoutes(deps),
    ...sessionRoutes(deps),
    ...timelineRoutes(deps),
    ...exchangeRoutes(deps),
    ...contextRoutes(deps),
    ...conversationRoutes(deps),
    ...blockRoutes(deps),
    ...bodyRoutes(deps),
    ...codeRoutes(deps),
    ...cacheRoutes(deps),
    ...catalogueRoutes(deps),
    ...configRoutes(deps),
    ...connectRoutes(deps),
    ...statsRoutes(deps),
    ...whatIfRoutes(deps),
    ...calibrationRoutes(deps),
    ...mcpRoutes(deps),
    ...exportRoutes(deps),
    ...pageRoutes(deps, rules),
  ];
  const description = route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    answers: { 200: 'application/json' },
    handle: () => {
      document ??= openApi(routes, deps.version);
      return document;
    },
  });
  let document: ReturnType<typeof openApi> | null = null;
  routes.push(description);
  return routes;
}

/** A tool with a wrong base URL is answered and recorded where tools are; everything else that is not there is the API's. */
function answerStrays(app: FastifyInstance, routes: Route[], deps: ServerDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404 || isOurs(routes, request.raw)) return;
    const stray = deps.llm.stray(request.raw);
    if (stray === null) return;
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    deps.llm.refuse(request.raw, reply.raw, stray.match, stray.error);
  });
}

/** Whether the path is one of the dashboard's, whatever the method. */
function isOurs(routes: Route[], request: IncomingMessage): boolean {
  return methodsAt(routes, request.url?.split('?', 1)[0] ?? '/').length > 0;
}

async function createApi(
  deps: ServerDeps,
  routes: Route[],
  rules: () => GuardRules,
  http: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server,
): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: API_BODY_LIMIT,
    forceCloseConnections: true,
    logger: false,
    schemaController: WITHOUT_SCHEMAS,
    routerOptions: { ignoreTrailingSlash: true },
    serverFactory: (handler) => http(handler),
    // What fails before there is a route passes by the hooks.
    frameworkErrors: (error, request, reply) => {
      addCors(request.raw, reply.raw, rules());
      refuseJson(reply.raw, toProxyError(error));
    },
  });
  installBodyParsers(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, ...corsHeaders(request.raw, rules()) });
  });
  app.addHook('onResponse', async (request, reply) => {
    deps.logger.debug('answered', {
      method: request.method,
      path: request.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  answerStrays(app, routes, deps);
  installErrors(app, routes, (method, url) => deps.llm.match(method, url), deps.logger);
  mount(app, routes, async () => {
    try {
      await deps.recorder.settleCounts(SETTLE_MS);
      await deps.recorder.flush();
    } catch (error) {
      deps.logger.warn('a read goes on without what is pending', { part: 'storage', error });
    }
  });
  await app.ready();
  return app;
}

/**
 * One server for everything: LLM paths go straight to the pipeline, everything else to the dashboard's API, both
 * behind the same guard.
 */
export async function createServer<Match>(deps: ServerDeps<Match>): Promise<ProxyServer> {
  const rules = currentRules(deps.config);
  const routes = allRoutes(deps, rules);
  let draining = false;
  let api: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;

  const strayOf = (request: IncomingMessage): ReturnType<typeof deps.llm.stray> =>
    matchMcp(request.url ?? '/') !== null || isOurs(routes, request) ? null : deps.llm.stray(request);

  const refuse = (
    request: IncomingMessage,
    response: ServerResponse,
    llm: Match | null,
    error: ProxyError,
  ): void => {
    addCors(request, response, rules());
    const meant = llm ?? strayOf(request)?.match ?? null;
    if (meant === null) refuseJson(response, error);
    else deps.llm.refuse(request, response, meant, error);
  };

  const handleLlm = (request: IncomingMessage, response: ServerResponse, llm: Match): void => {
    deps.llm.handle(request, response, llm)?.catch((error: unknown) => {
      deps.logger.error('a request was lost', { method: request.method, error });
      response.destroy();
    });
  };

  const handleMcp = (request: IncomingMessage, response: ServerResponse, target: McpTarget): void => {
    addCors(request, response, rules());
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    limitBodyTime(request);
    void deps.gateway.handle(request, response, target);
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const llm = deps.llm.match(request.method ?? 'GET', request.url ?? '/');
    const mcp = llm === null ? matchMcp(request.url ?? '/') : null;
    if (draining) {
      response.setHeader('connection', 'close');
      refuse(
        request,
        response,
        llm,
        new ProxyError('shutting_down', 'The program is ending.', { retryAfter: 5 }),
      );
      return;
    }
    if (isPreflight(request) && originKind(request, rules()) !== 'foreign') {
      answerPreflight(request, response, rules());
      return;
    }
    const refused = guard(request, rules());
    if (refused !== null) {
      refuse(request, response, llm, refused);
    } else if (mcp !== null) {
      handleMcp(request, response, mcp);
    } else if (llm === null) {
      limitBodyTime(request);
      api?.(request, response);
    } else {
      addCors(request, response, rules());
      handleLlm(request, response, llm);
    }
  };

  const http = createHttpServer({ maxHeaderSize: HEADERS_LIMIT, keepAliveTimeout: KEEP_ALIVE_MS }, onRequest);
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = 0;
  const upgrades = createUpgrades(deps, http, rules, () => draining);
  http.on('upgrade', upgrades.handle);
  const app = await createApi(deps, routes, rules, (handler) => {
    api = handler;
    return http;
  });

  let closed: Promise<void> | null = null;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    deps.live.close();
    closed = new Promise((resolve) => http.close(() => resolve()));
  };

  return {
    http,
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen({ host, port }, () => {
          http.off('error', reject);
          const address = http.address();
          resolve({ port: typeof address === 'object' && address !== null ? address.port : port });
        });
      }),
    drain,
    async close() {
      drain();
      upgrades.destroy();
      http.closeAllConnections();
      await app.close();
      await closed;
    },
  };
}
