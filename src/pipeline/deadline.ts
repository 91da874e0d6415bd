import { Canceller, type CancelSignal } from '../exchange/index.ts';
import { cancelledError } from '../upstream/index.ts';

/** The limit over all attempts of an exchange, joined with its client's going away. */
export interface Deadline {
  readonly signal: CancelSignal;
  leftMs(): number;
  expired(): boolean;
  /** No limit any more, but still cancelled with the client: a stream that has begun. */
  lift(): void;
  stop(): void;
}

/** Starts the limit of `totalMs`. When it passes, or the client goes away, `signal` is cancelled. */
export function startDeadline(totalMs: number, client: CancelSignal): Deadline {
  const signal = new Canceller();
  const endsAt = performance.now() + totalMs;
  let expired = false;
  const onClient = (): void => signal.cancel();
  if (client.aborted) signal.cancel();
  client.addEventListener('abort', onClient, { once: true });
  const timer = setTimeout(() => {
    expired = true;
    signal.cancel();
  }, totalMs);
  return {
    signal,
    leftMs: () => endsAt - performance.now(),
    expired: () => expired,
    lift: () => clearTimeout(timer),
    stop() {
      clearTimeout(timer);
      client.removeEventListener('abort', onClient);
    },
  };
}

/** Waits, unless the client goes away: then it throws `client_closed`. */
export function wait(ms: number, client: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(cancelledError());
    };
    const timer = setTimeout(() => {
      client.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    client.addEventListener('abort', onAbort, { once: true });
  });
}
