import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isRpcMessage } from '../rpc.ts';
import { type Fetch, limitedFetch } from './limited-fetch.ts';
import { createListening, type Listening } from './listening.ts';
import { NotSent, unheard, type Wire } from './wire.ts';

export interface HttpOptions {
  url: string;
  headers: Readonly<Record<string, string>>;
  fetch: Fetch;
  /** Bytes of the longest message. */
  longest: number;
}

/** Statuses of a request that the server did not take: the session that it named is gone. */
const EXPIRED = new Set([400, 404]);

function statusIn(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

/** Whether a failed `fetch` failed before anything was sent. */
function neverConnected(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const code = 'code' in at ? at.code : null;
    if (
      typeof code === 'string' &&
      /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code)
    ) {
      return true;
    }
    at = at.cause;
  }
  return false;
}

/** What an error says; `fetch failed` says nothing, and its cause does. */
function messageIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const cause = error.message === 'fetch failed' ? messageIn(error.cause) : null;
  return cause || error.message || null;
}

/** Why an HTTP server could not be spoken to, without what it answered. */
export function httpReason(error: unknown): string {
  const status = statusIn(error);
  if (status === 401 || status === 403) {
    return `it answered ${status}: give it a credential in headers`;
  }
  if (status !== null && status >= 100) return `it answered ${status}`;
  if (neverConnected(error)) return 'nothing answers at its url';
  return messageIn(error)?.slice(0, 300) ?? 'the connection failed';
}

type Made = Transport & { terminateSession?(): Promise<void> };
const INITIALIZED = 'notifications/initialized';

async function makeTransport(
  kind: 'streamable-http' | 'sse',
  options: HttpOptions,
  listening: Listening,
): Promise<Made> {
  const { headers } = options;
  const { fetch } = listening;
  const url = new URL(options.url);
  if (kind === 'sse') {
    const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js');
    return new SSEClientTransport(url, { fetch, requestInit: { headers: { ...headers } } });
  }
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  return new StreamableHTTPClientTransport(url, {
    fetch,
    requestInit: { headers: { ...headers } },
    reconnectionOptions: {
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 30_000,
      reconnectionDelayGrowFactor: 1.5,
      maxRetries: 10,
    },
  });
}

/** A server over HTTP, through the SDK's own transports. */
export function createHttpWire(kind: 'streamable-http' | 'sse', options: HttpOptions): Wire {
  let transport: Made | null = null;
  let closing = false;
  let hadSession = false;
  const listening = createListening(
    limitedFetch(options.fetch, { longest: options.longest, pause: () => wire.pause() }),
  );

  const wire: Wire = {
    ...unheard(),
    kind,
    pid: null,
    async start() {
      const made = await makeTransport(kind, options, listening);
      transport = made;
      made.onmessage = (message) => {
        if (isRpcMessage(message)) wire.onMessage(message);
      };
      made.onclose = () => {
        if (!closing) wire.onClose('the connection was closed');
      };
      made.onerror = (error) => {
        if (error.message.startsWith('SSE stream disconnected')) wire.onDoubt();
      };
      try {
        await made.start();
      } catch (error) {
        throw new NotSent(httpReason(error), { cause: error });
      }
    },
    async send(message) {
      const opened = listening.opened();
      if (opened !== null) await opened;
      if (transport === null || closing) throw new NotSent('the connection is closed');
      if (kind === 'streamable-http' && message.method === INITIALIZED) listening.expect();
      try {
        // What the SDK reads of a message is there: it was made here, or came through its own schema.
        await transport.send(message as Parameters<Transport['send']>[0]);
        hadSession ||= transport.sessionId !== undefined;
      } catch (error) {
        const status = statusIn(error);
        if (hadSession && status !== null && EXPIRED.has(status)) {
          throw new NotSent('its session at the server has ended', { expired: true, cause: error });
        }
        if (neverConnected(error) || status === 401 || status === 403 || status === 404 || status === 405) {
          throw new NotSent(httpReason(error), { cause: error });
        }
        throw new Error(httpReason(error), { cause: error });
      }
    },
    async close() {
      if (closing) return;
      closing = true;
      const open = transport;
      if (open !== null) {
        // A goodbye that the server may not hear: it forgets idle sessions anyway.
        const bye = open.terminateSession?.().catch(() => {});
        await Promise.race([bye, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
        await open.close().catch(() => {});
      }
      wire.onClose(null);
    },
    setProtocolVersion: (version) => transport?.setProtocolVersion?.(version),
  };
  return wire;
}
