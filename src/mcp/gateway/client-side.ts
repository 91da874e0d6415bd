import { RpcError } from '../errors.ts';
import {
  errorIn,
  type Fields,
  fieldsOf,
  progressTokenOf,
  RPC,
  type RpcId,
  type RpcMessage,
  withProgressToken,
} from '../rpc.ts';
import type { ClientSide } from './endpoint.ts';

/** Sends a message to the client; `relatedTo`: on the stream of that request, where it is still open. */
export type ToClient = (message: RpcMessage, relatedTo: RpcId | null) => void;

interface Asked {
  settle(outcome: { result: unknown } | { error: Error }): void;
  /** The token under which the server wants to hear of progress. */
  token: RpcId | null;
}

/** Requests to a client, under ids of our own: servers number theirs as they like. */
export function createClientSide(send: ToClient): ClientSide & {
  /** Takes a client's answer. */
  answer(message: RpcMessage): void;
  /** A client's progress, with the token of who asked; null where nobody did. */
  progress(params: unknown): Fields | null;
  close(): void;
} {
  const asked = new Map<string, Asked>();
  let next = 0;

  return {
    ask: (method, params, relatedTo, signal) =>
      new Promise((resolve, reject) => {
        const id = `kimi-proxy-${++next}`;
        const token = progressTokenOf(params);
        const onAbort = (): void => {
          if (!asked.delete(id)) return;
          send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } }, relatedTo);
          reject(new RpcError(RPC.server, 'The request was cancelled.'));
        };
        const settle: Asked['settle'] = (outcome) => {
          if (!asked.delete(id)) return;
          signal.removeEventListener('abort', onAbort);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.result);
        };
        asked.set(id, { settle, token });
        signal.addEventListener('abort', onAbort, { once: true });
        const sent = token === null ? params : withProgressToken(params, id);
        send({ jsonrpc: '2.0', id, method, ...(sent === undefined ? {} : { params: sent }) }, relatedTo);
      }),
    tell(method, params, relatedTo) {
      send({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) }, relatedTo);
    },
    answer(message) {
      if (typeof message.id !== 'string') return;
      const error = errorIn(message);
      asked.get(message.id)?.settle(error === null ? { result: message.result } : { error });
    },
    progress(params) {
      const { progressToken } = fieldsOf(params);
      const of = typeof progressToken === 'string' ? asked.get(progressToken) : undefined;
      return of?.token == null ? null : { ...fieldsOf(params), progressToken: of.token };
    },
    close() {
      const error = new RpcError(RPC.server, 'The client has gone.');
      for (const one of [...asked.values()]) one.settle({ error });
    },
  };
}
