import { fieldsOf, isRpcMessage, type RpcMessage } from '../rpc.ts';
import { httpReason } from './http.ts';
import type { Fetch } from './limited-fetch.ts';

export type Probed =
  | { kind: 'streamable-http' | 'sse' | 'json-rpc' }
  /** `listening`: something is there, but does not answer as a server should. */
  | { kind: null; reason: string; listening: boolean };

export interface ProbeOptions {
  url: string;
  headers: Readonly<Record<string, string>>;
  fetch: Fetch;
  /** Ms of silence after which a server is taken to be down. */
  patienceMs: number;
  version: string;
  /** Nobody waits for it any more. */
  signal: AbortSignal;
}

const LONGEST = 1024 * 1024;
const NO_POST = new Set([400, 404, 405, 406, 415, 501]);

/** The first bytes of a body, until `enough` says so, it ends or has too many. */
async function readSome(response: Response, enough: (text: string) => boolean): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < LONGEST && !enough(text)) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  return text;
}

/** The first JSON-RPC message in an answer, be it JSON or a stream of events. */
async function firstMessage(response: Response): Promise<RpcMessage | null> {
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true;
  const text = isStream
    ? await readSome(response, (so) => /^data:[^\S\n]*\S[^\n]*\n\r?\n/m.test(so))
    : await readSome(response, () => false);
  const candidates = isStream
    ? text
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5))
    : [text];
  for (const candidate of candidates) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (isRpcMessage(value)) return value;
    } catch {
      // Not JSON: not a message.
    }
  }
  return null;
}

/**
 * Finds out how a server at an address is spoken to, by asking it: a POST of `initialize` that is answered with a
 * protocol version is Streamable HTTP; any other JSON-RPC answer is bare JSON-RPC; where a POST is not taken, a GET that
 * begins with the event `endpoint` is the transport of 2024-11-05 (see "Backwards Compatibility" in
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports). Never rejects.
 */
export async function probe(options: ProbeOptions): Promise<Probed> {
  const { url, headers, fetch, patienceMs } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), patienceMs);
  const signal = AbortSignal.any([limit.signal, options.signal]);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: {
          protocolVersion: '2025-11-25',
          capabilities: {},
          clientInfo: { name: 'kimi-proxy', version: options.version },
        },
      }),
      signal,
    });
    if (response.ok) {
      const message = await firstMessage(response);
      const session = response.headers.get('mcp-session-id');
      if (session !== null) void endSession(options, session);
      if (message === null) return nothing('it does not answer as an MCP server', true);
      const isMcp = typeof fieldsOf(message.result).protocolVersion === 'string';
      return { kind: isMcp ? 'streamable-http' : 'json-rpc' };
    }
    await response.body?.cancel();
    if (!NO_POST.has(response.status)) {
      return nothing(httpReason(Object.assign(new Error(), { code: response.status })), true);
    }
    const stream = await fetch(url, {
      method: 'GET',
      headers: { ...headers, accept: 'text/event-stream' },
      signal,
    });
    if (stream.ok && stream.headers.get('content-type')?.includes('text/event-stream') === true) {
      const start = await readSome(stream, (so) => /^event: ?endpoint\r?$/m.test(so));
      if (/^event: ?endpoint\r?$/m.test(start)) return { kind: 'sse' };
    } else await stream.body?.cancel();
    return nothing(`it answered ${response.status} to an MCP handshake`, true);
  } catch (error) {
    if (options.signal.aborted) return nothing('nobody waits for it any more', true);
    if (signal.aborted) return nothing(`it has not answered within ${patienceMs} ms`, true);
    const reason = httpReason(error);
    return nothing(reason, reason !== 'nothing answers at its url');
  } finally {
    clearTimeout(timer);
  }
}

function nothing(reason: string, listening: boolean): Probed {
  return { kind: null, reason, listening };
}

async function endSession({ url, headers, fetch }: ProbeOptions, session: string): Promise<void> {
  const signal = AbortSignal.timeout(2_000);
  try {
    const response = await fetch(url, {
      method: 'DELETE',
      headers: { ...headers, 'mcp-session-id': session },
      signal,
    });
    await response.body?.cancel();
  } catch {
    // It forgets idle sessions anyway.
  }
}
