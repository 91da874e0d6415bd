import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { createReferenceServer } from './server.ts';

/** Ms after which a client whose stream was closed comes back. */
const RETRY_MS = 200;
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Keeps a session's events, so that a client that comes back gets what it missed. */
function keepEvents(): EventStore {
  const events: { stream: string; message: JSONRPCMessage }[] = [];
  const streamOf = (id: string) => events[Number(id)]?.stream;
  return {
    async storeEvent(stream, message) {
      return String(events.push({ stream, message }) - 1);
    },
    async getStreamIdForEventId(id) {
      return streamOf(id);
    },
    async replayEventsAfter(id, { send }) {
      const stream = streamOf(id);
      if (stream === undefined) throw new Error(`there is no event ${id}`);
      for (const [at, event] of events.entries()) {
        // An event without a message only says where a stream begins.
        if (at <= Number(id) || event.stream !== stream || !('jsonrpc' in event.message)) continue;
        await send(String(at), event.message);
      }
      return stream;
    },
  };
}

/** Whether a page from elsewhere is behind the request, by its Host or Origin. */
function isForeign({ headers: { host, origin } }: IncomingMessage): boolean {
  const names = [`http://${host}`, ...(origin === undefined ? [] : [origin])];
  return names.some((url) => !URL.canParse(url) || !LOCAL.includes(new URL(url).hostname));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message } }));
}

/** Serves the reference server by Streamable HTTP on a free port of loopback. */
export async function serveReference(): Promise<{ url: string; close(): Promise<void> }> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: keepEvents(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => {
        sessions.set(id, transport);
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await createReferenceServer().connect(transport);
    return transport;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeign(request)) return refuse(response, 403, 'Host and Origin must be of this machine');
    if (request.url !== '/mcp') return refuse(response, 404, 'the only path is /mcp');
    const id = request.headers['mcp-session-id'];
    const known = sessions.get(String(id));
    if (id !== undefined && known === undefined) return refuse(response, 404, 'the session has ended');
    await (known ?? (await openSession())).handleRequest(request, response);
  }

  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      for (const transport of sessions.values()) await transport.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
