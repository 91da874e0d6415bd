import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { record } from './call.ts';
import { deferred } from './deferred.ts';
import { createGate, type Gate } from './gate.ts';
import { json } from './handlers/answers.ts';
import { modelListBody } from './languages/index.ts';
import { ClientGone, type Handler, type Received } from './types.ts';

/** A provider that does what a test tells it to, in any of the wire languages. */
export interface Upstream {
  /** Base URL with the version path: `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** The same for Gemini: `http://127.0.0.1:PORT/v1beta`. */
  readonly geminiUrl: string;
  readonly port: number;
  /** Every request but those for the list of models, in the order in which they came whole. */
  readonly requests: Received[];
  /** Requests for the list of models: a proxy asks in the background, beside any script. */
  readonly modelLists: Received[];
  /** Connections that are open now. */
  readonly connections: number;
  /** Connections ever accepted. */
  readonly accepted: number;
  /** Answers the next request that has no handler yet. */
  next(handler: Handler): void;
  /** Answers the next requests, one each. */
  script(handlers: Handler[]): void;
  /** Answers whatever has no handler of its own; without it such a request gets a 501. */
  always(handler: Handler): void;
  /** The list of models, `['m']` at first; a handler decides on all of the answer. */
  models(list: string[] | Handler): void;
  /** The n-th request, counted from 0, once it is here. */
  request(index: number): Promise<Received>;
  /** A closed gate, opened at `close` at the latest. */
  gate(): Gate;
  /** Ends every connection. Rejects with what a handler threw, so that a broken test cannot pass. */
  close(): Promise<void>;
}

const unscripted = json(501, {
  error: { message: 'Nothing is scripted for this request', type: 'test_upstream', code: 'unscripted' },
});

/** The list in the language that is asked for: by path, or by Anthropic's header. */
function modelList(ids: string[]): Handler {
  return (call) => {
    const { path, headers } = call.request;
    const others = headers['anthropic-version'] === undefined ? 'openai-chat' : 'anthropic-messages';
    const language = path.startsWith('/v1beta/') ? 'gemini' : others;
    return json(200, modelListBody(ids, language))(call);
  };
}

/** Starts an upstream on a free port of 127.0.0.1. */
export async function startUpstream(): Promise<Upstream> {
  const queue: Handler[] = [];
  const gates: Gate[] = [];
  const requests: Received[] = [];
  const modelLists: Received[] = [];
  const sockets = new Map<Socket, number>();
  const waiting = new Map<number, { promise: Promise<Received>; resolve(request: Received): void }>();
  const failures: unknown[] = [];
  let fallback = unscripted;
  let models = modelList(['m']);
  let accepted = 0;

  function choose(request: Received): Handler {
    if (request.method === 'GET' && /^\/v1(?:beta)?\/models(\?|$)/.test(request.path)) {
      modelLists.push(request);
      return models;
    }
    requests.push(request);
    waiting.get(requests.length - 1)?.resolve(request);
    return queue.shift() ?? fallback;
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const recording = record(incoming, outgoing, sockets.get(incoming.socket) ?? 0);
    const request = await recording.whole;
    try {
      await choose(request)(recording.call);
    } catch (error) {
      if (error instanceof ClientGone) return;
      failures.push(error);
      outgoing.destroy();
    }
  }

  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.set(socket, accepted);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    geminiUrl: `http://127.0.0.1:${port}/v1beta`,
    port,
    requests,
    modelLists,
    get connections() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    next(handler) {
      queue.push(handler);
    },
    script(handlers) {
      queue.push(...handlers);
    },
    always(handler) {
      fallback = handler;
    },
    models(list) {
      models = Array.isArray(list) ? modelList(list) : list;
    },
    request(index) {
      const here = requests[index];
      if (here) return Promise.resolve(here);
      const known = waiting.get(index) ?? deferred<Received>();
      waiting.set(index, known);
      return known.promise;
    },
    gate() {
      const gate = createGate();
      gates.push(gate);
      return gate;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const gate of gates) gate.open();
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
      if (failures.length > 0) throw failures[0];
    },
  };
}
