/** Null where it takes longer, or fails; `late` hears of one that took longer and did not fail. */
export function within<T>(promise: Promise<T>, ms: number, late: () => void = () => {}): Promise<T | null> {
  return new Promise((resolve) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      resolve(null);
    }, ms);
    timer.unref();
    const done = (value: T | null): void => {
      clearTimeout(timer);
      resolve(value);
    };
    promise.then(
      (value) => {
        if (isLate) late();
        done(value);
      },
      // A server that cannot be reached is left out: its state says why.
      () => done(null),
    );
  });
}
