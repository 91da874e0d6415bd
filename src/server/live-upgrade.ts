import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ProxyError } from '../exchange/index.ts';
import type { LiveSnapshot } from '../live/index.ts';
import type { ServerDeps } from './deps.ts';
import { type GuardRules, guard } from './plugins/guard.ts';
import { toSessionView } from './views.ts';

/** Bytes of the largest message a dashboard may send; a larger one closes the connection (1009). */
const LARGEST_MESSAGE = 64 * 1024;
const MOST_CONNECTIONS = 500;
const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

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

/** Where things stand now: the current session, its newest turn's measure, and what runs. */
async function snapshot(deps: ServerDeps): Promise<LiveSnapshot> {
  await deps.recorder.flush();
  const session = await deps.sessions.current();
  const [newest] =
    session === null
      ? []
      : await deps.store.listExchanges({ sessionId: session.id, kind: 'turn', order: 'newest', limit: 1 });
  return {
    session: session === null ? null : toSessionView(session, session),
    metric: newest === undefined ? null : { ...newest.tokens, tokens: newest.tokens.context },
    running: deps.running(),
  };
}

function sinceOf(url: URL): number | null {
  const text = url.searchParams.get('since');
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

/** Takes WebSocket upgrades of `/ws` under the same guard as every other request. */
export function liveUpgrade(
  deps: ServerDeps,
  rules: () => GuardRules,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    clientTracking: false,
  });
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refused = guard(request, rules());
    if (refused !== null) return refuse(socket, refused);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/ws') {
      return refuse(socket, new ProxyError('not_found', 'Live events are at /ws.'));
    }
    if (deps.live.connections.size >= MOST_CONNECTIONS) {
      return refuse(socket, new ProxyError('provider_unavailable', 'Too many dashboards are connected.'));
    }
    sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => {
      void deps.live.accept(ws, sinceOf(url), () => snapshot(deps));
    });
  };
}
