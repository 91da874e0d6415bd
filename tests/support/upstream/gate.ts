import { deferred } from './deferred.ts';

/** Something that a handler waits for and a test opens: the order of events without sleeping. */
export interface Gate {
  readonly isOpen: boolean;
  /** Lets everyone through, now and later. */
  open(): void;
  /** Settles once a handler has come to it: what stands before it has been done. */
  readonly reached: Promise<void>;
  /** Called by who waits; settles once it is open. */
  arrive(): Promise<void>;
}

/** A closed gate. */
export function createGate(): Gate {
  const passed = deferred();
  const reached = deferred();
  let isOpen = false;
  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
      passed.resolve();
    },
    reached: reached.promise,
    arrive() {
      reached.resolve();
      return passed.promise;
    },
  };
}
