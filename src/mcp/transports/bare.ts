import { type Fields, fieldsOf, isRequest, type RpcMessage } from '../rpc.ts';
import { type HttpOptions, httpReason } from './http.ts';
import { limitedFetch } from './limited-fetch.ts';
import { NotSent, unheard, type Wire } from './wire.ts';

/** The oldest version: such a server knows none. */
const VERSION = '2024-11-05';

/** A result as a tool's result: one that is none is told as text and as structured content. */
export function asToolResult(result: unknown): Fields {
  const fields = fieldsOf(result);
  if (Array.isArray(fields.content)) return fields;
  const isError = fields.success === false;
  return {
    content: [
      { type: 'text', text: typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null') },
    ],
    ...(Object.keys(fields).length === 0 ? {} : { structuredContent: fields }),
    ...(isError ? { isError } : {}),
  };
}

/**
 * A server that answers JSON-RPC over HTTP and knows nothing of MCP's handshake: each POST has its answer in the body,
 * whatever id that has. The handshake is answered here.
 */
export function createBareWire(options: HttpOptions): Wire {
  let closed = false;
  /** Requests that run, by their ids. */
  const running = new Map<unknown, AbortController>();
  const ask = async (message: RpcMessage, signal: AbortSignal): Promise<RpcMessage> => {
    const fetch = limitedFetch(options.fetch, { longest: options.longest, pause: () => wire.pause() });
    const response = await fetch(options.url, {
      method: 'POST',
      headers: { ...options.headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(message),
      signal,
    });
    const text = await response.text();
    if (!response.ok)
      throw Object.assign(new Error(`it answered ${response.status}`), { code: response.status });
    return fieldsOf(JSON.parse(text)) as RpcMessage;
  };

  const answer = (message: RpcMessage, part: Fields): void =>
    wire.onMessage({ jsonrpc: '2.0', id: message.id ?? null, ...part });

  const forward = async (message: RpcMessage & { method: string }): Promise<void> => {
    const control = new AbortController();
    running.set(message.id, control);
    const { result, error } = await ask(message, control.signal).finally(() => running.delete(message.id));
    if (error !== undefined) answer(message, { error });
    else if (message.method === 'tools/call') answer(message, { result: asToolResult(result) });
    else if (message.method === 'tools/list' && !Array.isArray(fieldsOf(result).tools)) {
      answer(message, { result: { tools: [] } });
    } else answer(message, { result: fieldsOf(result) });
  };

  const wire: Wire = {
    ...unheard(),
    kind: 'json-rpc',
    pid: null,
    start: () => Promise.resolve(),
    async send(message) {
      if (closed) throw new NotSent('the connection is closed');
      if (!isRequest(message)) {
        // Such a server knows of no cancelling: that its connection is closed, it may notice.
        if (message.method === 'notifications/cancelled') {
          running.get(fieldsOf(message.params).requestId)?.abort();
        }
        return;
      }
      if (message.method === 'initialize') {
        const result = {
          protocolVersion: VERSION,
          capabilities: { tools: {} },
          serverInfo: { name: new URL(options.url).host, version: 'unknown' },
        };
        queueMicrotask(() => answer(message, { result }));
        return;
      }
      if (message.method === 'ping') {
        queueMicrotask(() => answer(message, { result: {} }));
        return;
      }
      try {
        await forward(message);
      } catch (error) {
        const reason = httpReason(error);
        if (reason === 'nothing answers at its url') throw new NotSent(reason, { cause: error });
        throw new Error(reason, { cause: error });
      }
    },
    close() {
      if (closed) return Promise.resolve();
      closed = true;
      for (const control of running.values()) control.abort();
      wire.onClose(null);
      return Promise.resolve();
    },
  };
  return wire;
}
