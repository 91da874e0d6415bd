import { describe, expect, it } from 'vitest';
import type { AlertEvent, LiveEvent, MetricEvent } from '../../../src/contract/index.ts';
import { createExchange, type Exchange, newId } from '../../../src/exchange/index.ts';
import { Gauges } from '../../../src/pipeline/gauges.ts';
import { toStored } from '../../../src/recording/index.ts';
import type { ExchangeFilter, Store, StoredExchange } from '../../../src/storage/index.ts';

const THRESHOLDS = [0.7, 0.85, 0.95];
const MINUTE = 60_000;

interface TurnOptions {
  session?: number | null;
  agent?: string | null;
  kind?: Exchange['kind'];
  status?: Exchange['status'];
  /** Whether it is the conversation's opening. */
  opens?: boolean;
  thresholds?: readonly number[];
}

/** Rows as the store of every process has them. */
function rowsOf() {
  const rows: StoredExchange[] = [];
  const asked: ExchangeFilter[] = [];
  let fails = false;
  const store: Pick<Store, 'listExchanges'> = {
    async listExchanges(filter) {
      asked.push(filter);
      if (fails) throw new Error('the store is gone');
      return rows
        .filter((row) => row.sessionId === filter.sessionId && row.agentId === filter.agentId)
        .filter((row) => row.id < (filter.before ?? '') && filter.kinds?.includes(row.kind))
        .reverse()
        .slice(0, filter.limit);
    },
  };
  const fail = (): void => {
    fails = true;
  };
  return { rows, asked, store, fail };
}

type Rows = ReturnType<typeof rowsOf>;
let now = Date.UTC(2030, 0, 1);
/** An agent of before any start of the program. */
const OLD = newId(Date.UTC(2020, 0, 1));

/** A process over these rows; what ends is written at once. */
function processOf(shared: Rows = rowsOf()) {
  const events: LiveEvent[] = [];
  const gauges = new Gauges({
    bus: { publish: (event) => void events.push(typeof event === 'function' ? event() : event) },
    store: shared.store,
    clock: { now: () => now, monotonic: () => now },
    isRemoved: () => false,
    flush: async () => undefined,
  });
  const fresh = newId(now);
  const exchangeOf = (use: number | null, options: TurnOptions): Exchange => {
    now += MINUTE;
    const exchange = createExchange({
      id: newId(now),
      startedAt: now,
      startedMono: now,
      path: '/',
      protocol: 'openai-chat',
      kind: options.kind ?? 'turn',
    });
    exchange.sessionId = options.session === undefined ? 1 : options.session;
    exchange.agentId = options.agent === undefined ? fresh : options.agent;
    exchange.status = options.status ?? 'ok';
    exchange.model = 'm';
    exchange.tokens = {
      ...exchange.tokens,
      context: use === null ? null : Math.round(use * 1000),
      window: 1000,
      context_use: use,
      source: 'provider',
    };
    return exchange;
  };
  return {
    shared,
    gauges,
    exchangeOf,
    fresh,
    async turn(use: number | null, options: TurnOptions = {}): Promise<Exchange> {
      const exchange = exchangeOf(use, options);
      const { opens = false, thresholds = THRESHOLDS } = options;
      await gauges.ended(exchange, { thresholds, goesOn: !opens });
      shared.rows.push(structuredClone(toStored(exchange)));
      return exchange;
    },
    alerts: () => events.filter((event): event is AlertEvent => event.type === 'alert'),
    told: () => events.flatMap((event) => (event.type === 'alert' ? [event.threshold] : [])),
    metrics: () => events.filter((event): event is MetricEvent => event.type === 'metric'),
  };
}

describe('an alert', () => {
  it('says what a dashboard needs, and no sentence', async () => {
    const { turn, alerts, fresh } = processOf();
    for (const use of [0.4, 0.5, 0.6]) await turn(use);
    const { id } = await turn(0.72);
    expect(alerts()).toEqual([
      {
        type: 'alert',
        code: 'context_threshold',
        level: 'notice',
        threshold: 0.7,
        session_id: 1,
        agent_id: fresh,
        exchange_id: id,
        model: 'm',
        context: 720,
        window: 1000,
        context_use: 0.72,
        turns_left: 2,
      },
    ]);
  });

  it('comes once a crossing: trembling and standing above are none, a compaction begins anew', async () => {
    const { turn, told } = processOf();
    for (const use of [0.69, 0.71, 0.69, 0.72, 0.86, 0.97]) await turn(use);
    expect(told()).toEqual([0.7, 0.85, 0.95]);
    await turn(0.97, { kind: 'compaction' });
    for (const use of [0.2, 0.75]) await turn(use);
    expect(told()).toEqual([0.7, 0.85, 0.95, 0.7]);
  });

  it('is each agent’s and each session’s own', async () => {
    const { turn, alerts } = processOf();
    await turn(0.8, { session: 1, agent: 'a' });
    await turn(0.8, { session: 2, agent: 'a' });
    await turn(0.8, { session: 1, agent: 'b' });
    await turn(0.8, { session: 1, agent: 'b' });
    await turn(0.8, { session: 1, agent: null });
    expect(alerts().map(({ session_id: id, agent_id: agent }) => [id, agent])).toEqual([
      [1, 'a'],
      [2, 'a'],
      [1, 'b'],
      [1, null],
    ]);
  });

  it('is none of what is no turn, has no session, or whose use is not known', async () => {
    const { turn, told, metrics } = processOf();
    for (const kind of ['title', 'compaction', 'fim', 'count_tokens', 'other'] as const)
      await turn(0.99, { kind });
    await turn(null);
    expect(metrics()).toEqual([]);
    await turn(0.99, { session: null });
    expect(metrics()).toMatchObject([{ session_id: null, data: { context: 990, forecast: null } }]);
    expect(told()).toEqual([]);
  });

  it('goes by the thresholds of now', async () => {
    const { turn, told } = processOf();
    await turn(0.72);
    await turn(0.72, { thresholds: [0.5, 0.9] });
    await turn(0.91, { thresholds: [0.5, 0.9] });
    expect(told()).toEqual([0.7, 0.9]);
  });
});

