import { isRetryable, retryDelay } from './retry.ts';

export type TimeoutPhase = 'connect' | 'first_byte' | 'idle' | 'total';

/** How an attempt failed, before any of its bytes went to the client. */
export type Failure =
  | { kind: 'unreachable' }
  | { kind: 'reset' }
  | { kind: 'invalid' }
  | { kind: 'timeout'; phase: TimeoutPhase }
  /** `retryAfterMs`: what `readRetryAfter` made of the answer's headers. */
  | { kind: 'status'; status: number; retryAfterMs: number | null }
  /** The provider's breaker is open. */
  | { kind: 'breaker'; retryAfterS: number };

export interface Situation {
  failure: Failure;
  /** Attempts made at this provider, this one included. */
  attempt: number;
  /** Retries that its configuration allows after the first attempt. */
  retries: number;
  fallbacksLeft: number;
  /** What is left of `total_s`, which covers all attempts; in ms. */
  budgetLeftMs: number;
  /** Whether bytes of an upstream went to the client: then nothing can be taken back. */
  relayed: boolean;
  /** From 0 to 1. */
  random: () => number;
}

export type NextStep =
  | { action: 'retry'; waitMs: number; reason: string }
  | { action: 'fallback'; reason: string }
  /** `retryAfterS`: how many seconds the client should wait, where that is known. */
  | { action: 'answer'; reason: string; retryAfterS: number | null };

const TIMEOUT_WORDS: Record<TimeoutPhase, string> = {
  connect: 'no connection in time',
  first_byte: 'no answer in time',
  idle: 'the answer stopped coming',
  total: 'the time for all attempts is used up',
};

function describe(failure: Failure): string {
  switch (failure.kind) {
    case 'unreachable':
      return 'it could not be reached';
    case 'reset':
      return 'the connection was reset before an answer';
    case 'invalid':
      return 'it did not answer in HTTP';
    case 'timeout':
      return TIMEOUT_WORDS[failure.phase];
    case 'status':
      return `it answered ${failure.status}`;
    case 'breaker':
      return `it failed repeatedly and is left alone for ${failure.retryAfterS} s`;
  }
}

/** May the same provider be asked again? A time-out after the body was sent may have been billed: no. */
function mayRetry(failure: Failure): boolean {
  switch (failure.kind) {
    case 'unreachable':
    case 'reset':
      return true;
    case 'timeout':
      return failure.phase === 'connect';
    case 'status':
      return isRetryable(failure.status);
    case 'invalid':
    case 'breaker':
      return false;
  }
}

/** May another provider fare better? Not where the request itself was refused. */
function mayFallBack(failure: Failure): boolean {
  return failure.kind !== 'status' || failure.status >= 500 || isRetryable(failure.status);
}

function askedToWait(failure: Failure): number | null {
  if (failure.kind === 'breaker') return failure.retryAfterS;
  if (failure.kind !== 'status' || failure.retryAfterMs === null) return null;
  return Math.ceil(failure.retryAfterMs / 1000);
}

/**
 * What to do about a failed attempt: again at the same provider, at the next fallback, or give the client the
 * answer that there is. `reason` says why in words for a person.
 */
export function planNext(situation: Situation): NextStep {
  const { failure, attempt, retries, fallbacksLeft, budgetLeftMs, relayed, random } = situation;
  const why = describe(failure);
  const answer = (because: string): NextStep => ({
    action: 'answer',
    reason: because === '' ? why : `${why}; ${because}`,
    retryAfterS: askedToWait(failure),
  });
  const otherwise = (because: string): NextStep => {
    if (fallbacksLeft > 0) return { action: 'fallback', reason: `${why}; ${because}` };
    return answer(`${because}, and there is no fallback left`);
  };

  if (relayed) return answer('part of the answer had already been passed on');
  if (!mayFallBack(failure)) return answer('');
  if (budgetLeftMs <= 0 || (failure.kind === 'timeout' && failure.phase === 'total')) {
    return answer('no time is left for another attempt');
  }
  if (!mayRetry(failure)) {
    return otherwise(
      failure.kind === 'timeout' ? 'it may have done the work, so it is not asked again' : 'not asked again',
    );
  }
  if (attempt > retries) {
    return otherwise(attempt === 1 ? 'no retries are allowed' : `tried ${attempt} times`);
  }
  const delay = retryDelay(attempt, failure.kind === 'status' ? failure.retryAfterMs : null, random);
  if ('moveOn' in delay) return otherwise(`it asks to wait ${delay.retryAfterS} s`);
  if (delay.waitMs >= budgetLeftMs) return otherwise('the time left is shorter than the wait');
  return { action: 'retry', waitMs: delay.waitMs, reason: `${why}; retry ${attempt} of ${retries}` };
}
