import { describe, expect, it } from 'vitest';
import { failureLimit } from '../../../src/server/plugins/rate-limit.ts';

describe('the limit of failures', () => {
  it('lets so many fail in a minute, then asks to wait for the rest of it', () => {
    const limit = failureLimit(3);
    for (const now of [0, 1000, 2000]) {
      expect(limit.refuse('a', now)).toBeNull();
      limit.failed('a', now);
    }
    expect(limit.refuse('a', 2500)).toBe(58);
    expect(limit.refuse('a', 59_999)).toBe(1);
    expect(limit.refuse('a', 60_000)).toBeNull();
  });

  it('counts each caller by itself', () => {
    const limit = failureLimit(1);
    limit.failed('a', 0);
    expect(limit.refuse('a', 1)).not.toBeNull();
    expect(limit.refuse('b', 1)).toBeNull();
  });

  it('stays small under many callers, and still refuses', () => {
    const limit = failureLimit(1);
    for (let i = 0; i < 5000; i++) limit.failed(`caller ${i}`, 0);
    expect(limit.refuse('caller 1', 1)).not.toBeNull();
    expect(limit.refuse('a new one', 1)).not.toBeNull();
    expect(limit.refuse('a new one', 60_001)).toBeNull();
  });
});