describe('after a start', () => {
  it('an agent that stood above a threshold has been told of it, and crosses the next', async () => {
    const before = processOf();
    for (const use of [0.6, 0.8]) await before.turn(use, { agent: OLD });
    const after = processOf(before.shared);
    for (const use of [0.81, 0.84, 0.86]) await after.turn(use, { agent: OLD });
    expect(after.told()).toEqual([0.85]);
  });

  it('an agent has its forecast with its first turn', async () => {
    const before = processOf();
    for (const use of [0.1, 0.2, 0.3, 0.4]) await before.turn(use, { agent: OLD });
    const after = processOf(before.shared);
    await after.turn(0.5, { agent: OLD });
    expect(after.metrics().at(-1)?.data.forecast).toEqual({
      turns_left: 5,
      seconds_left: 300,
      growth_per_turn: 100,
      growth_range: { low: 100, high: 100 },
    });
  });

  it('the store is asked once an agent, for a bounded number of its rows, and never of an opening', async () => {
    const { turn, shared, fresh } = processOf();
    await turn(0.1, { opens: true });
    await turn(0.2);
    expect(shared.asked).toEqual([]);
    for (const use of [0.1, 0.2, 0.3]) await turn(use, { agent: OLD });
    expect(shared.asked).toMatchObject([{ sessionId: 1, agentId: OLD, limit: 100 }]);
    const next = processOf(shared);
    for (const use of [0.3, 0.4]) await next.turn(use, { agent: fresh });
    expect(shared.asked).toHaveLength(2);
  });

  it('turns side by side share what the store says', async () => {
    const before = processOf();
    await before.turn(0.8, { agent: OLD });
    const { gauges, exchangeOf, told, shared } = processOf(before.shared);
    const asked = shared.asked.length;
    const turns = [0.82, 0.86, 0.87].map((use) => exchangeOf(use, { agent: OLD }));
    const measure = { thresholds: THRESHOLDS, goesOn: true };
    await Promise.all(turns.map((exchange) => gauges.ended(exchange, measure)));
    expect(told()).toEqual([0.85]);
    // Once for all, and once more to ask whether another process has told of the crossing.
    expect(shared.asked.length - asked).toBe(2);
  });

  it('an alert is published though the store cannot be asked', async () => {
    const { turn, told, shared } = processOf();
    shared.fail();
    await turn(0.8, { agent: OLD });
    await turn(0.81, { agent: OLD });
    expect(told()).toEqual([0.7]);
  });
});

describe('two processes', () => {
  it('tell of a crossing once between them', async () => {
    const one = processOf();
    const two = processOf(one.shared);
    await one.turn(0.6, { agent: OLD });
    await two.turn(0.72, { agent: OLD });
    await one.turn(0.74, { agent: OLD });
    await two.turn(0.75, { agent: OLD });
    await one.turn(0.86, { agent: OLD });
    expect([one.told(), two.told()]).toEqual([[0.85], [0.7]]);
  });

  it('ask for an agent that is newer than both, where its conversation has begun', async () => {
    const one = processOf();
    const two = processOf(one.shared);
    const agent = newId(now + MINUTE);
    await one.turn(0.8, { agent, opens: true });
    await two.turn(0.81, { agent });
    expect([one.told(), two.told()]).toEqual([[0.7], []]);
  });
});

describe('the gauge', () => {
  it('tells the forecast as soon as the context is counted, and again when the answer has ended', async () => {
    const { turn, gauges, exchangeOf, metrics } = processOf();
    for (const use of [0.1, 0.2, 0.3]) await turn(use, { opens: use === 0.1 });
    expect(metrics().map(({ data }) => data.forecast)).toEqual([null, null, null]);
    const running = exchangeOf(0.4, { status: 'running' });
    gauges.counted(running);
    gauges.counted(running);
    const forecast = { turns_left: 6, seconds_left: 360 };
    expect(
      metrics()
        .slice(3)
        .map(({ data }) => data),
    ).toMatchObject([{ forecast, tokens: 400 }, { forecast }]);
    await turn(0.4);
    expect(metrics().at(-1)).toMatchObject({
      agent_id: expect.any(String),
      data: { forecast: { turns_left: 6 } },
    });
  });

  it('forgets agents that are long past, and has them from the store again', async () => {
    const { turn, told, shared } = processOf();
    await turn(0.8, { agent: OLD });
    for (let session = 2; session <= 1200; session++) await turn(0.1, { session, opens: true });
    const asked = shared.asked.length;
    await turn(0.8, { agent: OLD });
    expect(shared.asked.length).toBe(asked + 1);
    expect(told()).toEqual([0.7]);
  });
});
