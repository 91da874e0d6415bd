import { describe, expect, it } from 'vitest';
import type { AlertEvent, LiveEvent } from '../../../src/contract/index.ts';
import { createExchange } from '../../../src/exchange/index.ts';
import { ThresholdWatch } from '../../../src/pipeline/alerts.ts';

const THRESHOLDS = [0.7, 0.85, 0.95];

function watch(thresholds: readonly number[] = THRESHOLDS) {
  const published: AlertEvent[] = [];
  const watcher = new ThresholdWatch({
    publish: (event: LiveEvent) => {
      if (event.type !== 'alert') throw new Error(`published ${event.type}`);
      published.push(event);
    },
  });
  let made = 0;
  return {
    published,
    /** A turn that fills so much of the window. */
    turn(use: number | null, sessionId: number | null = 1, agentId: string | null = null): void {
      made += 1;
      const exchange = createExchange({
        id: `e${made}`,
        startedAt: 0,
        startedMono: 0,
        path: '/',
        protocol: 'openai-chat',
        kind: 'turn',
      });
      exchange.sessionId = sessionId;
      exchange.agentId = agentId;
      exchange.tokens.context_use = use;
      watcher.measured(exchange, thresholds);
    },
    /** The thresholds that were told, in turn. */
    told: () => published.map(({ threshold }) => threshold),
  };
}

describe('a threshold of context use', () => {
  it('is told when it is crossed, with what a dashboard needs', () => {
    const { turn, published } = watch();
    turn(0.5);
    expect(published).toEqual([]);
    turn(0.72);
    expect(published).toEqual([
      { type: 'alert', level: 'notice', threshold: 0.7, session_id: 1, exchange_id: 'e2', context_use: 0.72 },
    ]);
  });

  it('is told once, however many turns stay above it', () => {
    const { turn, told } = watch();
    for (const use of [0.71, 0.75, 0.8, 0.84]) turn(use);
    expect(told()).toEqual([0.7]);
  });

  it('is reached by being just as much', () => {
    const { turn, told } = watch();
    turn(0.7);
    turn(0.95);
    expect(told()).toEqual([0.7, 0.95]);
  });

  it('is the highest where several are crossed at once', () => {
    const { turn, told } = watch();
    turn(0.99);
    expect(told()).toEqual([0.95]);
  });

  it('is told again after the use fell below it, as after a compaction', () => {
    const { turn, told } = watch();
    for (const use of [0.9, 0.3, 0.9]) turn(use);
    expect(told()).toEqual([0.85, 0.85]);
  });

  it('is not told on the way down', () => {
    const { turn, told } = watch();
    for (const use of [0.99, 0.9, 0.75, 0.1]) turn(use);
    expect(told()).toEqual([0.95]);
  });

  it('is told where the context is larger than its window', () => {
    const { turn, published } = watch();
    turn(1.4);
    expect(published).toMatchObject([{ threshold: 0.95, context_use: 1.4, level: 'critical' }]);
  });

  it('is its own for each session, and for each agent within it', () => {
    const { turn, published } = watch();
    turn(0.8, 1);
    turn(0.8, 2);
    turn(0.8, 1, 'sub');
    turn(0.8, 1, 'sub');
    expect(published.map(({ session_id: id }) => id)).toEqual([1, 2, 1]);
  });

  it('is not told of what has no session, or whose use is unknown', () => {
    const { turn, told } = watch();
    turn(0.99, null);
    turn(null);
    expect(told()).toEqual([]);
  });

  it('is forgotten for sessions that are long past, oldest first', () => {
    const { turn, told } = watch();
    for (let session = 1; session <= 1001; session++) turn(0.8, session);
    expect(told()).toHaveLength(1001);
    turn(0.8, 1001);
    expect(told()).toHaveLength(1001);
    turn(0.8, 1);
    expect(told()).toHaveLength(1002);
  });

  it('keeps the sessions that are talked in', () => {
    const { turn, told } = watch();
    turn(0.8, 1);
    for (let session = 2; session <= 1001; session++) {
      turn(0.8, session);
      turn(0.8, 1);
    }
    expect(told()).toHaveLength(1001);
  });
});

describe('the level of an alert', () => {
  it.each([
    [[0.5], ['critical']],
    [
      [0.5, 0.8],
      ['warning', 'critical'],
    ],
    [
      [0.7, 0.85, 0.95],
      ['notice', 'warning', 'critical'],
    ],
    [
      [0.2, 0.4, 0.6, 0.8],
      ['notice', 'notice', 'warning', 'critical'],
    ],
  ])('with thresholds at %j rises to critical at the last: %j', (thresholds, levels) => {
    const { turn, published } = watch(thresholds);
    for (const threshold of thresholds) turn(threshold);
    expect(published.map(({ level }) => level)).toEqual(levels);
  });

  it('is none without thresholds', () => {
    const { turn, told } = watch([]);
    turn(2);
    expect(told()).toEqual([]);
  });
});
