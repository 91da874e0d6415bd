import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type CalibrationRow,
  type CalibrationStore,
  type Calibrations,
  createCalibrations,
} from '../../../../src/tokens/calibration/book.ts';
import { learn, type Observation } from '../../../../src/tokens/calibration/learn.ts';
import { type Calibration, UNKNOWN } from '../../../../src/tokens/calibration/state.ts';
import { fromData, toData } from '../../../../src/tokens/calibration/stored.ts';

const route = { provider: 'kimi', model: 'k2', vocabulary: 'o200k_base', protocol: 'openai-chat' };

function seen(counted: number, said: number): Observation {
  return { counted, said, before: null, growthCounted: true, wholeCounted: true, exact: false };
}

/** A store in memory, that can be told to fail. */
function memory(
  rows: CalibrationRow[] = [],
): CalibrationStore & { rows: CalibrationRow[]; saves: number; broken: boolean } {
  return {
    rows,
    saves: 0,
    broken: false,
    async calibrations() {
      if (this.broken) throw new Error('locked');
      return this.rows.map((row) => ({ ...row }));
    },
    async saveCalibrations(saved) {
      if (this.broken) throw new Error('locked');
      this.saves++;
      const names = new Set(
        saved.map(({ provider, model, vocabulary }) => `${provider} ${model} ${vocabulary}`),
      );
      const others = this.rows.filter((row) => !names.has(`${row.provider} ${row.model} ${row.vocabulary}`));
      this.rows = [...saved, ...others];
    },
  };
}

function bookOf(store: CalibrationStore, more: { max?: number; onFailure?: () => void } = {}): Calibrations {
  return createCalibrations({ store, clock: { now: () => Date.now() }, onFailure: () => undefined, ...more });
}

describe('what was learnt', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is stored some seconds later, all of it at once', async () => {
    const store = memory();
    const book = bookOf(store);
    for (let n = 0; n < 50; n++) book.learn({ ...route, model: `m${n % 3}` }, seen(5000, 5600));
    expect(store.rows).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(store.saves).toBe(1);
    expect(store.rows).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.saves).toBe(1);
  });

  test('is stored on close, and there after a start', async () => {
    const store = memory();
    const book = bookOf(store);
    book.learn(route, seen(5000, 5600));
    book.learn({ ...route, protocol: 'anthropic-messages' }, seen(5000, 7000));
    await book.close();
    const again = bookOf(store);
    await again.load();
    expect(again.of(route)).toEqual(book.of(route));
    expect(again.all().map(({ protocol }) => protocol)).toEqual(['openai-chat', 'anthropic-messages']);
    expect(again.of({ ...route, vocabulary: 'cl100k_base' })).toBe(UNKNOWN);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of two processes is what has more behind it, route by route', async () => {
    const store = memory();
    const [one, two] = [bookOf(store), bookOf(store)];
    for (let n = 0; n < 5; n++) one.learn(route, seen(5000, 6000));
    two.learn(route, seen(5000, 5100));
    two.learn({ ...route, protocol: 'gemini' }, seen(5000, 5100));
    await one.flush();
    await two.flush();
    expect(two.of(route)).toEqual(one.of(route));
    expect(fromData(store.rows[0]?.data ?? '')?.get('gemini')?.observations).toBe(1);
    expect(fromData(store.rows[0]?.data ?? '')?.get('openai-chat')?.observations).toBe(5);
  });

  test('waits while the store cannot take it, which is said once', async () => {
    const store = memory();
    const onFailure = vi.fn();
    const book = bookOf(store, { onFailure });
    store.broken = true;
    await book.load();
    book.learn(route, seen(5000, 5600));
    await book.flush();
    await book.flush();
    expect(onFailure).toHaveBeenCalledTimes(1);
    store.broken = false;
    await book.flush();
    expect(store.rows).toHaveLength(1);
  });

  test('of more models than are remembered is that of the newest', () => {
    const book = bookOf(memory(), { max: 10 });
    for (let n = 0; n < 100; n++) book.learn({ ...route, model: `m${n}` }, seen(5000, 5600));
    expect(book.all().map(({ model }) => model)).toEqual(Array.from({ length: 10 }, (_, n) => `m${99 - n}`));
  });
});

describe('a stored row', () => {
  const known = [5600, 5700, 50_000, 5650].reduce<Calibration>(
    (each, said) => learn(each, seen(5000, said)).calibration,
    UNKNOWN,
  );

  test('is read as it was written, and is small', () => {
    const data = toData(new Map([['openai-chat', known]]));
    expect(fromData(data)).toEqual(new Map([['openai-chat', known]]));
    expect(data.length).toBeLessThan(600);
  });

  const good = JSON.parse(toData(new Map([['openai-chat', known]]))) as { protocols: [string, object][] };
  const withField = (field: object): string =>
    JSON.stringify({ ...good, protocols: [['openai-chat', { ...good.protocols[0]?.[1], ...field }]] });

  test.each([
    '',
    'null',
    '[]',
    '{',
    '{"version":2,"protocols":[]}',
    '{"version":1,"protocols":{}}',
    '{"version":1,"protocols":[["openai-chat",{}]]}',
    withField({ observations: -1 }),
    withField({ observations: 1.5 }),
    withField({ growth: { counted: 'x', said: 1 } }),
    withField({ fit: { n: -1, u: 0, uu: 0, r: 0, ur: 0 } }),
    withField({ anchored: { n: 1, value: 1e9 } }),
    withField({ more: true }),
    `{"version":1,"protocols":[],"__proto__":{"x":1},"y":"${'y'.repeat(30_000)}"}`,
    '['.repeat(5000),
  ])('that is damaged is left out: %.60s', (data) => {
    expect(fromData(data)).toBeNull();
  });

  test('that is damaged does not keep others from being read', async () => {
    const row = { provider: 'kimi', model: 'k2', vocabulary: 'o200k_base', updatedAt: 5 };
    const store = memory([
      { ...row, data: 'no' },
      { ...row, model: 'k3', data: JSON.stringify(good) },
    ]);
    const book = bookOf(store);
    await book.load();
    expect(book.all()).toMatchObject([{ model: 'k3', protocol: 'openai-chat', updatedAt: 5 }]);
  });

  test('with sums that no contexts have gives numbers all the same', async () => {
    const { lineFor, ratioOf } = await import('../../../../src/tokens/calibration/state.ts');
    const sum = fc.oneof(fc.constantFrom(0, 1e12), fc.double({ min: 0, max: 1e12, noNaN: true }));
    fc.assert(
      fc.property(sum, sum, sum, sum, sum, (n, u, uu, r, ur) => {
        const data = withField({ fit: { n, u, uu, r, ur }, growth: { counted: u, said: r } });
        const read = fromData(data)?.get('openai-chat') ?? UNKNOWN;
        for (const value of [...Object.values(lineFor(read)), ratioOf(read)])
          expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
