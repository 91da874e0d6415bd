import type { IncomingMessage, ServerResponse } from 'node:http';
import { RPC } from '../rpc.ts';

/** What a POST carries, or the HTTP answer that refuses it. */
export type Body = { value: unknown } | { status: number; code: number; message: string };

/** A refusal before there is a session: JSON-RPC's error object with the HTTP status that the specification gives. */
export function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(body);
}

/** Reads a body of at most so many bytes as JSON. Rejects where the client goes away. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  const tooLarge = {
    status: 413,
    code: RPC.invalidRequest,
    message: `The message is over the limit of ${limit} bytes (body_limit_mb).`,
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > limit) return tooLarge;
    chunks.push(bytes);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is not JSON';
    return { status: 400, code: RPC.parse, message: `The message is not JSON: ${reason.slice(0, 200)}` };
  }
}

/** The request as the SDK's transport reads it: its body has been read already. */
export function webRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    if (!name.startsWith(':')) headers.append(name, request.rawHeaders[i + 1] ?? '');
  }
  // Who takes anything takes what the transport answers with.
  const accept = headers.get('accept');
  if (accept === null || /(^|[,\s])\*\/\*/.test(accept)) {
    headers.set('accept', 'application/json, text/event-stream');
  }
  return new Request(new URL(request.url ?? '/', 'http://localhost'), {
    method: request.method ?? 'GET',
    headers,
  });
}

/** Sends a web answer, as fast as the client takes it. Resolves when it has ended or the client is gone. */
export async function sendResponse(
  answer: Response,
  response: ServerResponse,
  delivered: (bytes: number) => void,
): Promise<void> {
  if (response.destroyed) {
    await answer.body?.cancel();
    return;
  }
  for (const [name, value] of answer.headers) {
    if (name !== 'connection') response.setHeader(name, value);
  }
  response.writeHead(answer.status);
  const reader = answer.body?.getReader();
  if (reader === undefined) {
    response.end();
    return;
  }
  response.flushHeaders();
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  response.once('close', () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || response.destroyed) break;
    if (!response.write(value)) {
      await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone]);
    }
    delivered(value.length);
  }
  response.end();
}
