import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../port.ts';
import type { EncodedBatch } from '../queries/batch.ts';
import {
  fromSent,
  type Opened,
  type RemoteMethod,
  type Reply,
  type Request,
  type ThreadData,
} from './messages.ts';
import { toPosted } from './posting.ts';

/** A database connection in a thread of its own. */
export interface StoreThread {
  /** What there was to say when it was opened. */
  readonly notices: string[];
  call(method: RemoteMethod, args: readonly unknown[]): Promise<unknown>;
  write(batch: EncodedBatch): Promise<void>;
  /** Closes the connection and ends the thread. */
  close(): Promise<void>;
  /** False once the thread is gone: every call rejects then. */
  readonly alive: boolean;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

/** A batch has at most some hundred KB; V8's default lets young objects fill 48 MB a thread. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** From TypeScript source a worker needs a loader, which the built program does not have; tests bundle it once. */
function startWorker(workerData: ThreadData): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits });
  }
  const bundled = process.env.KIMI_PROXY_SOURCE_WORKERS;
  if (bundled !== undefined)
    return new Worker(path.join(bundled, 'store.mjs'), { workerData, resourceLimits });
  const source = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const start = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${source}); })`;
  return new Worker(start, { eval: true, workerData, resourceLimits });
}

/** How long a thread that was told to close may take to end, in ms. */
const ENDING_MS = 2000;

/**
 * Starts the thread and opens the database there. It keeps the process alive only while someone waits for it.
 * @throws StoreError as opening does
 */
export async function startThread(data: ThreadData): Promise<StoreThread> {
  const worker = startWorker(data);
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone: StoreError | null = null;

  const end = (error: StoreError) => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('error', (error: Error) => {
    end(new StoreError('failed', `The database's thread failed: ${error.message}`, { cause: error }));
  });
  worker.on('exit', () => end(new StoreError('failed', "The database's thread has ended.")));

  const opened = await firstMessage(worker, () => gone);
  if (!opened.opened) {
    await worker.terminate();
    throw fromSent(opened.error);
  }
  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    if (asked === undefined) return;
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('error' in reply) asked.reject(fromSent(reply.error));
    else asked.resolve(reply.value);
  });
  worker.unref();

  const ask = (request: Request, transfer: ArrayBuffer[] = []) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone !== null) return reject(gone);
      if (waiting.size === 0) worker.ref();
      waiting.set(request.id, { resolve, reject });
      worker.postMessage(request, transfer);
    });

  return {
    notices: opened.notices,
    get alive() {
      return gone === null;
    },
    call: (method, args) => ask({ id: nextId++, method, args }),
    async write(batch) {
      const posted = toPosted(batch);
      await ask({ id: nextId++, batch: posted }, [posted.bytes.buffer]);
    },
    async close() {
      if (gone !== null) return;
      worker.ref();
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      await ask({ id: nextId++, close: true });
      // Ending a thread from outside in the middle of a native call ends the whole process.
      const late = setTimeout(() => void worker.terminate(), ENDING_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function firstMessage(worker: Worker, gone: () => StoreError | null): Promise<Opened> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('exit', () => reject(gone() ?? new StoreError('failed', "The database's thread has ended.")));
  });
}
