import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { onTestFinished } from 'vitest';
import * as z from 'zod';

function makeServer(asked: IncomingMessage[]): McpServer {
  const server = new McpServer({ name: 'over-http', version: '3' });
  server.registerTool('echo', { inputSchema: { value: z.string() } }, ({ value }) => ({
    content: [{ type: 'text', text: value }],
  }));
  server.registerTool('headers', {}, () => ({
    content: [{ type: 'text', text: JSON.stringify(asked.at(-1)?.headers) }],
  }));
  server.registerTool('hang', {}, () => new Promise(() => {}));
  return server;
}

/** A server of the official SDK over HTTP, in this process; ended with the test. */
export async function startHttpServer(kind: 'streamable-http' | 'sse', port = 0) {
  const asked: IncomingMessage[] = [];
  const sessions = new Map<string, StreamableHTTPServerTransport | SSEServerTransport>();

  const streamable = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (id !== undefined && known === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (known instanceof StreamableHTTPServerTransport) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (made) => void sessions.set(made, transport),
      onsessionclosed: (made) => void sessions.delete(made),
    });
    // The SDK's own classes and its own interface differ in what may be undefined.
    await makeServer(asked).connect(transport as Parameters<McpServer['connect']>[0]);
    await transport.handleRequest(request, response);
  };

  const sse = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') {
      const transport = new SSEServerTransport('/messages', response);
      sessions.set(transport.sessionId, transport);
      await makeServer(asked).connect(transport);
      return;
    }
    const known = sessions.get(url.searchParams.get('sessionId') ?? '');
    if (known instanceof SSEServerTransport) await known.handlePostMessage(request, response);
    else response.writeHead(404).end();
  };

  const http = createServer((request, response) => {
    asked.push(request);
    void (kind === 'sse' ? sse : streamable)(request, response);
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    port: (http.address() as AddressInfo).port,
    asked,
    sessions,
    stop,
    /** Forgets its sessions, as a server does that was started again. */
    forget: () => sessions.clear(),
  };
}
