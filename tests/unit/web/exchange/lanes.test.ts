import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../../src/contract/exchange.ts';
import { lanesOf, type Timed } from '../../../../web/src/panels/exchange/head/lanes.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');

function attempt(atMs: number, over: Partial<Attempt> = {}): Attempt {
  return {
    provider: 'kimi',
    model: 'k',
    started_at: new Date(START + atMs).toISOString(),
    total_ms: null,
    connect_ms: null,
    first_byte_ms: null,
    http_status: null,
    error: null,
    next: null,
    ...over,
  };
}

function timed(attempts: Attempt[], timings: Partial<Timed['timings']>): Timed {
  return {
    started_at: new Date(START).toISOString(),
    status: 'ok',
    attempts,
    timings: {
      first_byte_ms: null,
      total_ms: null,
      proxy_ms: null,
      longest_silence_ms: null,
      silences: [],
      ...timings,
    },
  };
}

const drawn = (lane: { segments: { kind: string; from: number; to: number }[] } | undefined): string =>
  (lane?.segments ?? []).map(({ kind, from, to }) => `${kind} ${from}-${to}`).join(', ');

describe('the lanes of an exchange', () => {
  it('go by shape: our own time, connecting, waiting, streaming with a silence', () => {
    const { attempts, totalMs, silent } = lanesOf(
      timed([attempt(10, { total_ms: 100, connect_ms: 20, first_byte_ms: 90, http_status: 200 })], {
        total_ms: 5000,
        silences: [{ at_ms: 2000, ms: 1500, who: 'provider' }],
      }),
      START,
    );
    expect(totalMs).toBe(5000);
    expect(drawn(attempts[0])).toBe(
      'proxy 0-10, connect 10-30, wait 30-100, stream 100-2000, silence 2000-3500, stream 3500-5000',
    );
    expect(silent?.provider).toEqual([{ kind: 'silent', from: 2000, to: 3500 }]);
  });

  it('show what failed as a block, and the time until the next try', () => {
    const { attempts } = lanesOf(
      timed(
        [
          attempt(0, { total_ms: 300, http_status: 429, error: { code: 'upstream_error', message: '' } }),
          attempt(800, { total_ms: 50, first_byte_ms: 60, http_status: 200 }),
        ],
        { total_ms: 1000 },
      ),
      START,
    );
    expect(drawn(attempts[0])).toBe('failed 0-300, backoff 300-800');
    expect(drawn(attempts[1])).toBe('wait 800-860, stream 860-1000');
  });

  it('go on to now while it runs, and end in a mark where a stream broke off', () => {
    const running: Timed = { ...timed([attempt(0)], {}), status: 'running' };
    expect(drawn(lanesOf(running, START + 700).attempts[0])).toBe('wait 0-700');
    const broken = attempt(0, {
      first_byte_ms: 100,
      http_status: 200,
      error: { code: 'upstream_reset', message: '' },
    });
    expect(drawn(lanesOf(timed([broken], { total_ms: 400 }), START).attempts[0])).toBe(
      'wait 0-100, stream 100-400, failed 400-400',
    );
  });

  it('end in a mark where the provider broke off, whatever the attempt says', () => {
    const whole = timed([attempt(0, { first_byte_ms: 100, http_status: 200 })], { total_ms: 400 });
    expect(drawn(lanesOf({ ...whole, status: 'cut' }, START).attempts[0])).toBe(
      'wait 0-100, stream 100-400, failed 400-400',
    );
  });

  it('know nothing of silences that were not recorded, and are never without width', () => {
    const lanes = lanesOf(timed([], { silences: null, total_ms: 0 }), START);
    expect(lanes.silent).toBeNull();
    expect(lanes.totalMs).toBe(1);
  });

  it('end at the last that is known where nobody saw the end', () => {
    const cut: Timed = {
      ...timed([attempt(5, { first_byte_ms: 20 })], { first_byte_ms: 25 }),
      status: 'interrupted',
    };
    const { totalMs, attempts } = lanesOf(cut, START + 60_000);
    expect(totalMs).toBe(25);
    expect(drawn(attempts[0])).toBe('proxy 0-5, wait 5-25, failed 25-25');
  });
});
