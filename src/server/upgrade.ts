import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ProxyError } from '../exchange/index.ts';
import type { LiveSnapshot } from '../live/index.ts';
import { shortForecast } from '../sessions/index.ts';
import type { StoredExchange } from '../storage/index.ts';
import type { ServerDeps } from './deps.ts';
import { type GuardRules, guard } from './plugins/guard.ts';
import { forecastFor } from './session-forecast.ts';

/** Bytes of the largest message a dashboard may send; a larger one closes the connection (1009). */
const LARGEST_MESSAGE = 64 * 1024;
const MOST_CONNECTIONS = 500;
/** Ms that a closing dashboard has for its last bytes. */
const GOODBYE_MS = 500;
const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** Live connections of the server. */
export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every upgraded connection, after its last bytes where the peer takes them. */
  destroy(): void;
}

/** Answers an upgrade that is refused, and closes. */
function refuse(socket: Duplex, error: ProxyError): void {
  const body = JSON.stringify(error.toBody());
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${REASONS[error.status] ?? 'Refused'}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * Node hands a request over as an upgrade as soon as anyone listens for upgrades, whatever it asks for. Some HTTP
 * clients offer `h2c` with every request; an upgrade that we do not speak is ignored (RFC 9110, 7.8): the request
 * is read again, without what asked for it.
 */
function readAsRequest(http: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    const value = request.rawHeaders[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'upgrade' || lower === 'http2-settings') continue;
    const kept =
      lower === 'connection'
        ? value
            .split(',')
            .map((token) => token.trim())
            .filter((token) => !/^(upgrade|http2-settings)$/i.test(token))
            .join(', ')
        : value;
    if (lower !== 'connection' || kept !== '') lines.push(`${name}: ${kept}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  http.emit('connection', socket);
}

async function measureOf(deps: ServerDeps, turn: StoredExchange): Promise<LiveSnapshot['metric']> {
  const { sessionId, agentId, tokens } = turn;
  const forecast =
    sessionId === null ? null : await forecastFor(deps.store, sessionId, agentId, deps.clock.now());
  return { ...tokens, tokens: tokens.context, forecast: forecast && shortForecast(forecast) };
}

/** Where things stand now: the current session, its newest turn's measure, and what runs. */
async function snapshot(deps: ServerDeps): Promise<LiveSnapshot> {
  await deps.recorder.flush();
  const session = await deps.sessions.current();
  const [newest] =
    session === null
      ? []
      : await deps.store.listExchanges({ sessionId: session.id, kind: 'turn', order: 'newest', limit: 1 });
  return {
    session,
    metric: newest === undefined ? null : await measureOf(deps, newest),
    running: deps.running(),
    thresholds: deps.config().thresholds,
  };
}

function sinceOf(url: URL): number | null {
  const text = url.searchParams.get('since');
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

/** Takes WebSocket upgrades of `/ws`, under the same guard as every other request. */
export function createUpgrades(
  deps: ServerDeps,
  http: Server,
  rules: () => GuardRules,
  isDraining: () => boolean,
): Upgrades {
  const open = new Set<Duplex>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    clientTracking: false,
  });

  const objection = (request: IncomingMessage, path: string): ProxyError | null => {
    const refused = guard(request, rules());
    if (refused !== null) return refused;
    if (path !== '/ws') return new ProxyError('not_found', 'Live events are at /ws.');
    if (isDraining()) return new ProxyError('shutting_down', 'The program is ending.');
    if (open.size < MOST_CONNECTIONS) return null;
    return new ProxyError('rate_limited', 'Too many dashboards are connected.', { status: 503 });
  };

  return {
    handle(request, socket, head) {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        readAsRequest(http, request, socket, head);
        return;
      }
      socket.on('error', () => socket.destroy());
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const refused = objection(request, path);
      if (refused !== null) {
        refuse(socket, refused);
        return;
      }
      const url = new URL(request.url ?? '/', 'http://localhost');
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => {
        void deps.live.accept(ws, sinceOf(url), () => snapshot(deps));
      });
    },
    destroy() {
      for (const socket of open) {
        socket.end();
        setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
      }
    },
  };
}
