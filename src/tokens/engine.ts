import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../exchange/index.ts';
import type { Vocabulary } from './port.ts';
import { type CountRequest, LOADING, PENDING, Slot } from './protocol.ts';

/** How a batch ended: `done`, or by which text, and what had been counted until then. */
export interface BatchResult {
  /** Tokens of each text; null where it was not counted. */
  tokens: (number | null)[];
  /** Null where all went well. */
  failure: {
    /** The text that was being counted when the deadline passed or the worker ended; null while it was starting. */
    index: number | null;
    reason: 'deadline' | 'crash';
  } | null;
}

export interface EngineOptions {
  clock: Clock;
  /** Longest time that one text may take, in ms. */
  deadlineMs: number;
  /** Longest time that starting a worker may take, in ms. */
  loadMs: number;
}

/** One worker thread at a time, started when it is needed and ended from outside where it does not come back. */
export interface Engine {
  /** Counts one batch. One call at a time. */
  run(texts: string[], vocabulary: Vocabulary, pack: SharedArrayBuffer): Promise<BatchResult>;
  close(): Promise<void>;
}

/** A batch is texts and little else; V8's default lets young objects fill 48 MB a thread. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/** From source the worker is TypeScript, which Node 20 cannot load by itself; tests bundle it once. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./worker.js', import.meta.url), { resourceLimits });
  const bundled = process.env.KIMI_PROXY_SOURCE_WORKERS;
  if (bundled !== undefined) return new Worker(path.join(bundled, 'tokens.mjs'), { resourceLimits });
  const source = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  return new Worker(`import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${source}); })`, {
    eval: true,
    resourceLimits,
  });
}

/** See {@link Engine}. */
export function createEngine({ clock, deadlineMs, loadMs }: EngineOptions): Engine {
  let worker: Worker | null = null;

  async function end(): Promise<void> {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  }

  function start(): Worker {
    const started = startWorker();
    worker = started;
    // An 'error' is always followed by 'exit'; without a listener it would end the process.
    started.on('error', () => undefined);
    // One that ends while nothing is asked of it is not asked again.
    started.on('exit', () => {
      if (worker === started) worker = null;
    });
    return started;
  }

  async function run(texts: string[], vocabulary: Vocabulary, pack: SharedArrayBuffer): Promise<BatchResult> {
    const results = new SharedArrayBuffer(4 * (Slot.firstResult + texts.length));
    const slots = new Int32Array(results).fill(PENDING);
    slots[Slot.current] = LOADING;
    const running = worker ?? start();
    running.ref();

    const failure = await new Promise<'deadline' | 'crash' | null>((resolve) => {
      let seen = LOADING;
      let since = clock.monotonic();
      const watch = setInterval(
        () => {
          const current = Atomics.load(slots, Slot.current);
          const now = clock.monotonic();
          if (current !== seen) {
            seen = current;
            since = now;
          } else if (now - since >= (current === LOADING ? loadMs : deadlineMs)) settle('deadline');
        },
        Math.max(5, Math.min(deadlineMs, loadMs) / 8),
      );
      const onDone = (): void => settle(null);
      const onEnd = (): void => settle('crash');
      function settle(reason: 'deadline' | 'crash' | null): void {
        clearInterval(watch);
        running.off('message', onDone).off('exit', onEnd);
        resolve(reason);
      }
      running.on('message', onDone).on('exit', onEnd);
      const request: CountRequest = { vocabulary, pack, texts, results };
      running.postMessage(request);
    });

    if (failure === null) running.unref();
    else await end();
    const tokens = texts.map((_, i) => {
      const result = Atomics.load(slots, Slot.firstResult + i);
      return result === PENDING ? null : result;
    });
    if (failure === null) return { tokens, failure: null };
    const current = Atomics.load(slots, Slot.current);
    return { tokens, failure: { index: current === LOADING ? null : current, reason: failure } };
  }

  return { run, close: end };
}
