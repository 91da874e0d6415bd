import { ProxyError } from '../../exchange/index.ts';
import type { BodySink, UpstreamAnswer } from '../../upstream/index.ts';

/** So many chunks are written in a row before other work of the process gets its turn. */
const CHUNKS_A_TURN = 64;

/** Ends what is waiting: timers, and a sink that is full. */
export class Stopper {
  stopped = false;
  private readonly waiting = new Set<() => void>();

  /** Resolves after `ms`, or at once when stopped. */
  sleep(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
    });
  }

  /** Resolves only when stopped. */
  forever(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  stop(): void {
    this.stopped = true;
    for (const wake of [...this.waiting]) wake();
    this.waiting.clear();
  }
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
  let resumed: (() => void) | null = null;

  async function pump(sink: BodySink): Promise<void> {
    let written = 0;
    try {
      for await (const chunk of chunks) {
        if (stopper.stopped) return;
        if (!sink.data(chunk)) {
          await new Promise<void>((resolve) => {
            resumed = resolve;
            if (stopper.stopped) resolve();
          });
        }
        written += 1;
        if (written % CHUNKS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
        if (stopper.stopped) return;
      }
      if (!stopper.stopped) sink.end();
    } catch (error) {
      if (stopper.stopped) return;
      sink.error(
        error instanceof ProxyError
          ? error
          : new ProxyError('upstream_invalid', 'The test provider failed', { cause: error }),
      );
    }
  }

  return {
    status,
    headers,
    consume: (sink) => void pump(sink),
    resume() {
      resumed?.();
      resumed = null;
    },
    abort() {
      stopper.stop();
      resumed?.();
      resumed = null;
    },
  };
}
