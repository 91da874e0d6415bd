/** Measures for how long this process could not run, because it was busy or the machine was. */
export interface StandstillWatch {
  /** Milliseconds of standing still between two moments (monotonic ms). */
  between(from: number, to: number): number;
  stop(): void;
}

const LOOK_EVERY_MS = 5;
/** A timer that is late by less says nothing. */
const NOTABLE_MS = 3;

/** Starts to watch. */
export function watchStandstill(): StandstillWatch {
  const gaps: { from: number; to: number }[] = [];
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    if (now - last > LOOK_EVERY_MS + NOTABLE_MS) gaps.push({ from: last, to: now });
    last = now;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    between(from, to) {
      look();
      let sum = 0;
      for (const gap of gaps) sum += Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from));
      return sum;
    },
    stop: () => clearInterval(timer),
  };
}
