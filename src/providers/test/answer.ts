import { type CancelSignal, ProxyError } from '../../exchange/index.ts';
import type { BodySink, UpstreamAnswer } from '../../upstream/index.ts';

/** So many chunks are written in a row before other work of the process gets its turn. */
const CHUNKS_A_TURN = 64;

/** One request's end: the caller's signal, `abort()`, or its answer's last byte; whatever waits then wakes. */
export class Stopper {
  stopped = false;
  private readonly waiting = new Set<() => void>();
  private readonly signal: CancelSignal;

  constructor(signal: CancelSignal) {
    this.signal = signal;
    signal.addEventListener('abort', this.stop, { once: true });
  }

  /** Resolves when woken, after `ms`, or at once when stopped. */
  wait(ms: number, takeWake?: (wake: () => void) => void): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => wake(), ms) : null;
      const wake = (): void => {
        if (timer !== null) clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      this.waiting.add(wake);
      takeWake?.(wake);
    });
  }

  readonly stop = (): void => {
    this.stopped = true;
    this.signal.removeEventListener('abort', this.stop);
    for (const wake of [...this.waiting]) wake();
  };
}

/** The body of an answer: chunks as they come; what it throws is handed to the sink as its error. */
export type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** An answer made in this process, which keeps the sink's pace and stops when it is told to. */
export function inProcessAnswer(
  status: number,
  headers: Record<string, string>,
  chunks: Chunks,
  stopper: Stopper,
): UpstreamAnswer {
  let resume = (): void => undefined;

  async function write(sink: BodySink): Promise<void> {
    let written = 0;
    for await (const chunk of chunks) {
      if (stopper.stopped) return;
      if (!sink.data(chunk)) {
        await stopper.wait(Number.POSITIVE_INFINITY, (wake) => {
          resume = wake;
        });
      }
      written += 1;
      if (written % CHUNKS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (stopper.stopped) return;
    }
  }

  async function pump(sink: BodySink): Promise<void> {
    try {
      await write(sink);
    } catch (error) {
      if (stopper.stopped) return;
      stopper.stop();
      const known = error instanceof ProxyError;
      sink.error(
        known ? error : new ProxyError('upstream_invalid', 'The test provider failed', { cause: error }),
      );
      return;
    }
    if (stopper.stopped) return;
    stopper.stop();
    sink.end();
  }

  return {
    status,
    headers,
    consume: (sink) => void pump(sink),
    resume: () => resume(),
    abort: stopper.stop,
  };
}
