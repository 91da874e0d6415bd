import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/contract/index.ts';
import { isoTime } from '../../../src/exchange/index.ts';
import { ProviderHealth } from '../../../src/observability/index.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const NOTHING = {
  window_s: 3600,
  attempts: 0,
  errors: 0,
  error_rate: null,
  first_byte_ms: { p50: null, p95: null },
  total_ms: { p50: null },
  last_error: null,
  last_ok_at: null,
};

type Observed = Parameters<ProviderHealth['observe']>[0] & { id: string };

function attempt(at: number, part: Partial<Attempt> = {}): Attempt {
  return {
    provider: 'up',
    model: 'm',
    started_at: isoTime(at),
    total_ms: 5,
    http_status: 200,
    error: null,
    next: null,
    ...part,
  };
}

/** An exchange of one attempt that went well. */
function exchange(at: number, part: Partial<Observed> = {}): Observed {
  return {
    id: String(at),
    startedAt: at,
    status: 'ok',
    attempts: [attempt(at)],
    timings: { first_byte_ms: 100, total_ms: 300 },
    error: null,
    ...part,
  };
}

const failed = (code: string, http_status: number | null = null) => ({
  http_status,
  error: { code, message: `it was ${code}` },
});

function healthOf(...exchanges: Observed[]): ProviderHealth {
  const health = new ProviderHealth();
  for (const one of exchanges) health.observe(one);
  return health;
}

describe('how a provider fares', () => {
  it('is unknown where nothing happened', () => {
    expect(healthOf().view('up', NOW)).toEqual(NOTHING);
    expect(healthOf(exchange(NOW - MINUTE)).view('other', NOW)).toEqual(NOTHING);
  });

  it('is told of the last hour', () => {
    const health = healthOf(exchange(NOW - 61 * MINUTE), exchange(NOW - 59 * MINUTE));
    expect(health.view('up', NOW)).toMatchObject({ attempts: 1, errors: 0, error_rate: 0 });
    expect(health.view('up', NOW + 2 * MINUTE)).toEqual(NOTHING);
  });

  it('is timed from the beginning of the attempt, not of the request', () => {
    const at = NOW - MINUTE;
    const attempts = [
      attempt(at, { provider: 'first', ...failed('upstream_unreachable') }),
      attempt(at + 80, { provider: 'up' }),
    ];
    const health = healthOf(exchange(at, { attempts }));
    expect(health.view('up', NOW)).toMatchObject({
      attempts: 1,
      errors: 0,
      first_byte_ms: { p50: 20, p95: 20 },
      total_ms: { p50: 220 },
      last_ok_at: isoTime(at + 300),
    });
    expect(health.view('first', NOW)).toMatchObject({
      attempts: 1,
      error_rate: 1,
      first_byte_ms: { p50: null },
      last_error: { at: isoTime(at + 5), code: 'upstream_unreachable', http_status: null },
      last_ok_at: null,
    });
  });

  it('counts an answer that broke off, with what it broke off with', () => {
    const cut = exchange(NOW - MINUTE, {
      status: 'cut',
      error: { code: 'upstream_timeout', message: 'stopped' },
    });
    expect(healthOf(cut).view('up', NOW)).toMatchObject({
      attempts: 1,
      errors: 1,
      last_error: { code: 'upstream_timeout', message: 'stopped', http_status: 200 },
      total_ms: { p50: null },
    });
  });

  it('has nothing against a provider whose client left, and nothing of attempts that were never made', () => {
    const at = NOW - MINUTE;
    const health = healthOf(
      exchange(at, { status: 'cancelled', error: { code: 'client_closed', message: '' } }),
      exchange(at, { status: 'cancelled', attempts: [attempt(at, failed('client_closed'))] }),
      exchange(at, { status: 'error', attempts: [attempt(at, failed('provider_unavailable'))] }),
      exchange(at, { status: 'error', attempts: [attempt(at, failed('provider_key_missing'))] }),
    );
    expect(health.view('up', NOW)).toMatchObject({ attempts: 2, errors: 0, last_ok_at: null });
  });

  it('has the quantiles that sorting says', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 50 }), (times) => {
        const exchanges = times.map((ms) =>
          exchange(NOW - MINUTE, { timings: { first_byte_ms: ms, total_ms: ms } }),
        );
        const { first_byte_ms: found } = healthOf(...exchanges).view('up', NOW);
        const notAbove = (limit: number) => times.filter((ms) => ms <= limit).length / times.length;
        for (const [value, share] of [
          [found.p50, 0.5],
          [found.p95, 0.95],
        ] as const) {
          expect(times).toContain(value);
          expect(notAbove(value ?? -1)).toBeGreaterThanOrEqual(share);
          expect(notAbove((value ?? 0) - 1)).toBeLessThan(share);
        }
      }),
    );
  });

  it('is bounded, and says what it then looks back on', () => {
    const many = Array.from({ length: 2100 }, (_, n) => exchange(NOW - 2100 + n));
    const { attempts, window_s: window } = healthOf(...many).view('up', NOW);
    expect([attempts, window]).toEqual([2000, 2]);
  });

  it('is known again after a start, in the order in which it happened', async () => {
    const all = Array.from({ length: 1200 }, (_, n) =>
      exchange(NOW - 70 * MINUTE + n * 3500, { id: String(n).padStart(5, '0') }),
    ).reverse();
    const store = {
      listExchanges: async ({ limit, before }: { limit: number; before: string }) =>
        all.filter(({ id }) => id < before).slice(0, limit),
    };
    const lately = exchange(NOW, {
      status: 'error',
      attempts: [attempt(NOW, failed('upstream_error', 500))],
    });
    const health = healthOf(lately);
    await health.load(store, '99999', NOW, (error) => expect.unreachable(String(error)));
    const { attempts, errors, last_error: last, last_ok_at: ok } = health.view('up', NOW);
    expect(attempts).toBe(all.filter(({ startedAt }) => startedAt > NOW - 60 * MINUTE).length + 1);
    expect([errors, last?.http_status, ok]).toEqual([1, 500, isoTime((all[0]?.startedAt ?? 0) + 300)]);
  });
});
