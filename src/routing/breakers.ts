import type { Clock } from '../exchange/index.ts';
import type { BreakerState, Breakers } from './port.ts';

export interface BreakerOptions {
  clock: Clock;
  /** Failures in a row that open it. */
  threshold?: number;
  /** How long it stays open before a trial, in ms. */
  openMs?: number;
  /** Told when one opens, is open anew after a trial that failed, or closes. */
  onChange?(provider: string, state: 'open' | 'closed'): void;
}

interface Breaker {
  failures: number;
  /** Monotonic ms at which it opened; null: closed. */
  openedAt: number | null;
  /** Wall time in ms at which it first opened. */
  since: number | null;
  trial: boolean;
}

/** Breakers for all providers, each made when it is first heard of. Numbers: docs/routing.md. */
export function createBreakers({
  clock,
  threshold = 5,
  openMs = 30_000,
  onChange,
}: BreakerOptions): Breakers {
  const breakers = new Map<string, Breaker>();

  function leftMs(breaker: Breaker): number {
    return breaker.openedAt === null ? 0 : breaker.openedAt + openMs - clock.monotonic();
  }

  return {
    refuse(provider) {
      const breaker = breakers.get(provider);
      if (breaker === undefined || breaker.openedAt === null) return null;
      const left = leftMs(breaker);
      if (left > 0) return Math.ceil(left / 1000);
      if (breaker.trial) return 1;
      breaker.trial = true;
      return null;
    },
    success(provider) {
      const wasOpen = (breakers.get(provider)?.openedAt ?? null) !== null;
      breakers.delete(provider);
      if (wasOpen) onChange?.(provider, 'closed');
    },
    failure(provider) {
      const breaker = breakers.get(provider) ?? {
        failures: 0,
        openedAt: null,
        since: null,
        trial: false,
      };
      breakers.set(provider, breaker);
      breaker.failures += 1;
      const trialFailed = breaker.trial;
      breaker.trial = false;
      const opens = breaker.openedAt === null && breaker.failures >= threshold;
      if (!opens && !trialFailed) return;
      breaker.openedAt = clock.monotonic();
      breaker.since ??= clock.now();
      onChange?.(provider, 'open');
    },
    release(provider) {
      const breaker = breakers.get(provider);
      if (breaker !== undefined) breaker.trial = false;
    },
    since: (provider) => breakers.get(provider)?.since ?? null,
    retryAt(provider) {
      const breaker = breakers.get(provider);
      const left = breaker === undefined ? 0 : leftMs(breaker);
      return left > 0 ? clock.now() + left : null;
    },
    state(provider): BreakerState {
      const breaker = breakers.get(provider);
      if (breaker === undefined || breaker.openedAt === null) return 'closed';
      return leftMs(breaker) > 0 ? 'open' : 'half-open';
    },
  };
}
