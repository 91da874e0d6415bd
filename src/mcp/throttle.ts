import type { Clock } from '../exchange/index.ts';

/** What a server may say unasked: messages a second, and bytes a second; as much again at once. */
const MESSAGES = 500;
const BYTES = 2 * 1024 * 1024;
/** Ms that a server which says more is not read, after each piece that was: most of the time is everyone else's. */
const PAUSE_MS = 10;

/** Holds a server to so many notifications a second. */
export interface Throttle {
  /** False where this one is dropped. */
  take(bytes: number): boolean;
  /** Resolves when the server may be read again; null where that is now. */
  pause(): Promise<void> | null;
}

/** Two buckets that fill with time. What does not fit is dropped, and the server read more slowly. */
export function createThrottle(clock: Clock): Throttle {
  let messages = MESSAGES;
  let bytes = BYTES;
  let at = clock.monotonic();
  let paused: Promise<void> | null = null;

  const fill = (): void => {
    const now = clock.monotonic();
    const seconds = (now - at) / 1000;
    at = now;
    messages = Math.min(MESSAGES, messages + seconds * MESSAGES);
    bytes = Math.min(BYTES, bytes + seconds * BYTES);
  };

  return {
    take(size) {
      fill();
      if (messages < 1 || bytes < 0) {
        paused ??= new Promise((resolve) => {
          setTimeout(() => {
            paused = null;
            resolve();
          }, PAUSE_MS).unref();
        });
        return false;
      }
      messages -= 1;
      bytes -= size;
      return true;
    },
    pause: () => paused,
  };
}
