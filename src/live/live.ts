import type { WebSocket } from 'ws';
import type { InitMessage } from '../contract/index.ts';
import { type Clock, isoTime } from '../exchange/index.ts';
import { createBus, type TickingBus } from './bus.ts';
import { CLOSE_TOO_SLOW, type ConnectionLimits, ConnectionManager } from './connections.ts';
import { replyTo } from './messages.ts';
import type { LiveSocket } from './port.ts';

/** Where things stand, for a dashboard that connects. */
export type LiveSnapshot = Pick<InitMessage, 'session' | 'metric' | 'running' | 'thresholds'>;

export interface LiveOptions {
  clock: Clock;
  version: string;
  limits?: Partial<ConnectionLimits>;
  /** Milliseconds between two heartbeats. */
  heartbeatMs?: number;
  kept?: number;
  tickMs?: number;
}

/** The live side of the program: what happens is published on `bus` and reaches every connection. */
export interface Live {
  readonly bus: TickingBus;
  readonly connections: ConnectionManager;
  /**
   * Takes over an accepted WebSocket: `init` first, then what was missed since `since` (where it is still kept),
   * then everything that happens. A snapshot that fails leaves its parts of `init` empty.
   */
  accept(ws: WebSocket, since: number | null, snapshot: () => Promise<LiveSnapshot>): Promise<void>;
  /** Ends the heartbeat and says goodbye to every dashboard. */
  close(): void;
}

const NOTHING: LiveSnapshot = { session: null, metric: null, running: [], thresholds: [] };
const MOST_BUFFERED_FOR_REPLIES = 1024 * 1024;

function wrap(ws: WebSocket): LiveSocket {
  const sendText = (text: string): void => {
    if (ws.readyState !== ws.OPEN) throw new Error('the connection is closed');
    ws.send(text);
  };
  return {
    sendText,
    sendJson: (message) => sendText(JSON.stringify(message)),
    ping: () => ws.ping(),
    terminate: () => ws.terminate(),
    close: (code, reason) => ws.close(code, reason),
    get bufferedBytes() {
      return ws.bufferedAmount;
    },
  };
}

export function createLive(options: LiveOptions): Live {
  const connections = new ConnectionManager(options.limits);
  const { clock, kept, tickMs } = options;
  const bus = createBus(connections, {
    clock,
    ...(kept === undefined ? {} : { kept }),
    ...(tickMs === undefined ? {} : { tickMs }),
  });
  const heartbeat = setInterval(() => connections.heartbeat(), options.heartbeatMs ?? 30_000);
  heartbeat.unref();

  const greet = async (
    socket: LiveSocket,
    ws: WebSocket,
    since: number | null,
    snapshot: () => Promise<LiveSnapshot>,
  ): Promise<void> => {
    // The snapshot may be newer than `from`: what happened meanwhile is told once more, and says the same.
    const from = bus.seq;
    const state = await snapshot().catch(() => NOTHING);
    if (ws.readyState !== ws.OPEN) return;
    bus.flush();
    const missed = since === null ? null : bus.since(since);
    const init: InitMessage = {
      type: 'init',
      seq: from,
      at: isoTime(clock.now()),
      resumed: missed !== null,
      ...state,
      version: options.version,
    };
    socket.sendJson(init);
    for (const event of missed ?? bus.since(from) ?? []) socket.sendJson(event);
    await connections.connect(socket);
  };

  return {
    bus,
    connections,
    async accept(ws, since, snapshot) {
      const socket = wrap(ws);
      bus.expect();
      ws.on('error', () => ws.terminate());
      ws.on('close', () => {
        bus.expect();
        void connections.disconnect(socket);
      });
      ws.on('pong', () => connections.heard(socket));
      const greeted = greet(socket, ws, since, snapshot).catch(() => ws.terminate());
      ws.on('message', (data, isBinary) => {
        void greeted.then(() => {
          if (ws.readyState !== ws.OPEN) return;
          if (ws.bufferedAmount > MOST_BUFFERED_FOR_REPLIES) {
            ws.close(CLOSE_TOO_SLOW, 'too many messages, none of the answers read');
            return;
          }
          connections.heard(socket);
          socket.sendJson(replyTo(isBinary ? '' : data.toString()));
        });
      });
      await greeted;
    },
    close() {
      clearInterval(heartbeat);
      bus.close();
      connections.closeAll(1001, 'the program is ending');
    },
  };
}
