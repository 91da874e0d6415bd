import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createJsonQueryServer, type JsonQueryOptions } from './server.ts';

export interface ServeOptions extends JsonQueryOptions {
  stdin: Readable;
  stdout: Writable;
  /** Where SIGTERM and SIGINT come from. */
  signals: EventEmitter;
}

/**
 * Serves the JSON Query server over stdio, one JSON-RPC message a line. Settles once it is closed: when standard input ends
 * and what was asked is answered, or, at once, on SIGTERM, SIGINT, or when nobody reads standard output any more.
 */
export async function serveJsonQuery({ stdin, stdout, signals, ...options }: ServeOptions): Promise<void> {
  const { server, drain, close } = createJsonQueryServer(options);
  let drained: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT']) signals.once(name, () => resolve());
    stdout.on('error', () => resolve());
    stdin.on('error', () => resolve());
    stdin.once('end', () => {
      // What the last piece of input asked begins in the ticks after it.
      drained = new Promise((next) => setImmediate(next))
        .then(drain)
        .then(() => new Promise((next) => setImmediate(next)));
      drained.then(resolve, resolve);
    });
    server.onclose = () => resolve();
    server.connect(new StdioServerTransport(stdin, stdout)).catch(() => resolve());
  });
  await close();
}
