import type { Dispatcher } from 'undici';
import type { ProviderConfig } from '../config/index.ts';
import type { CancelSignal, ProxyError } from '../exchange/index.ts';
import type { Agents } from './agents.ts';
import { cancelledError, translateError } from './errors.ts';
import type { BodySink, SendUpstream, UpstreamAnswer, UpstreamRequest } from './port.ts';

/** Bytes held for an answer that nobody has taken yet; past that the connection is paused. */
const EARLY_LIMIT = 64 * 1024;

/** Origin and path prefix of each base URL, parsed once. */
const parsed = new Map<string, { origin: string; prefix: string }>();

function baseOf(baseUrl: string): { origin: string; prefix: string } {
  let base = parsed.get(baseUrl);
  if (base === undefined) {
    const url = new URL(baseUrl);
    base = { origin: url.origin, prefix: url.pathname === '/' ? '' : url.pathname.replace(/\/+$/, '') };
    parsed.set(baseUrl, base);
  }
  return base;
}

/** One request on the wire: undici's handler on one side, {@link UpstreamAnswer} on the other. */
class Wire implements Dispatcher.DispatchHandler, UpstreamAnswer {
  status = 0;
  headers: UpstreamAnswer['headers'] = {};
  sentMono: number | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private sink: BodySink | null = null;
  private early: Buffer[] | null = null;
  private earlyBytes = 0;
  private ended: 'no' | 'end' | ProxyError = 'no';
  /** Nothing more comes from the wire: it ended, failed, or was given up. */
  private over = false;
  private aborted = false;
  private readonly provider: ProviderConfig;
  private readonly signal: CancelSignal;
  private readonly resolve: (answer: UpstreamAnswer) => void;
  private readonly reject: (error: Error) => void;

  constructor(
    provider: ProviderConfig,
    signal: CancelSignal,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.provider = provider;
    this.signal = signal;
    this.resolve = resolve;
    this.reject = reject;
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  private readonly onAbort = (): void => {
    this.reject(cancelledError());
    this.abort();
  };

  private finish(): void {
    this.over = true;
    this.signal.removeEventListener('abort', this.onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.sentMono = performance.now();
    if (this.over) controller.abort(cancelledError());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamAnswer['headers'],
  ): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.resolve(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.over) return;
    if (this.sink === null) {
      if (this.early === null) this.early = [chunk];
      else this.early.push(chunk);
      this.earlyBytes += chunk.length;
      if (this.earlyBytes > EARLY_LIMIT) controller.pause();
    } else if (!this.sink.data(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.over) return;
    this.finish();
    if (this.sink === null) this.ended = 'end';
    else this.sink.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.over) return;
    this.finish();
    const translated = translateError(error, this.provider.name, this.provider.timeouts);
    if (this.status === 0) this.reject(translated);
    else if (this.sink === null) this.ended = translated;
    else this.sink.error(translated);
  }

  consume(sink: BodySink): void {
    this.sink = sink;
    const early = this.early;
    this.early = null;
    let go = true;
    for (const chunk of early ?? []) {
      if (this.aborted) return;
      go = sink.data(chunk) && go;
    }
    if (this.aborted) return;
    if (this.ended === 'end') sink.end();
    else if (this.ended !== 'no') sink.error(this.ended);
    else if (go) this.controller?.resume();
    else this.controller?.pause();
  }

  resume(): void {
    if (!this.over) this.controller?.resume();
  }

  abort(): void {
    this.aborted = true;
    if (this.over) return;
    this.finish();
    this.controller?.abort(cancelledError());
  }
}

/** What undici sends: of a body in pieces it does not know the length by itself. Its types leave out that it takes lists. */
function bodyOf({ body, headers }: UpstreamRequest): {
  body: NonNullable<Dispatcher.DispatchOptions['body']> | null;
  headers: UpstreamRequest['headers'];
} {
  if (body === null || body instanceof Uint8Array) return { body, headers };
  const [first] = body;
  if (first !== undefined && body.length === 1) return { body: first, headers };
  let length = 0;
  for (const piece of body) length += piece.byteLength;
  const pieces = body as unknown as Uint8Array;
  return { body: pieces, headers: { ...headers, 'content-length': String(length) } };
}

/** The real upstream: HTTP/1.1 through pooled undici connections. */
export function createSender(agents: Agents): SendUpstream {
  return (request: UpstreamRequest, signal: CancelSignal) =>
    new Promise<UpstreamAnswer>((resolve, reject) => {
      if (signal.aborted) {
        reject(cancelledError());
        return;
      }
      const { provider } = request;
      try {
        const { origin, prefix } = baseOf(request.baseUrl ?? provider.baseUrl);
        const { body, headers } = bodyOf(request);
        const wire = new Wire(provider, signal, resolve, reject);
        agents.for(provider).dispatch(
          {
            origin,
            path: prefix + request.path,
            method: request.method as Dispatcher.HttpMethod,
            headers,
            body,
            headersTimeout: provider.timeouts.firstByteMs,
            bodyTimeout: provider.timeouts.idleMs,
          },
          wire,
        );
      } catch (error) {
        reject(translateError(error, provider.name, provider.timeouts));
      }
    });
}
