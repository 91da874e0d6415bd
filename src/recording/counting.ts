/** Counts that are under way. */
export interface Counting {
  /** A count has begun; the returned function says that it is done. */
  begin(): () => void;
  /** Resolves when those begun so far are done, or after `maxMs`. */
  settle(maxMs: number): Promise<void>;
}

export function createCounting(): Counting {
  const running = new Set<() => void>();
  const waiting = new Set<{ for: Set<() => void>; done: () => void }>();
  return {
    begin() {
      const end = (): void => {
        if (!running.delete(end) || waiting.size === 0) return;
        for (const waiter of waiting) {
          waiter.for.delete(end);
          if (waiter.for.size === 0) waiter.done();
        }
      };
      running.add(end);
      return end;
    },
    settle(maxMs) {
      if (running.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter = {
          for: new Set(running),
          done: () => {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve();
          },
        };
        const timer = setTimeout(waiter.done, maxMs);
        waiting.add(waiter);
      });
    },
  };
}
