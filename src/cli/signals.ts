/** What a signal that ends the program asks for. */
export interface EndSteps {
  /** The first signal: let what runs end. */
  drain(): void;
  /** A later one: end at once. */
  abort(): void;
}

/** Signals that come within this many ms are one: npm's Ctrl-C arrives twice, from the terminal and from npm. */
export const SAME_SIGNAL_MS = 50;

/**
 * Turns signals into at most one drain and one abort. Whether a signal is a second one is not read off a clock:
 * signals that waited while the program was busy would look late. It is armed by a timer, and only after the
 * event loop has then handed out what was waiting.
 */
export function createSignalGate(
  steps: EndSteps,
  later: (armed: () => void) => void = (armed) => {
    setTimeout(() => setImmediate(armed), SAME_SIGNAL_MS).unref();
  },
): () => void {
  let state: 'running' | 'draining' | 'armed' | 'aborting' = 'running';
  return () => {
    if (state === 'running') {
      state = 'draining';
      later(() => {
        state = 'armed';
      });
      steps.drain();
    } else if (state === 'armed') {
      state = 'aborting';
      steps.abort();
    }
  };
}
