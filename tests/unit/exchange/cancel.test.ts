import { describe, expect, it } from 'vitest';
import { Canceller, createExchange, isoTime, systemClock } from '../../../src/exchange/index.ts';

describe('a canceller', () => {
  it('calls everyone who listens, once, in their order', () => {
    const canceller = new Canceller();
    const called: string[] = [];
    canceller.addEventListener('abort', () => called.push('first'));
    canceller.addEventListener('abort', () => called.push('second'));
    expect(canceller.aborted).toBe(false);
    canceller.cancel();
    canceller.cancel();
    expect(canceller.aborted).toBe(true);
    expect(called).toEqual(['first', 'second']);
  });

  it('says that it is cancelled while it calls', () => {
    const canceller = new Canceller();
    let seen = false;
    canceller.addEventListener('abort', () => {
      seen = canceller.aborted;
    });
    canceller.cancel();
    expect(seen).toBe(true);
  });

  it('leaves alone who has stopped listening, and what never listened', () => {
    const canceller = new Canceller();
    const called: string[] = [];
    const gone = (): void => void called.push('gone');
    canceller.removeEventListener('abort', gone);
    canceller.addEventListener('abort', gone);
    canceller.addEventListener('abort', () => called.push('here'));
    canceller.removeEventListener('abort', gone);
    canceller.removeEventListener('abort', () => undefined);
    canceller.cancel();
    canceller.removeEventListener('abort', gone);
    expect(called).toEqual(['here']);
  });

  it('calls the others even where one stops listening while it is called', () => {
    const canceller = new Canceller();
    const called: string[] = [];
    const first = (): void => {
      called.push('first');
      canceller.removeEventListener('abort', first);
    };
    canceller.addEventListener('abort', first);
    canceller.addEventListener('abort', () => called.push('second'));
    canceller.cancel();
    expect(called).toEqual(['first', 'second']);
  });
});

describe('a fresh exchange', () => {
  it('runs, and knows nothing yet: unknown is null, never 0', () => {
    const exchange = createExchange({
      id: 'x',
      startedAt: 1,
      startedMono: 2,
      path: '/v1/chat/completions',
      protocol: 'openai-chat',
      kind: 'turn',
    });
    expect(exchange).toMatchObject({ id: 'x', status: 'running', kind: 'turn', attempts: [], warnings: [] });
    for (const value of [exchange.tokens, exchange.timings, exchange.cost].flatMap(Object.values))
      expect(value).toBeNull();
    expect([exchange.usage, exchange.counted, exchange.httpStatus, exchange.sessionId]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('shares nothing with another', () => {
    const make = () =>
      createExchange({ id: 'x', startedAt: 0, startedMono: 0, path: '/', protocol: null, kind: 'other' });
    const [one, two] = [make(), make()];
    one.attempts.push({
      provider: 'p',
      model: null,
      started_at: '',
      total_ms: 1,
      http_status: 200,
      error: null,
      next: null,
    });
    one.tokens.context = 5;
    expect(two.attempts).toEqual([]);
    expect(two.tokens.context).toBeNull();
  });
});

describe('time', () => {
  it('is written in UTC with milliseconds', () => {
    expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(isoTime(1_700_000_000_123)).toBe('2023-11-14T22:13:20.123Z');
  });

  it('goes forward only, where durations are measured', () => {
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});
