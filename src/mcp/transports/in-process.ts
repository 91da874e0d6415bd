import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { isRpcMessage } from '../rpc.ts';
import { unheard, type Wire } from './wire.ts';

/** A server of our own, made anew for each connection. */
export interface InProcess {
  server: Pick<Server, 'connect' | 'close'>;
  close(): Promise<void>;
}

/** A connection to a server that lives in this process. */
export function createInProcessWire(make: () => Promise<InProcess>): Wire {
  let made: InProcess | null = null;
  let closing = false;
  let post: ((message: Parameters<Wire['send']>[0]) => Promise<void>) | null = null;

  const wire: Wire = {
    ...unheard(),
    kind: 'built-in',
    pid: null,
    async start() {
      const { InMemoryTransport } = await import('@modelcontextprotocol/sdk/inMemory.js');
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      made = await make();
      ours.onmessage = (message) => {
        if (isRpcMessage(message)) wire.onMessage(message);
      };
      await made.server.connect(theirs);
      await ours.start();
      post = (message) => ours.send(message as Parameters<typeof ours.send>[0]);
    },
    send: (message) => post?.(message) ?? Promise.reject(new Error('it is not started')),
    async close() {
      if (closing) return;
      closing = true;
      await made?.close();
      wire.onClose(null);
    },
  };
  return wire;
}
