import { describe, expect, it } from 'vitest';
import { createSignalGate } from '../../../src/cli/signals.ts';

function gate() {
  const steps: string[] = [];
  let arm: () => void = () => {};
  const onSignal = createSignalGate(
    { drain: () => steps.push('drain'), abort: () => steps.push('abort') },
    (armed) => {
      arm = armed;
    },
  );
  return { steps, onSignal, arm: () => arm() };
}

describe('signals that end the program', () => {
  it('drain at the first', () => {
    const { steps, onSignal } = gate();
    onSignal();
    expect(steps).toEqual(['drain']);
  });

  it('are one where they come together', () => {
    const { steps, onSignal } = gate();
    onSignal();
    onSignal();
    onSignal();
    expect(steps).toEqual(['drain']);
  });

  it('abort at one that comes later', () => {
    const { steps, onSignal, arm } = gate();
    onSignal();
    arm();
    onSignal();
    expect(steps).toEqual(['drain', 'abort']);
  });

  it('do nothing more after the abort', () => {
    const { steps, onSignal, arm } = gate();
    onSignal();
    arm();
    onSignal();
    onSignal();
    onSignal();
    expect(steps).toEqual(['drain', 'abort']);
  });

  it('are one where the program was too busy to hear the second in time', async () => {
    const steps: string[] = [];
    const onSignal = createSignalGate({ drain: () => steps.push('drain'), abort: () => steps.push('abort') });
    process.on('SIGUSR2', onSignal);
    const heard = new Promise((resolve) => process.once('SIGUSR2', resolve));
    process.kill(process.pid, 'SIGUSR2');
    await heard;
    const again = new Promise((resolve) => process.once('SIGUSR2', resolve));
    process.kill(process.pid, 'SIGUSR2');
    const until = performance.now() + 120;
    while (performance.now() < until);
    await again;
    process.off('SIGUSR2', onSignal);
    expect(steps).toEqual(['drain']);
  });
});
