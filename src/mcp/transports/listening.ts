import type { Fetch } from './limited-fetch.ts';

/** Ms that messages wait for the server's stream: some servers answer the question for one with their first event only. */
const LISTEN_MS = 500;

/** Knows when a server's own stream is open, on which it asks what it does not tie to a request. */
export interface Listening {
  readonly fetch: Fetch;
  /** The stream is about to be asked for: the SDK does, once a server has accepted `notifications/initialized`. */
  expect(): void;
  /** Resolves when it is open, refused or too late; null where nothing is expected. */
  opened(): Promise<void> | null;
}

/**
 * A server may ask on a stream of its own, which a client opens by a GET after the handshake; what it asks before is lost
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server).
 * So no request should overtake that GET.
 */
export function createListening(fetch: Fetch): Listening {
  let opened: Promise<void> | null = null;
  let settle = (): void => {};
  return {
    async fetch(url, init) {
      let accepted = false;
      try {
        const response = await fetch(url, init);
        accepted = init?.method === 'POST' && response.status === 202;
        return response;
      } finally {
        // Only after an accepted notification does the question for the stream follow.
        if (!accepted) settle();
      }
    },
    expect() {
      if (opened !== null) return;
      opened = new Promise((resolve) => {
        const timer = setTimeout(() => settle(), LISTEN_MS).unref();
        settle = () => {
          clearTimeout(timer);
          opened = null;
          settle = () => {};
          resolve();
        };
      });
    },
    opened: () => opened,
  };
}
