import { describe, expect, it } from 'vitest';
import { createBreakers } from '../../../src/routing/index.ts';

function setUp(options: { threshold?: number; openMs?: number } = {}) {
  let at = 1000;
  const breakers = createBreakers({ clock: { now: () => 0, monotonic: () => at }, ...options });
  return {
    breakers,
    pass: (ms: number) => {
      at += ms;
    },
    fail: (times: number, provider = 'kimi') => {
      for (let i = 0; i < times; i++) breakers.failure(provider);
    },
  };
}

describe('a breaker', () => {
  it('opens at the fifth failure in a row and says how long it stays so', () => {
    const { breakers, fail, pass } = setUp();
    fail(4);
    expect([breakers.refuse('kimi'), breakers.state('kimi')]).toEqual([null, 'closed']);
    fail(1);
    expect([breakers.refuse('kimi'), breakers.state('kimi')]).toEqual([30, 'open']);
    pass(28_900);
    expect(breakers.refuse('kimi')).toBe(2);
    pass(1099);
    expect([breakers.refuse('kimi'), breakers.state('kimi')]).toEqual([1, 'open']);
  });

  it('counts failures in a row only', () => {
    const { breakers, fail } = setUp();
    fail(4);
    breakers.success('kimi');
    fail(4);
    expect(breakers.state('kimi')).toBe('closed');
  });

  it('lets exactly one trial through after 30 s', () => {
    const { breakers, fail, pass } = setUp();
    fail(5);
    pass(30_000);
    expect(breakers.state('kimi')).toBe('half-open');
    expect([1, 2, 3].map(() => breakers.refuse('kimi'))).toEqual([null, 1, 1]);
  });

  it('closes when the trial succeeds', () => {
    const { breakers, fail, pass } = setUp();
    fail(5);
    pass(30_000);
    breakers.refuse('kimi');
    breakers.success('kimi');
    expect([breakers.state('kimi'), breakers.refuse('kimi'), breakers.refuse('kimi')]).toEqual([
      'closed',
      null,
      null,
    ]);
    fail(4);
    expect(breakers.state('kimi')).toBe('closed');
  });

  it('opens for another 30 s when the trial fails', () => {
    const { breakers, fail, pass } = setUp();
    fail(5);
    pass(40_000);
    breakers.refuse('kimi');
    breakers.failure('kimi');
    expect([breakers.state('kimi'), breakers.refuse('kimi')]).toEqual(['open', 30]);
    pass(30_000);
    expect(breakers.refuse('kimi')).toBeNull();
  });

  it('lets another trial through when one ended without a verdict', () => {
    const { breakers, fail, pass } = setUp();
    fail(5);
    pass(30_000);
    breakers.refuse('kimi');
    breakers.release('kimi');
    expect([breakers.refuse('kimi'), breakers.refuse('kimi')]).toEqual([null, 1]);
  });

  it('is not kept open longer by failures of requests that were under way when it opened', () => {
    const { breakers, fail, pass } = setUp();
    fail(5);
    pass(20_000);
    fail(3);
    expect(breakers.refuse('kimi')).toBe(10);
  });

  it('is of one provider alone', () => {
    const { breakers, fail } = setUp();
    fail(5);
    expect([breakers.state('mistral'), breakers.refuse('mistral')]).toEqual(['closed', null]);
    breakers.release('mistral');
    expect(breakers.state('mistral')).toBe('closed');
  });

  it('takes other numbers', () => {
    const { breakers, fail, pass } = setUp({ threshold: 1, openMs: 500 });
    fail(1);
    expect(breakers.refuse('kimi')).toBe(1);
    pass(500);
    expect(breakers.refuse('kimi')).toBeNull();
  });
});

describe('what is told of a breaker', () => {
  it('is when it opened, when a trial is let through, and each change once', () => {
    let at = 1000;
    const told: string[] = [];
    const breakers = createBreakers({
      clock: { now: () => 1_000_000 + at, monotonic: () => at },
      onChange: (provider, state) => told.push(`${provider} ${state}`),
    });
    const times = () => [breakers.since('kimi'), breakers.retryAt('kimi')];
    breakers.success('kimi');
    for (let n = 0; n < 4; n++) breakers.failure('kimi');
    expect([times(), told]).toEqual([[null, null], []]);
    breakers.failure('kimi');
    breakers.failure('kimi');
    expect(times()).toEqual([1_001_000, 1_031_000]);
    at += 30_000;
    expect(times()).toEqual([1_001_000, null]);
    breakers.refuse('kimi');
    breakers.failure('kimi');
    expect(times()).toEqual([1_001_000, 1_061_000]);
    breakers.success('kimi');
    breakers.success('kimi');
    expect(times()).toEqual([null, null]);
    expect(told).toEqual(['kimi open', 'kimi open', 'kimi closed']);
  });
});
