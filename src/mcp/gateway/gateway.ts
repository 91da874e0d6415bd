import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../exchange/index.ts';
import type { Caller } from '../port.ts';
import { fieldsOf, RPC } from '../rpc.ts';
import type { EndpointDeps } from './endpoint.ts';
import { createEventStore } from './event-store.ts';
import { readBody, refuse, sendResponse, webRequest } from './http.ts';
import { createGatewaySession, type GatewaySession } from './session.ts';

/** Ms after which a session that nobody uses is ended: its client makes the handshake again. */
const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const MOST_SESSIONS = 256;
/** Ms after which a client whose stream broke is to come back (`retry` in it). */
const RETRY_MS = 1_000;

/** What a path asks for. */
export interface McpTarget {
  /** One server's name; null: all of them joined. */
  server: string | null;
  /** The session named in the path (`/s/{name}/mcp`); null where none is. */
  session: string | null;
}

const PATH = /^(?:\/s\/([^/?#]+))?\/mcp(?:\/([^/?#]+))?\/?$/;

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a URL (with its query) asks of the gateway; null where it is not the gateway's. */
export function matchMcp(url: string): McpTarget | null {
  const match = PATH.exec(url.split('?', 1)[0] ?? '');
  return match === null ? null : { server: decoded(match[2]), session: decoded(match[1]) };
}

export interface GatewayDeps extends Omit<EndpointDeps, 'client' | 'caller'> {
  clock: Clock;
  /** Bytes of the largest message of a client. */
  bodyLimit(): number;
  /** Who calls, with the session that its calls belong to, where that can be told. */
  callerOf(
    client: { name: string | null; version: string | null },
    request: { headers: IncomingMessage['headers']; session: string | null },
  ): Promise<Caller>;
  onTrouble(error: unknown): void;
}

/** The gateway: MCP's Streamable HTTP at `/mcp` and `/mcp/{server}`. */
export interface Gateway {
  /** Answers a request; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, target: McpTarget): Promise<void>;
  listChanged(server: string, list: 'tools' | 'prompts' | 'resources'): void;
  close(): Promise<void>;
}

export function createGateway(deps: GatewayDeps): Gateway {
  const sessions = new Map<string, GatewaySession>();
  const { clock } = deps;

  const end = (id: string): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    sessions.delete(id);
    session.close().catch(deps.onTrouble);
  };

  const sweep = (): void => {
    const now = clock.monotonic();
    for (const [id, session] of sessions) {
      if (session.open === 0 && session.running === 0 && now - session.usedAt > IDLE_MS) end(id);
    }
  };
  const sweeping = setInterval(sweep, SWEEP_MS);
  sweeping.unref();

  /** Makes room for one more. False where every session is in use. */
  const room = (): boolean => {
    if (sessions.size < MOST_SESSIONS) return true;
    let idlest: [string, GatewaySession] | null = null;
    for (const entry of sessions) {
      const [, session] = entry;
      if (session.open > 0 || session.running > 0) continue;
      if (idlest === null || session.usedAt < idlest[1].usedAt) idlest = entry;
    }
    if (idlest === null) return false;
    end(idlest[0]);
    return true;
  };

  const begin = async (request: IncomingMessage, target: McpTarget): Promise<GatewaySession> => {
    const { WebStandardStreamableHTTPServerTransport } = await import(
      '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
    );
    const { headers } = request;
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: createEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => end(id),
    });
    const session: GatewaySession = createGatewaySession({
      server: target.server,
      transport,
      clock,
      deps,
      callerOf: (client) => deps.callerOf(client, { headers, session: target.session }),
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) end(transport.sessionId);
    };
    await transport.start();
    return session;
  };

  /** The session that a request names or begins; null where it was answered. */
  const sessionOf = async (
    request: IncomingMessage,
    response: ServerResponse,
    target: McpTarget,
    body: unknown,
  ): Promise<GatewaySession | null> => {
    const id = request.headers['mcp-session-id'];
    if (typeof id === 'string' && id !== '') {
      const known = sessions.get(id);
      if (known !== undefined && known.server === target.server) return known;
      refuse(response, 404, -32001, 'There is no such session (any more): begin again with initialize.');
      return null;
    }
    if (target.server !== null && deps.hub.get(target.server) === null) {
      refuse(
        response,
        404,
        RPC.invalidRequest,
        `There is no MCP server ${JSON.stringify(target.server)}. There are: ${deps.hub.names().join(', ')}; /mcp joins them all.`,
      );
      return null;
    }
    if (request.method === 'POST' && fieldsOf(body).method === 'initialize') {
      if (room()) return begin(request, target);
      refuse(response, 503, RPC.server, 'Too many MCP sessions are in use.');
      return null;
    }
    refuse(
      response,
      400,
      RPC.server,
      'The request names no session: begin with initialize, then send the mcp-session-id of its answer.',
    );
    return null;
  };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    target: McpTarget,
  ): Promise<void> => {
    if (!['GET', 'POST', 'DELETE'].includes(request.method ?? '')) {
      response.setHeader('allow', 'GET, POST, DELETE');
      refuse(response, 405, RPC.server, 'The MCP gateway answers GET, POST and DELETE.');
      return;
    }
    const body = request.method === 'POST' ? await readBody(request, deps.bodyLimit()) : { value: undefined };
    if ('status' in body) {
      refuse(response, body.status, body.code, body.message);
      return;
    }
    const session = await sessionOf(request, response, target, body.value);
    if (session === null) return;
    session.open += 1;
    try {
      const web = webRequest(request);
      const made = await session.transport.handleRequest(
        web,
        body.value === undefined ? {} : { parsedBody: body.value },
      );
      await sendResponse(made, response, session.delivered);
    } finally {
      session.open -= 1;
      session.usedAt = clock.monotonic();
    }
  };

  return {
    async handle(request, response, target) {
      try {
        await answer(request, response, target);
      } catch (error) {
        if (request.destroyed && !request.complete) return;
        deps.onTrouble(error);
        refuse(response, 500, RPC.internal, 'Something went wrong here.');
        if (response.headersSent) response.destroy();
      }
    },
    listChanged(server, list) {
      for (const session of sessions.values()) session.listChanged(server, list);
    },
    async close() {
      clearInterval(sweeping);
      const all = [...sessions.values()];
      sessions.clear();
      await Promise.all(all.map((session) => session.close()));
    },
  };
}
