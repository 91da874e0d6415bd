import type { Retention, Store } from './port.ts';

/** How often old exchanges are looked for (ms), and how long after the start the first time. */
const RETAIN_EVERY_MS = 10 * 60_000;
const RETAIN_FIRST_MS = 60_000;

export interface UpkeepOptions {
  store: Pick<Store, 'purgeSessions' | 'retain'>;
  clock: { now(): number };
  /** What may be kept at this moment. */
  retention(): Retention;
  /** How long a deleted session can be brought back, in ms. */
  undoMs: number;
  /** Something is gone from the store: what is remembered of it is not to be relied on any more. */
  onDeleted(): void;
  /** So many exchanges were too old or too many, and went. */
  onRetained(exchanges: number): void;
  /** It could not be done now; the next time does it. */
  onTrouble(message: string, error: unknown): void;
}

/** What deletes for good, while the program runs, what is not to be kept. */
export interface Upkeep {
  /** Deletes now what was deleted so long ago that it cannot be brought back any more. Never rejects. */
  purge(): Promise<void>;
  /** Does so once what is deleted at this moment cannot be brought back any more. */
  purgeLater(): void;
  /** Nothing is begun after this. */
  stop(): void;
}

/** Begins to look for what is not to be kept; it holds no process up that wants to end. */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { store, clock, undoMs, onDeleted, onTrouble } = options;

  const purge = async (): Promise<void> => {
    try {
      if ((await store.purgeSessions(clock.now() - undoMs)) > 0) onDeleted();
    } catch (error) {
      onTrouble('deleted sessions could not be purged', error);
    }
  };
  const retain = async (): Promise<void> => {
    await purge();
    try {
      const gone = await store.retain(options.retention(), clock.now());
      if (gone === 0) return;
      onDeleted();
      options.onRetained(gone);
    } catch (error) {
      onTrouble('old exchanges could not be deleted', error);
    }
  };

  const timers = new Set([setTimeout(retain, RETAIN_FIRST_MS), setInterval(retain, RETAIN_EVERY_MS)]);
  for (const timer of timers) timer.unref();
  return {
    purge,
    purgeLater() {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void purge();
      }, undoMs + 1);
      timers.add(timer.unref());
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
