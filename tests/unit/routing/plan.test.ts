import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Failure, planNext, type Situation } from '../../../src/routing/index.ts';

const status = (code: number, retryAfterMs: number | null = null): Failure => ({
  kind: 'status',
  status: code,
  retryAfterMs,
});
const timeout = (phase: 'connect' | 'first_byte' | 'idle' | 'total'): Failure => ({ kind: 'timeout', phase });

function plan(failure: Failure, over: Partial<Situation> = {}) {
  return planNext({
    failure,
    attempt: 1,
    retries: 2,
    fallbacksLeft: 1,
    budgetLeftMs: 60_000,
    relayed: false,
    random: () => 0.5,
    ...over,
  });
}

const RETRIED: [string, Failure][] = [
  ['a refused connection', { kind: 'unreachable' }],
  ['a reset before the answer', { kind: 'reset' }],
  ['no connection in time', timeout('connect')],
  ['408', status(408)],
  ['425', status(425)],
  ['429', status(429)],
  ['500', status(500)],
  ['502', status(502)],
  ['503', status(503)],
  ['529', status(529)],
];
const NOT_REPEATED: [string, Failure][] = [
  ['no first byte in time', timeout('first_byte')],
  ['silence after the headers', timeout('idle')],
  ['501', status(501)],
  ['505', status(505)],
  ['what is not HTTP', { kind: 'invalid' }],
  ['an open breaker', { kind: 'breaker', retryAfterS: 12 }],
];
const FINAL: [string, Failure][] = [400, 401, 402, 403, 404, 409, 413, 422].map((code) => [
  String(code),
  status(code),
]);

describe('the next step', () => {
  it.each(RETRIED)('after %s is a retry, then a fallback, then the answer', (_name, failure) => {
    expect(plan(failure)).toMatchObject({ action: 'retry', waitMs: 250 });
    expect(plan(failure, { attempt: 2 })).toMatchObject({ action: 'retry', waitMs: 500 });
    expect(plan(failure, { attempt: 3 })).toMatchObject({ action: 'fallback' });
    expect(plan(failure, { attempt: 3, fallbacksLeft: 0 })).toMatchObject({ action: 'answer' });
  });

  it.each(NOT_REPEATED)('after %s is a fallback at once, or the answer', (_name, failure) => {
    expect(plan(failure)).toMatchObject({ action: 'fallback' });
    expect(plan(failure, { fallbacksLeft: 0 })).toMatchObject({ action: 'answer' });
  });

  it.each(FINAL)('after %s is the answer, whatever is left', (_name, failure) => {
    expect(plan(failure)).toMatchObject({ action: 'answer', retryAfterS: null });
  });

  it.each([...RETRIED, ...NOT_REPEATED, ...FINAL])(
    'after %s is the answer once bytes were passed on',
    (_name, failure) => {
      expect(plan(failure, { relayed: true })).toMatchObject({ action: 'answer' });
    },
  );

  it.each([...RETRIED, ...NOT_REPEATED])('after %s is the answer when no time is left', (_name, failure) => {
    expect(plan(failure, { budgetLeftMs: 0 })).toMatchObject({ action: 'answer' });
  });

  it('after the time for all attempts is the answer', () => {
    expect(plan(timeout('total'))).toMatchObject({ action: 'answer' });
  });

  it('waits for a Retry-After of up to 10 s and moves on from a longer one', () => {
    expect(plan(status(429, 10_000))).toMatchObject({ action: 'retry', waitMs: 10_000 });
    expect(plan(status(429, 10_500))).toMatchObject({ action: 'fallback' });
    expect(plan(status(429, 10_500), { fallbacksLeft: 0 })).toMatchObject({
      action: 'answer',
      retryAfterS: 11,
    });
  });

  it('does not wait longer than the time that is left', () => {
    expect(plan(status(429, 5000), { budgetLeftMs: 5000 })).toMatchObject({ action: 'fallback' });
    expect(plan(status(429, 5000), { budgetLeftMs: 5001 })).toMatchObject({ action: 'retry' });
    expect(plan(status(429, 5000), { budgetLeftMs: 100, fallbacksLeft: 0 })).toMatchObject({
      action: 'answer',
    });
  });

  it('without retries goes to the fallback at once', () => {
    expect(plan(status(500), { retries: 0 })).toMatchObject({ action: 'fallback' });
  });

  it('passes on how long an open breaker stays so', () => {
    const failure: Failure = { kind: 'breaker', retryAfterS: 12 };
    expect(plan(failure, { fallbacksLeft: 0 })).toMatchObject({ action: 'answer', retryAfterS: 12 });
  });

  it.each([
    [plan(status(503)), 'it answered 503; retry 1 of 2'],
    [plan(status(503), { attempt: 3 }), 'it answered 503; tried 3 times'],
    [plan(status(503), { retries: 0 }), 'it answered 503; no retries are allowed'],
    [plan(status(404)), 'it answered 404'],
    [plan(status(429, 60_000)), 'it answered 429; it asks to wait 60 s'],
    [plan(timeout('first_byte')), 'no answer in time; it may have done the work, so it is not asked again'],
    [
      plan(timeout('idle'), { relayed: true }),
      'the answer stopped coming; part of the answer had already been passed on',
    ],
    [
      plan({ kind: 'unreachable' }, { attempt: 3, fallbacksLeft: 0 }),
      'it could not be reached; tried 3 times, and there is no fallback left',
    ],
    [
      plan({ kind: 'breaker', retryAfterS: 3 }),
      'it failed repeatedly and is left alone for 3 s; not asked again',
    ],
    [plan({ kind: 'invalid' }), 'it did not answer in HTTP; not asked again'],
    [plan({ kind: 'reset' }), 'the connection was reset before an answer; retry 1 of 2'],
    [plan(timeout('connect')), 'no connection in time; retry 1 of 2'],
  ])('says why: %j', (step, reason) => {
    expect(step.reason).toBe(reason);
  });

  it('always comes to an end: retries and fallbacks run out', () => {
    const failures = fc.constantFrom(
      ...[...RETRIED, ...NOT_REPEATED, ...FINAL].map(([, failure]) => failure),
    );
    fc.assert(
      fc.property(fc.infiniteStream(failures), fc.nat(5), fc.nat(5), (stream, retries, fallbacks) => {
        let attempt = 1;
        let fallbacksLeft = fallbacks;
        let steps = 0;
        for (const failure of stream) {
          steps += 1;
          const step = plan(failure, { attempt, retries, fallbacksLeft, budgetLeftMs: 1e9 });
          if (step.action === 'answer') break;
          if (step.action === 'retry') attempt += 1;
          else {
            attempt = 1;
            fallbacksLeft -= 1;
          }
        }
        expect(steps).toBeLessThanOrEqual((retries + 1) * (fallbacks + 1));
      }),
    );
  });
});
