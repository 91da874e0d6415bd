import type { Clock } from '../exchange/index.ts';
import { McpConnectionError, McpTimeoutError, RpcError } from './errors.ts';
import {
  errorBody,
  errorIn,
  type Fields,
  fieldsOf,
  isNotification,
  isRequest,
  progressTokenOf,
  RPC,
  type RpcId,
  type RpcMessage,
  withProgressToken,
} from './rpc.ts';
import { createThrottle } from './throttle.ts';
import { NotSent, type Wire } from './transports/wire.ts';

/** Requests of a server to the client that may wait at once; a flood of them goes no further. */
const MOST_ASKED = 64;
/** Ms that a server has to show that it is still there, after a stream of it was cut. */
const DOUBT_MS = 5_000;

/** What a client says of itself in its handshake. */
export interface InitializeParams {
  protocolVersion: string;
  capabilities: Fields;
  clientInfo: Fields;
  [key: string]: unknown;
}

/** What a server says of itself. */
export interface InitializeResult {
  protocolVersion: string;
  capabilities: Fields;
  serverInfo: Fields;
  [key: string]: unknown;
}

/** What a server asks or tells, unasked. */
export interface LinkEvents {
  /** A request of the server. `during`: the newest of our requests that still runs. Rejects with what it is told. */
  onRequest(
    method: string,
    params: unknown,
    during: RequestOptions | null,
    signal: AbortSignal,
  ): Promise<unknown>;
  onNotification(method: string, params: unknown): void;
  /** The connection ended, after it had been made; `reason` null: we closed it. */
  onClose(reason: string | null): void;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** Ms without progress after which it is given up; 0: no limit. */
  limitMs: number;
  /** Hears of progress, with the params as the server sent them but for the token. */
  onProgress?(params: Fields): void;
  /** The request of a client that this one is for. */
  clientRequest?: RpcId;
}

/** One connection to a server, after its handshake. */
export interface Link {
  readonly server: string;
  readonly wire: Wire;
  readonly info: InitializeResult;
  /** False once the connection has ended. */
  readonly open: boolean;
  /**
   * The server's result as it came. Rejects with an {@link RpcError} as the server answered, a
   * {@link McpConnectionError}, a {@link McpTimeoutError}, or the signal's reason.
   */
  request(method: string, params: unknown, options: RequestOptions): Promise<unknown>;
  notify(method: string, params?: unknown): void;
  close(): Promise<void>;
}

/** A connection that others use, too: who leaves it does not end it. */
export function lent(link: Link): Link {
  const { server, wire, info, request, notify } = link;
  return {
    server,
    wire,
    info,
    get open() {
      return link.open;
    },
    request,
    notify,
    close: () => Promise.resolve(),
  };
}

interface Pending extends RequestOptions {
  settle(outcome: { result: unknown } | { error: Error }): void;
  token: RpcId | null;
  heard(): void;
}

export interface LinkOptions {
  server: string;
  wire: Wire;
  clock: Clock;
  init: InitializeParams;
  /** Ms for the connection and the handshake. */
  connectMs: number;
  events: LinkEvents;
  /** Whether the handshake ends here; else with a `notifications/initialized` of who asked for it. */
  finish: boolean;
}

function initializeResult(server: string, value: unknown): InitializeResult {
  const { protocolVersion, capabilities, serverInfo, ...rest } = fieldsOf(value);
  if (typeof protocolVersion !== 'string') {
    throw new McpConnectionError(server, `${server} does not answer the handshake as an MCP server does.`);
  }
  return {
    ...rest,
    protocolVersion,
    capabilities: fieldsOf(capabilities),
    serverInfo: fieldsOf(serverInfo),
  };
}

/** For what is set by a handler, which the compiler does not see. */
function messageOf(error: Error): string {
  return error.message;
}

function sizeOf(message: RpcMessage): number {
  return JSON.stringify(message).length;
}

