import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/contract/exchange.ts';
import { elapsedOf, segmentsOf } from '../../../web/src/components/list/segments.ts';
import { row } from './rows.ts';

const BEGUN = Date.parse('2026-01-01T00:00:00.000Z');
const timings = (first: number | null, total: number | null) => ({
  first_byte_ms: first,
  total_ms: total,
  proxy_ms: 5,
  longest_silence_ms: null,
});
const attempt = (at: number, total: number | null, failed = false): Attempt => ({
  provider: 'test',
  model: 'm',
  started_at: new Date(BEGUN + at).toISOString(),
  total_ms: total,
  http_status: failed ? 429 : 200,
  error: failed ? { code: 'rate_limited', message: '' } : null,
  next: null,
});
const parts = (given: ReturnType<typeof row>, now = BEGUN) =>
  segmentsOf(given, now).map(({ kind, ms }) => [kind, ms]);

describe('what the time of an exchange was spent on', () => {
  it('is our own time, waiting, and the stream', () => {
    expect(parts(row('a', { timings: timings(100, 500), attempts: [attempt(10, 490)] }))).toEqual([
      ['own', 10],
      ['wait', 90],
      ['stream', 400],
    ]);
  });

  it('has what failed, and the wait before the next try', () => {
    const given = row('a', {
      timings: timings(800, 1000),
      attempts: [attempt(0, 200, true), attempt(700, 300)],
    });
    expect(parts(given)).toEqual([
      ['failed', 200],
      ['backoff', 500],
      ['wait', 100],
      ['stream', 200],
    ]);
  });

  it('goes on up to now while it runs', () => {
    const given = row('a', {
      status: 'running',
      timings: timings(null, null),
      attempts: [attempt(10, null)],
    });
    expect(parts(given, BEGUN + 400)).toEqual([
      ['own', 10],
      ['wait', 390],
    ]);
    expect(elapsedOf(given, BEGUN + 400)).toBe(400);
  });

  it('has no end where nobody saw it, and what is known up to there', () => {
    const given = row('a', {
      status: 'interrupted',
      timings: timings(40, null),
      attempts: [attempt(10, null)],
    });
    expect(elapsedOf(given, BEGUN + 9000)).toBeNull();
    expect(parts(given, BEGUN + 9000)).toEqual([
      ['own', 10],
      ['wait', 30],
    ]);
  });

  it('is one failure where nothing was sent', () => {
    expect(parts(row('a', { status: 'error', timings: timings(null, 3) }))).toEqual([['failed', 3]]);
  });

  it('adds up to the whole, whatever the clocks say', () => {
    const given = row('a', { timings: timings(9000, 500), attempts: [attempt(-20, 5000), attempt(600, 10)] });
    expect(segmentsOf(given, BEGUN).reduce((sum, { ms }) => sum + ms, 0)).toBe(500);
  });
});
