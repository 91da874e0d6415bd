import type { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Clock } from '../../exchange/index.ts';
import type { Caller } from '../port.ts';
import {
  errorBody,
  fieldsOf,
  isNotification,
  isRequest,
  isRpcMessage,
  progressTokenOf,
  type RpcId,
  type RpcMessage,
} from '../rpc.ts';
import { createClientSide } from './client-side.ts';
import type { Endpoint, EndpointDeps } from './endpoint.ts';
import { createJoinedEndpoint } from './joined.ts';
import { createSingleEndpoint } from './single.ts';

/** Bytes that wait for a client who reads slowly, beyond which notifications are dropped. */
const MOST_WAITING = 8 * 1024 * 1024;
/** Requests of one client that run at once. */
const MOST_RUNNING = 200;

export interface SessionOptions {
  /** One server's name; null: all of them joined. */
  server: string | null;
  transport: WebStandardStreamableHTTPServerTransport;
  clock: Clock;
  deps: Omit<EndpointDeps, 'client' | 'caller'>;
  /** Who calls, told once the handshake says the client's name. */
  callerOf(client: { name: string | null; version: string | null }): Promise<Caller>;
}

/** A client's session at the gateway. */
export interface GatewaySession {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: string | null;
  /** Answers that are being sent. */
  open: number;
  /** Ms (monotonic) when it was last used. */
  usedAt: number;
  readonly running: number;
  listChanged(server: string, list: 'tools' | 'prompts' | 'resources'): void;
  /** Bytes have gone to the client. */
  delivered(bytes: number): void;
  close(): Promise<void>;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}

/** Wires a client's transport to what answers it. */
export function createGatewaySession(options: SessionOptions): GatewaySession {
  const { transport, clock, server } = options;
  const running = new Map<RpcId, AbortController>();
  let clientName: { name: string | null; version: string | null } = { name: null, version: null };
  let waiting = 0;
  let closed = false;

  const send = async (message: RpcMessage, relatedTo: RpcId | null): Promise<void> => {
    const isNotice = message.method !== undefined && message.id === undefined;
    if (session.open > 0) {
      if (isNotice && waiting > MOST_WAITING) return;
      waiting += JSON.stringify(message).length;
    }
    const related =
      relatedTo !== null && running.has(relatedTo) ? { relatedRequestId: relatedTo } : undefined;
    type Sent = Parameters<typeof transport.send>[0];
    try {
      await transport.send(message as Sent, related);
    } catch {
      // The client's stream has gone; what it missed is kept for when it comes back.
    }
  };
  const client = createClientSide((message, relatedTo) => void send(message, relatedTo));
  const deps: EndpointDeps = {
    ...options.deps,
    client,
    caller: () => options.callerOf(clientName),
  };
  const endpoint: Endpoint =
    server === null ? createJoinedEndpoint(deps) : createSingleEndpoint(server, deps);

  const respond = (id: RpcId, outcome: { result: unknown } | { error: unknown }): Promise<void> => {
    running.delete(id);
    session.usedAt = clock.monotonic();
    const body = 'error' in outcome ? { error: errorBody(outcome.error) } : { result: outcome.result ?? {} };
    return send({ jsonrpc: '2.0', id, ...body }, null);
  };

  const initialize = async (params: unknown): Promise<unknown> => {
    const { protocolVersion, capabilities, clientInfo, ...rest } = fieldsOf(params);
    const info = fieldsOf(clientInfo);
    clientName = { name: textOf(info.name), version: textOf(info.version) };
    return endpoint.initialize({
      ...rest,
      protocolVersion: String(protocolVersion),
      capabilities: fieldsOf(capabilities),
      clientInfo: info,
    });
  };

  const serve = async (message: RpcMessage & { id: RpcId; method: string }): Promise<void> => {
    const { id, method, params } = message;
    if (running.has(id)) return;
    if (running.size >= MOST_RUNNING) {
      await respond(id, {
        error: new Error(`More than ${MOST_RUNNING} requests of this session run already.`),
      });
      return;
    }
    const control = new AbortController();
    running.set(id, control);
    const token = progressTokenOf(params);
    try {
      const result =
        method === 'initialize'
          ? await initialize(params)
          : await endpoint.request(method, fieldsOf(params), {
              id,
              signal: control.signal,
              progressToken: token,
              onProgress(progress) {
                if (token !== null) client.tell('notifications/progress', progress, id);
              },
            });
      // A cancelled request gets no answer (see "Cancellation" in the specification).
      if (!control.signal.aborted) await respond(id, { result });
    } catch (error) {
      if (!control.signal.aborted) await respond(id, { error });
      if (method === 'initialize') void session.close();
    } finally {
      if (running.get(id) === control) running.delete(id);
    }
  };

  const hear = (method: string, params: unknown): void => {
    if (method === 'notifications/initialized') endpoint.initialized();
    else if (method === 'notifications/cancelled') {
      const { requestId, reason } = fieldsOf(params);
      if (typeof requestId !== 'string' && typeof requestId !== 'number') return;
      running.get(requestId)?.abort(new Error(textOf(reason) ?? 'the client cancelled it'));
      running.delete(requestId);
    } else if (method === 'notifications/progress') {
      const known = client.progress(params);
      if (known !== null) endpoint.notification(method, known);
      // Anything else would be a request without an id, past the rules: some servers carry such out.
    } else if (method.startsWith('notifications/')) endpoint.notification(method, params);
  };

  transport.onmessage = (message) => {
    session.usedAt = clock.monotonic();
    const known: unknown = message;
    if (!isRpcMessage(known)) return;
    if (isRequest(known)) void serve(known);
    else if (isNotification(known)) hear(known.method, known.params);
    else client.answer(known);
  };

  const session: GatewaySession = {
    transport,
    server,
    open: 0,
    usedAt: clock.monotonic(),
    get running() {
      return running.size;
    },
    listChanged: (of, list) => endpoint.listChanged(of, list),
    delivered(bytes) {
      waiting = session.open === 0 ? 0 : Math.max(0, waiting - bytes);
    },
    async close() {
      if (closed) return;
      closed = true;
      const ending = new Error('The session ended before this was answered.');
      const cut = [...running];
      for (const [, control] of cut) control.abort(ending);
      await Promise.all(cut.map(([id]) => respond(id, { error: ending })));
      client.close();
      await transport.close();
      await endpoint.close();
    },
  };
  return session;
}