/** Connects a wire and makes the handshake. Rejects with a {@link McpConnectionError} or {@link McpTimeoutError}. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { server, wire, clock, events } = options;
  const pending = new Map<RpcId, Pending>();
  const asked = new Map<RpcId, AbortController>();
  const throttle = createThrottle(clock);
  let nextId = 0;
  let ended: McpConnectionError | null = null;
  let established = false;

  const post = (message: Omit<RpcMessage, 'jsonrpc'>): Promise<void> =>
    wire.send({ jsonrpc: '2.0', ...message });
  /** What is told to a server that may be gone. */
  const tell = (message: Omit<RpcMessage, 'jsonrpc'>): void => void post(message).catch(() => {});

  const end = (reason: string | null): void => {
    if (ended !== null) return;
    ended = new McpConnectionError(
      server,
      `${server} cannot be reached: ${reason ?? 'the connection was closed'}.`,
      {
        mayHaveRun: true,
      },
    );
    for (const one of [...pending.values()]) one.settle({ error: ended });
    for (const one of asked.values()) one.abort();
    if (established) events.onClose(reason);
    // What is left of it: a stream that the server keeps open.
    if (reason !== null) void wire.close();
  };

  const newest = (): Pending | null => [...pending.values()].at(-1) ?? null;

  const answerServer = async (message: RpcMessage & { id: RpcId; method: string }): Promise<void> => {
    const { id, method, params } = message;
    if (asked.size >= MOST_ASKED || asked.has(id)) {
      tell({ id, error: { code: RPC.server, message: 'Too many requests wait for the client.' } });
      return;
    }
    const control = new AbortController();
    asked.set(id, control);
    try {
      tell({ id, result: await events.onRequest(method, params, newest(), control.signal) });
    } catch (error) {
      if (!control.signal.aborted) tell({ id, error: errorBody(error) });
    } finally {
      asked.delete(id);
    }
  };

  const hear = (method: string, params: unknown): void => {
    const fields = fieldsOf(params);
    if (method === 'notifications/progress') {
      const of = typeof fields.progressToken === 'number' ? pending.get(fields.progressToken) : undefined;
      if (of === undefined) return;
      of.heard();
      const { progressToken: _ours, ...said } = fields;
      of.onProgress?.(of.token === null ? said : { ...said, progressToken: of.token });
    } else if (method === 'notifications/cancelled') {
      const id = fields.requestId;
      if (typeof id === 'string' || typeof id === 'number') asked.get(id)?.abort();
    } else events.onNotification(method, params);
  };

  wire.onMessage = (message) => {
    if (isRequest(message)) {
      if (throttle.take(sizeOf(message))) void answerServer(message);
    } else if (isNotification(message)) {
      if (throttle.take(sizeOf(message))) hear(message.method, message.params);
    } else if (typeof message.id === 'number') {
      const error = errorIn(message);
      pending.get(message.id)?.settle(error === null ? { result: message.result } : { error });
    }
  };
  wire.pause = () => throttle.pause();
  wire.onClose = end;

  const request = (method: string, params: unknown, given: RequestOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== null) {
        reject(new McpConnectionError(server, ended.message));
        return;
      }
      if (given.signal?.aborted) {
        reject(given.signal.reason);
        return;
      }
      const id = ++nextId;
      const token = progressTokenOf(params);
      let timer: NodeJS.Timeout | null = null;
      const settle: Pending['settle'] = (outcome) => {
        if (!pending.delete(id)) return;
        if (timer !== null) clearTimeout(timer);
        given.signal?.removeEventListener('abort', onAbort);
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result);
      };
      const giveUp = (error: Error): void => {
        // The handshake is the one request that may not be cancelled.
        if (method !== 'initialize') {
          tell({ method: 'notifications/cancelled', params: { requestId: id, reason: error.message } });
        }
        settle({ error });
      };
      const onAbort = (): void =>
        giveUp(given.signal?.reason instanceof Error ? given.signal.reason : new Error('cancelled'));
      const heard = (): void => {
        if (given.limitMs === 0) return;
        if (timer !== null) clearTimeout(timer);
        timer = setTimeout(() => {
          giveUp(
            new McpTimeoutError(
              server,
              `${server} has not answered ${method} within ${given.limitMs} ms.`,
              given.limitMs,
            ),
          );
        }, given.limitMs);
      };
      pending.set(id, { ...given, settle, token, heard });
      heard();
      given.signal?.addEventListener('abort', onAbort, { once: true });
      const hears = token !== null || method === 'tools/call';
      const sent = hears ? withProgressToken(params, id) : params;
      post({ id, method, params: sent }).catch((error: unknown) => {
        settle({
          error: new McpConnectionError(
            server,
            `${server} cannot be reached: ${error instanceof Error ? error.message : 'it was not sent'}.`,
            { mayHaveRun: !(error instanceof NotSent), cause: error },
          ),
        });
        if (error instanceof NotSent && error.expired) end('its session at the server has ended');
      });
    });

  wire.onDoubt = () => {
    if (pending.size === 0 || ended !== null) return;
    request('ping', undefined, { limitMs: DOUBT_MS }).catch((error: unknown) => {
      if (!(error instanceof RpcError)) end('the connection was cut');
    });
  };

  const handshake = async (): Promise<InitializeResult> => {
    await wire.start();
    const answer = await request('initialize', options.init, { limitMs: options.connectMs });
    return initializeResult(server, answer);
  };

  let info: InitializeResult;
  let timer: NodeJS.Timeout | null = null;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new McpTimeoutError(
            server,
            `${server} has not started within ${options.connectMs} ms.`,
            options.connectMs,
          ),
        );
      }, options.connectMs);
    });
    info = await Promise.race([handshake(), late]);
  } catch (error) {
    ended ??= new McpConnectionError(server, `${server} did not start.`);
    void wire.close();
    if (error instanceof McpTimeoutError) throw error;
    // Whatever it was, no call has reached the server.
    if (error instanceof McpConnectionError) {
      throw new McpConnectionError(server, error.message, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new McpConnectionError(
      server,
      error instanceof RpcError
        ? `${server} refused the handshake: ${reason}`
        : `${server} cannot be reached: ${reason}.`,
      { cause: error },
    );
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
  if (ended !== null) throw new McpConnectionError(server, messageOf(ended));
  established = true;
  wire.setProtocolVersion(info.protocolVersion);
  const notify: Link['notify'] = (method, params) =>
    tell(params === undefined ? { method } : { method, params });
  if (options.finish) notify('notifications/initialized');

  return {
    server,
    wire,
    info,
    get open() {
      return ended === null;
    },
    request,
    notify,
    async close() {
      end(null);
      await wire.close();
    },
  };
}
