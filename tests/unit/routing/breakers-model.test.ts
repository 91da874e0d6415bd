import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBreakers } from '../../../src/routing/index.ts';

type Step = { do: 'refuse' | 'success' | 'failure' | 'release' } | { do: 'pass'; ms: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ do: 'failure' }) },
    { weight: 3, arbitrary: fc.constant<Step>({ do: 'refuse' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: 'success' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: 'release' }) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 40_000 }).map<Step>((ms) => ({ do: 'pass', ms })) },
  ),
  { maxLength: 60 },
);

/** Plays the steps and calls `check` after each `refuse`, with what was answered. */
function play(sequence: Step[], check: (answer: number | null, state: string, history: Step[]) => void) {
  let at = 0;
  const breakers = createBreakers({ clock: { now: () => 0, monotonic: () => at } });
  const history: Step[] = [];
  for (const step of sequence) {
    history.push(step);
    if (step.do === 'pass') at += step.ms;
    else if (step.do === 'refuse') {
      const state = breakers.state('kimi');
      check(breakers.refuse('kimi'), state, history);
    } else breakers[step.do]('kimi');
  }
}

describe('a breaker through any course of events', () => {
  it('lets everything through while closed, nothing while open', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        play(sequence, (answer, state) => {
          if (state === 'closed') expect(answer).toBeNull();
          if (state === 'open') expect(answer).toBeGreaterThanOrEqual(1);
        });
      }),
    );
  });

  it('never says to wait longer than 30 s, and always in whole seconds', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        play(sequence, (answer) => {
          if (answer === null) return;
          expect(Number.isInteger(answer)).toBe(true);
          expect(answer).toBeLessThanOrEqual(30);
        });
      }),
    );
  });

  it('lets one trial through at a time', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        let trial = false;
        play(sequence, (answer, state, history) => {
          const before = history.slice(0, -1).findLastIndex((step) => step.do === 'refuse');
          const since = history.slice(before + 1, -1);
          if (since.some((step) => step.do !== 'pass')) trial = false;
          if (state !== 'half-open') return;
          expect(answer === null).toBe(!trial);
          trial = true;
        });
      }),
    );
  });

  it('is closed again after any success', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const last: Step[] = [...sequence, { do: 'success' }, { do: 'refuse' }, { do: 'refuse' }];
        const answers: (number | null)[] = [];
        play(last, (answer) => answers.push(answer));
        expect(answers.slice(-2)).toEqual([null, null]);
      }),
    );
  });

  it('opens after five failures whatever came before a success', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const five = Array.from({ length: 5 }, (): Step => ({ do: 'failure' }));
        const answers: (number | null)[] = [];
        play([...sequence, { do: 'success' }, ...five, { do: 'refuse' }], (answer) => answers.push(answer));
        expect(answers.at(-1)).toBe(30);
      }),
    );
  });
});
