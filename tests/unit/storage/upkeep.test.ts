import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startUpkeep } from '../../../src/storage/index.ts';

const MINUTE = 60_000;
const UNDO_MS = 10 * MINUTE;
const START = 1_000_000_000;

function setUp({ purged = 0, retained = 0 } = {}) {
  const asked: string[] = [];
  const told: string[] = [];
  let broken = false;
  const answer = async (what: string, count: number): Promise<number> => {
    asked.push(what);
    if (broken) throw new Error('locked');
    return count;
  };
  const upkeep = startUpkeep({
    store: {
      purgeSessions: (until) => answer(`purge ${(until - START) / MINUTE}`, purged),
      retain: (limits, now) => answer(`retain ${limits.maxAgeMs} ${(now - START) / MINUTE}`, retained),
    },
    clock: { now: () => Date.now() },
    retention: () => ({ maxAgeMs: 30, maxBytes: null }),
    undoMs: UNDO_MS,
    onDeleted: () => told.push('deleted'),
    onRetained: (count) => told.push(`retained ${count}`),
    onTrouble: (message) => told.push(message),
  });
  return { upkeep, asked, told, breakIt: () => (broken = true) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is not to be kept', () => {
  it('goes a minute after the start and every ten minutes', async () => {
    const { asked, told } = setUp({ retained: 3 });
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(9 * MINUTE + 1);
    expect(asked).toEqual(['purge -9', 'retain 30 1', 'purge 0', 'retain 30 10']);
    expect(told).toEqual(['deleted', 'retained 3', 'deleted', 'retained 3']);
  });

  it('is purged as soon as it cannot be brought back, and what is remembered of it with it', async () => {
    const { upkeep, asked, told } = setUp({ purged: 1 });
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    asked.length = 0;
    told.length = 0;
    upkeep.purgeLater();
    await vi.advanceTimersByTimeAsync(UNDO_MS + 1);
    // Until just after the moment of the deletion, besides the round of every ten minutes.
    expect(asked.at(-1)).toBe(`purge ${2 + 1 / MINUTE}`);
    expect(told).toContain('deleted');
  });

  it('stays where nothing was found, and nobody is told', async () => {
    const { told } = setUp();
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(told).toEqual([]);
  });

  it('is tried again after trouble, which is told each time', async () => {
    const { breakIt, asked, told } = setUp();
    breakIt();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(asked).toHaveLength(4);
    expect(told.filter((one) => one === 'old exchanges could not be deleted')).toHaveLength(2);
    expect(told.filter((one) => one === 'deleted sessions could not be purged')).toHaveLength(2);
  });

  it('is looked for no more once it is stopped', async () => {
    const { upkeep, asked } = setUp();
    upkeep.purgeLater();
    upkeep.stop();
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(asked).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
