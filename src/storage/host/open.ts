import path from 'node:path';
import { type Store, StoreError } from '../port.ts';
import { encodeBatch } from '../queries/batch.ts';
import { READS, type RemoteMethod, type ThreadData, WRITES } from './messages.ts';
import { createSeen } from './seen.ts';
import { type StoreThread, startThread } from './thread.ts';

export interface OpenStoreOptions {
  dialect: 'sqlite';
  /** The database file; its folder is made where it is missing. */
  file: string;
  /** How long a lock that another program holds is waited for, in ms. */
  busyTimeoutMs?: number;
}

/** A store, and what a person should hear about its opening (a damaged database was set aside). */
export interface OpenedStore extends Store {
  readonly notices: readonly string[];
}

/** Asked of the writer without anything being written that a reader would have to wait for. */
const WRITES_LITTLE: readonly RemoteMethod[] = ['knownNodes', 'markInterrupted', 'healthy'];

/**
 * Opens the store: the writer in a thread of its own, and a second thread for reads, which must not wait for what
 * is written. That one is started with the first read after the first write: a program that nobody has asked
 * anything yet does without it. Until it runs the writer reads, too: the first exchanges after a start are not kept
 * waiting for a thread. A thread that dies is started anew at the next call.
 * @throws StoreError `newer`, `unwritable`, `locked`, `full`; the message is one sentence for a person
 */
export async function openStore({
  dialect,
  file,
  busyTimeoutMs = 2000,
}: OpenStoreOptions): Promise<OpenedStore> {
  const threads = {
    writer: lazyThread({ dialect, file, busyTimeoutMs, role: 'writer' }),
    reader: lazyThread({ dialect, file, busyTimeoutMs, role: 'reader' }),
  };
  const { notices } = await threads.writer.get();
  const seen = createSeen();

  let written = false;
  const read = async (method: RemoteMethod, args: readonly unknown[]) => {
    const reader = written ? threads.reader.ready() : null;
    return (reader ?? (await threads.writer.get())).call(method, args);
  };
  const write = async (method: RemoteMethod, args: readonly unknown[]) => {
    written ||= !WRITES_LITTLE.includes(method);
    return (await threads.writer.get()).call(method, args);
  };
  const calls = Object.fromEntries([
    ...READS.map((method) => [method, (...args: unknown[]) => read(method, args)]),
    ...WRITES.map((method) => [method, (...args: unknown[]) => write(method, args)]),
  ]) as unknown as Pick<Store, RemoteMethod>;

  /** While something is deleted, every context is sent whole. */
  const deleting = async <T>(work: () => Promise<T>): Promise<T> => {
    const resume = seen.suspend();
    try {
      return await work();
    } finally {
      resume();
    }
  };

  return {
    ...calls,
    notices,
    async write(batch) {
      written = true;
      const { epoch } = seen;
      const encoded = encodeBatch(batch, seen);
      await (await threads.writer.get()).write(encoded);
      if (epoch === seen.epoch) seen.remember(encoded);
    },
    deleteSession: (id) => deleting(() => calls.deleteSession(id)),
    purgeSessions: (until) => deleting(() => calls.purgeSessions(until)),
    retain: (limits, now) => deleting(() => calls.retain(limits, now)),
    async healthy() {
      try {
        return await calls.healthy();
      } catch (error) {
        if (error instanceof StoreError) return false;
        throw error;
      }
    },
    async close() {
      await threads.reader.close();
      await threads.writer.close();
    },
  };
}

interface LazyThread {
  /** The thread, once it runs. */
  get(): Promise<StoreThread>;
  /** The thread where it runs; where it does not, it is started, and null. */
  ready(): StoreThread | null;
  close(): Promise<void>;
}

/** A thread that is started when it is first asked for, and again when it died. */
function lazyThread(data: ThreadData): LazyThread {
  let current: Promise<StoreThread> | null = null;
  let running: StoreThread | null = null;
  let closed = false;
  const start = () => {
    const started = startThread(data);
    current = started;
    started.then(
      (thread) => {
        running = thread;
      },
      () => {
        if (current === started) current = null;
      },
    );
    return started;
  };
  return {
    ready() {
      if (running?.alive) return running;
      if (running !== null) current = null;
      running = null;
      if (current === null && !closed) void start();
      return null;
    },
    async get() {
      if (closed) throw new StoreError('failed', 'The store is closed.');
      const known = current;
      if (known === null) return start();
      const thread = await known;
      if (thread.alive) return thread;
      return current === known || current === null ? start() : current;
    },
    async close() {
      closed = true;
      // One that is starting may fail, and there is nothing to close then.
      const thread = await current?.catch(() => null);
      await thread?.close();
    },
  };
}

/** The store's file in a data folder. */
export function databaseFile(dataDir: string): string {
  return path.join(dataDir, 'kimi-proxy.db');
}
