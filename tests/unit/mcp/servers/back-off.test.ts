import { describe, expect, it } from 'vitest';
import { createBackOff } from '../../../../src/mcp/servers/back-off.ts';
import { createThrottle } from '../../../../src/mcp/throttle.ts';

function stillClock() {
  let at = 0;
  return {
    now: () => at,
    monotonic: () => at,
    pass(ms: number) {
      at += ms;
    },
  };
}

describe('a server that dies', () => {
  it('is left alone for a second, then twice as long each time, at most a minute', () => {
    const clock = stillClock();
    const backOff = createBackOff(clock);
    expect(backOff.waitMs()).toBe(0);
    const waits = Array.from({ length: 8 }, () => {
      backOff.failed();
      return backOff.waitMs();
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000));
    clock.pass(59_000);
    expect(backOff.waitMs()).toBe(1_000);
    clock.pass(2_000);
    expect(backOff.waitMs()).toBe(0);
  });

  it('is forgiven once it has run for a minute, or when a person starts it', () => {
    const clock = stillClock();
    const backOff = createBackOff(clock);
    for (let i = 0; i < 4; i++) backOff.failed();
    backOff.started();
    clock.pass(60_000);
    backOff.failed();
    expect(backOff.waitMs()).toBe(1_000);
    backOff.failed();
    backOff.reset();
    expect(backOff.waitMs()).toBe(0);
  });

  it('is not forgiven for having started alone', () => {
    const clock = stillClock();
    const backOff = createBackOff(clock);
    for (let i = 0; i < 3; i++) {
      backOff.failed();
      backOff.started();
      clock.pass(100);
    }
    backOff.failed();
    expect(backOff.waitMs()).toBe(8_000);
  });
});

describe('a server that says much', () => {
  it('is heard 500 times a second, and as often at once', () => {
    const clock = stillClock();
    const throttle = createThrottle(clock);
    const heard = (times: number) =>
      Array.from({ length: times }, () => throttle.take(100)).filter(Boolean).length;
    expect(heard(600)).toBe(500);
    expect(throttle.pause()).toBeInstanceOf(Promise);
    clock.pass(100);
    expect(heard(600)).toBe(50);
    clock.pass(10_000);
    expect(heard(600)).toBe(500);
  });

  it('is heard up to two megabytes a second', () => {
    const clock = stillClock();
    const throttle = createThrottle(clock);
    const megabyte = 1024 * 1024;
    expect([1, 2, 3, 4].map(() => throttle.take(megabyte))).toEqual([true, true, true, false]);
    clock.pass(1_000);
    expect(throttle.take(megabyte)).toBe(true);
  });
});
