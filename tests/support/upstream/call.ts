import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { deferred } from './deferred.ts';
import type { Gate } from './gate.ts';
import { type Call, ClientGone, type HeaderMap, type Received } from './types.ts';

/** A request while it is read and answered; `request` is what tests see of it. */
export interface Recording {
  readonly request: Received;
  readonly call: Call;
  /** Settles with the request once its body is whole; never where the client broke off before. */
  readonly whole: Promise<Received>;
}

const waitingForEnd = new WeakMap<Socket, Set<() => void>>();

/** Calls back when the connection goes away: one listener for all the requests that came on it. */
function onceGone(socket: Socket, callback: () => void): void {
  const callbacks = waitingForEnd.get(socket) ?? new Set();
  if (callbacks.size === 0) {
    waitingForEnd.set(socket, callbacks);
    socket.once('close', () => {
      for (const gone of callbacks) gone();
    });
  }
  callbacks.add(callback);
}

/** Records `incoming` and answers it through `outgoing`. */
export function record(incoming: IncomingMessage, outgoing: ServerResponse, connection: number): Recording {
  const socket = incoming.socket;
  const closed = deferred();
  const whole = deferred<Received>();
  const pieces: Buffer[] = [];
  const state = { body: Buffer.alloc(0), written: 0, answered: false, aborted: false };

  onceGone(socket, () => {
    if (!state.answered) state.aborted = true;
    closed.resolve();
  });
  const request: Received = {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    rawHeaders: incoming.rawHeaders,
    headers: incoming.headers,
    connection,
    closed: closed.promise,
    get body() {
      return state.body;
    },
    get aborted() {
      return state.aborted;
    },
    get answered() {
      return state.answered;
    },
    get written() {
      return state.written;
    },
    json: () => JSON.parse(state.body.toString('utf8')),
    text: () => state.body.toString('utf8'),
  };
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  incoming.on('end', () => {
    state.body = Buffer.concat(pieces);
    whole.resolve(request);
  });
  const call = createCall(request, outgoing, socket, {
    wrote: (bytes) => {
      state.written += bytes;
    },
    ended: () => {
      state.answered = true;
    },
  });
  return { request, call, whole: whole.promise };
}

interface Progress {
  wrote(bytes: number): void;
  ended(): void;
}

function createCall(request: Received, outgoing: ServerResponse, socket: Socket, progress: Progress): Call {
  const gone = request.closed.then(() => {
    throw new ClientGone();
  });
  gone.catch(() => undefined);
  const settle = (start: (done: () => void) => void) =>
    Promise.race([new Promise<void>((resolve) => start(resolve)), gone]);
  return {
    request,
    socket,
    async head(status: number, headers: HeaderMap) {
      if (socket.destroyed) throw new ClientGone();
      outgoing.writeHead(status, headers);
    },
    async flush() {
      outgoing.flushHeaders();
    },
    write: (piece) =>
      settle((done) => {
        outgoing.write(piece, (error) => {
          if (error) return;
          progress.wrote(piece.length);
          done();
        });
      }),
    end: () =>
      settle((done) => {
        outgoing.end(() => {
          progress.ended();
          done();
        });
      }),
    wait: (gate: Gate) => Promise.race([gate.arrive(), gone]),
  };
}
