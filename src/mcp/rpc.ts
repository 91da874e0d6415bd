import { RpcError } from './errors.ts';

export type RpcId = string | number;
export type Fields = Record<string, unknown>;

/** A JSON-RPC 2.0 message as it came; only what is touched is typed. */
export interface RpcMessage {
  jsonrpc: '2.0';
  id?: RpcId | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: unknown;
  [key: string]: unknown;
}

/** JSON-RPC's own error codes, and those that MCP adds (https://modelcontextprotocol.io/specification/2025-11-25). */
export const RPC = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  server: -32000,
  resourceNotFound: -32002,
} as const;

/** The fields of an object; none of anything else, lists included. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function isRpcMessage(value: unknown): value is RpcMessage {
  return fieldsOf(value).jsonrpc === '2.0';
}

function isRpcId(value: unknown): value is RpcId {
  return typeof value === 'string' || typeof value === 'number';
}

/** A message that asks for an answer. */
export function isRequest(message: RpcMessage): message is RpcMessage & { id: RpcId; method: string } {
  return typeof message.method === 'string' && isRpcId(message.id);
}

export function isNotification(message: RpcMessage): message is RpcMessage & { method: string } {
  return typeof message.method === 'string' && (message.id === undefined || message.id === null);
}

/** The error in an answer; null where it has a result. */
export function errorIn(message: RpcMessage): RpcError | null {
  if (message.error === undefined) return null;
  const { code, message: text, data } = fieldsOf(message.error);
  return new RpcError(
    typeof code === 'number' ? code : RPC.server,
    typeof text === 'string' ? text : 'The server answered with an error.',
    data,
  );
}

/** Any thrown value as the error of an answer. */
export function errorBody(error: unknown): { code: number; message: string; data?: unknown } {
  if (error instanceof RpcError) {
    const { code, message, data } = error;
    return data === undefined ? { code, message } : { code, message, data };
  }
  return { code: RPC.server, message: error instanceof Error ? error.message : String(error) };
}

/** The token under which a request wants to hear of its progress. */
export function progressTokenOf(params: unknown): RpcId | null {
  const { progressToken } = fieldsOf(fieldsOf(params)._meta);
  return isRpcId(progressToken) ? progressToken : null;
}

/** The params with another progress token. */
export function withProgressToken(params: unknown, progressToken: RpcId): Fields {
  const fields = fieldsOf(params);
  return { ...fields, _meta: { ...fieldsOf(fields._meta), progressToken } };
}
