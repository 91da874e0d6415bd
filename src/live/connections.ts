import { type Outgoing, outgoing } from './outgoing.ts';
import type { LiveSocket } from './port.ts';

/** Closing code of a connection that cannot keep up: "try again later" (IANA WebSocket close codes). */
export const CLOSE_TOO_SLOW = 1013;

export interface ConnectionLimits {
  /** Bytes a connection may hold unsent before its events are merged. */
  bufferedBytes: number;
  /** Messages that may wait for a connection that lags; one more cuts it off. */
  waiting: number;
  /** Milliseconds between two looks at connections that lag. */
  retryMs: number;
}

const LIMITS: ConnectionLimits = { bufferedBytes: 256 * 1024, waiting: 1000, retryMs: 50 };

interface Connection {
  readonly socket: LiveSocket;
  /** Messages held back while the peer does not read, oldest first, under their merge key. */
  readonly waiting: Map<string | number, Outgoing>;
  alive: boolean;
}

/**
 * The dashboards that listen. A connection that is gone, slow or broken costs itself only: never the broadcast,
 * never the other connections.
 */
export class ConnectionManager {
  readonly #limits: ConnectionLimits;
  readonly #connections = new Map<LiveSocket, Connection>();
  #nextKey = 0;
  #retry: NodeJS.Timeout | null = null;

  constructor(limits: Partial<ConnectionLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** The sockets that get what is broadcast. */
  get activeConnections(): ReadonlySet<LiveSocket> {
    return new Set(this.#connections.keys());
  }

  /** How many there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** From now on the socket gets every broadcast. Connecting one twice changes nothing. */
  async connect(socket: LiveSocket): Promise<void> {
    if (this.#connections.has(socket)) return;
    this.#connections.set(socket, { socket, waiting: new Map(), alive: true });
  }

  /** The socket gets nothing more. It is not closed: that is for whoever opened it. */
  async disconnect(socket: LiveSocket): Promise<void> {
    this.#connections.delete(socket);
  }

  /** Sends the message to every connection, once each; resolves when all sockets took it or failed. */
  async broadcast(message: unknown): Promise<void> {
    await this.send(outgoing(() => message));
  }

  /** As {@link broadcast}, for a message that may already be serialised. */
  async send(message: Outgoing): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const connection of [...this.#connections.values()]) {
      const pending = this.#deliver(connection, message);
      if (pending !== null) sent.push(pending);
    }
    if (sent.length > 0) await Promise.all(sent);
  }

  /** The peer gave a sign of life. */
  heard(socket: LiveSocket): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) connection.alive = true;
  }

  /** Drops connections that did not answer the last call, and asks the others for a sign of life. */
  heartbeat(): void {
    for (const connection of [...this.#connections.values()]) {
      const { socket } = connection;
      if (socket.ping === undefined) continue;
      if (!connection.alive) {
        this.#drop(connection);
        continue;
      }
      connection.alive = false;
      try {
        socket.ping();
      } catch {
        this.#drop(connection);
      }
    }
  }

  /** Says goodbye to everyone. */
  closeAll(code: number, reason: string): void {
    for (const { socket } of [...this.#connections.values()]) {
      this.#connections.delete(socket);
      socket.close?.(code, reason);
    }
    this.#stopRetry();
  }

  /** Sends what lagging connections can take by now. */
  drain(): void {
    let lagging = false;
    for (const connection of [...this.#connections.values()]) {
      for (const [key, message] of connection.waiting) {
        if (this.#isFull(connection)) break;
        connection.waiting.delete(key);
        void this.#write(connection, message);
      }
      if (connection.waiting.size > 0 && this.#connections.has(connection.socket)) lagging = true;
    }
    if (lagging) this.#startRetry();
    else this.#stopRetry();
  }

  #isFull(connection: Connection): boolean {
    return (connection.socket.bufferedBytes ?? 0) > this.#limits.bufferedBytes;
  }

  #deliver(connection: Connection, message: Outgoing): Promise<void> | null {
    if (connection.waiting.size === 0 && !this.#isFull(connection)) return this.#write(connection, message);
    const key = message.key() ?? this.#nextKey++;
    connection.waiting.delete(key);
    connection.waiting.set(key, message);
    if (connection.waiting.size > this.#limits.waiting) {
      this.#connections.delete(connection.socket);
      connection.socket.close?.(CLOSE_TOO_SLOW, 'too slow: connect again with ?since=<last seq>');
    } else {
      this.#startRetry();
    }
    return null;
  }

  #write(connection: Connection, message: Outgoing): Promise<void> | null {
    const { socket } = connection;
    try {
      const result: unknown =
        socket.sendText === undefined ? socket.sendJson(message.message) : socket.sendText(message.text());
      if (!(result instanceof Promise)) return null;
      return result.then(
        () => undefined,
        () => this.#drop(connection),
      );
    } catch {
      this.#drop(connection);
      return null;
    }
  }

  #drop(connection: Connection): void {
    this.#connections.delete(connection.socket);
    connection.waiting.clear();
    connection.socket.terminate?.();
  }

  #startRetry(): void {
    if (this.#retry !== null) return;
    this.#retry = setInterval(() => this.drain(), this.#limits.retryMs);
    this.#retry.unref();
  }

  #stopRetry(): void {
    if (this.#retry === null) return;
    clearInterval(this.#retry);
    this.#retry = null;
  }
}
