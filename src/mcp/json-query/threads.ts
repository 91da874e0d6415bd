import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Job, Outcome } from './call.ts';
import type { JsonQueryLimits } from './limits.ts';

/** Runs calls in threads of their own, so that none holds up the program, and each can be ended. */
export interface Threads {
  /** Rejects with the signal's reason where it is aborted. */
  run(job: Job, signal: AbortSignal): Promise<Outcome>;
  /** Ends what runs; calls that run or wait are answered that the server closes. */
  close(): Promise<void>;
}

/** A thread that nothing was asked of for so long is ended, in ms. */
const IDLE_MS = 30_000;

/** From source the worker is TypeScript, which Node 20 cannot load by itself; tests bundle it once. */
function startWorker(heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 };
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./worker.js', import.meta.url), { resourceLimits });
  const bundled = process.env.KIMI_PROXY_SOURCE_WORKERS;
  if (bundled !== undefined) return new Worker(path.join(bundled, 'json-query.mjs'), { resourceLimits });
  const source = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  return new Worker(`import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${source}); })`, {
    eval: true,
    resourceLimits,
  });
}

const failed = (message: string): Outcome => ({ ok: false, message });

/** See {@link Threads}. */
export function createThreads({ timeMs, heapMb, maxThreads }: JsonQueryLimits): Threads {
  const workers = new Set<Worker>();
  /** Those that wait for a call, and what ends them. */
  const idle = new Map<Worker, NodeJS.Timeout>();
  const waiting = new Set<() => void>();
  let running = 0;
  let closed = false;

  function start(): Worker {
    const worker = startWorker(heapMb);
    workers.add(worker);
    // An error is always followed by the exit; without a listener it would end the program.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      workers.delete(worker);
      clearTimeout(idle.get(worker));
      idle.delete(worker);
    });
    return worker;
  }

  function rest(worker: Worker): void {
    worker.unref();
    const timer = setTimeout(() => {
      idle.delete(worker);
      void worker.terminate();
    }, IDLE_MS);
    timer.unref();
    idle.set(worker, timer);
  }

  function take(): Worker {
    const [rested] = idle.entries();
    if (rested === undefined) return start();
    const [worker, timer] = rested;
    clearTimeout(timer);
    idle.delete(worker);
    worker.ref();
    return worker;
  }

  /** Waits until a thread may run. */
  function turn(signal: AbortSignal): Promise<void> {
    if (running < maxThreads) {
      running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        waiting.delete(go);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(go);
        reject(signal.reason);
      };
      waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives the turn to the next that waits. */
  function pass(): void {
    const [next] = waiting;
    if (next === undefined) running--;
    else next();
  }

  function work(worker: Worker, job: Job, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        finish();
      };
      const stop = (finish: () => void): void => {
        settle(() => void worker.terminate().then(finish));
      };
      const onMessage = (outcome: Outcome): void => settle(() => resolve(outcome));
      const onAbort = (): void => stop(() => reject(signal.reason));
      const onError = (error: Error & { code?: string }): void =>
        stop(() =>
          resolve(
            failed(
              error.code === 'ERR_WORKER_OUT_OF_MEMORY'
                ? `The query needs more than ${heapMb} MB of memory. Ask for less at once: name the part of the file, or use a slice.`
                : `The query failed: ${error.message}.`,
            ),
          ),
        );
      const onExit = (): void =>
        settle(() => resolve(failed(closed ? 'The server is closing.' : 'The query ended before its time.')));
      const timer = setTimeout(
        () =>
          stop(() =>
            resolve(
              failed(
                `The query took longer than ${timeMs / 1000} s and was stopped. Narrow it: avoid "..", name the part of the file, and keep patterns in match() and search() simple.`,
              ),
            ),
          ),
        timeMs,
      );
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      signal.addEventListener('abort', onAbort, { once: true });
      worker.postMessage(job);
    });
  }

  return {
    async run(job, signal) {
      signal.throwIfAborted();
      await turn(signal);
      try {
        if (closed) return failed('The server is closing.');
        const worker = take();
        const outcome = await work(worker, job, signal);
        if (workers.has(worker)) rest(worker);
        return outcome;
      } finally {
        pass();
      }
    },
    async close() {
      closed = true;
      for (const go of [...waiting]) go();
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
