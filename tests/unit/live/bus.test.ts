import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionEvent } from '../../../src/contract/index.ts';
import { ConnectionManager, createBus, type LiveSocket } from '../../../src/live/index.ts';

const START = 1_700_000_000_000;
const event = (id: number): SessionEvent => ({ type: 'session', change: 'deleted', session: { id } });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function busWith(options: { kept?: number; listeners?: number; now?: number } = {}) {
  const connections = new ConnectionManager();
  const received: Record<string, unknown>[][] = [];
  for (let i = 0; i < (options.listeners ?? 1); i++) {
    const messages: Record<string, unknown>[] = [];
    received.push(messages);
    const socket: LiveSocket = {
      sendJson: (message) => {
        messages.push(message as Record<string, unknown>);
      },
    };
    await connections.connect(socket);
  }
  const clock = { now: () => options.now ?? START, monotonic: () => 0 };
  const bus = createBus(connections, {
    clock,
    ...(options.kept === undefined ? {} : { kept: options.kept }),
  });
  return { bus, connections, received };
}

describe('the live bus', () => {
  it('numbers events one by one and says when they were', async () => {
    const { bus, received } = await busWith();
    const before = bus.seq;
    bus.publish(event(1));
    bus.publish(event(2));
    bus.flush();
    expect(received[0]).toEqual([
      { ...event(1), seq: before + 1, at: '2023-11-14T22:13:20.000Z' },
      { ...event(2), seq: before + 2, at: '2023-11-14T22:13:20.000Z' },
    ]);
  });

  it('gathers the events of a tick', async () => {
    const { bus, received } = await busWith();
    bus.publish(event(1));
    bus.publish(event(2));
    expect(received[0]).toEqual([]);
    vi.advanceTimersByTime(25);
    expect(received[0]).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(received[0]).toHaveLength(2);
  });

  it('reaches every connection with every event once', async () => {
    const { bus, received } = await busWith({ listeners: 20 });
    for (let id = 1; id <= 30; id++) bus.publish(event(id));
    bus.flush();
    for (const messages of received)
      expect(messages.map((m) => m.seq)).toEqual([...Array(30).keys()].map((n) => START + 1 + n));
  });

  it('does nothing but number and keep where nobody listens', async () => {
    const { bus } = await busWith({ listeners: 0 });
    const toJSON = vi.fn();
    bus.publish({ ...event(1), toJSON } as SessionEvent);
    expect(vi.getTimerCount()).toBe(0);
    expect(toJSON).not.toHaveBeenCalled();
    expect(bus.since(START)).toHaveLength(1);
  });

  it('sends nothing of before to who connects later', async () => {
    const { bus, connections } = await busWith({ listeners: 0 });
    bus.publish(event(1));
    const late: unknown[] = [];
    await connections.connect({ sendJson: (message) => void late.push(message) });
    bus.publish(event(2));
    bus.flush();
    expect(late).toEqual([expect.objectContaining({ session: { id: 2 } })]);
  });

  it('tells what came after a number, oldest first', async () => {
    const { bus } = await busWith();
    for (let id = 1; id <= 5; id++) bus.publish(event(id));
    expect(bus.since(START + 3)?.map((e) => e.seq)).toEqual([START + 4, START + 5]);
    expect(bus.since(bus.seq)).toEqual([]);
  });

  it('says that it cannot where some of them are gone', async () => {
    const { bus } = await busWith({ kept: 4 });
    for (let id = 1; id <= 10; id++) bus.publish(event(id));
    expect(bus.since(START + 6)?.map((e) => e.seq)).toEqual([7, 8, 9, 10].map((n) => START + n));
    expect(bus.since(START + 5)).toBeNull();
  });

  it.each([
    ['from the future', START + 100],
    ['of an earlier run', START - 1],
    ['that is no number', Number.NaN],
    ['with a fraction', START + 0.5],
  ])('does not resume from a number %s', async (_what, after) => {
    const { bus } = await busWith();
    bus.publish(event(1));
    expect(bus.since(after)).toBeNull();
  });

  it('never takes the number of an earlier run for one of its own', async () => {
    const first = await busWith();
    for (let id = 1; id <= 100; id++) first.bus.publish(event(id));
    const second = await busWith({ now: START + 1000 });
    for (let id = 1; id <= 10; id++) second.bus.publish(event(id));
    expect(second.bus.since(first.bus.seq)).toBeNull();
  });

  it('sends early rather than lose events where a tick brings more than it keeps', async () => {
    const { bus, received } = await busWith({ kept: 4 });
    for (let id = 1; id <= 10; id++) bus.publish(event(id));
    bus.flush();
    expect(received[0]?.map((m) => m.session)).toEqual([...Array(10).keys()].map((n) => ({ id: n + 1 })));
  });

  it('does not throw where a connection does', async () => {
    const { bus, connections } = await busWith();
    await connections.connect({
      sendJson: () => {
        throw new Error('gone');
      },
    });
    bus.publish(event(1));
    expect(() => vi.advanceTimersByTime(25)).not.toThrow();
    expect(connections.size).toBe(1);
  });

  it('sends what is left when it closes', async () => {
    const { bus, received } = await busWith();
    bus.publish(event(1));
    bus.close();
    expect(received[0]).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an event given as a function', () => {
  it('is numbered but not made where nobody listens, so that nobody can resume over it', async () => {
    const { bus } = await busWith({ listeners: 0 });
    const make = vi.fn(() => event(1));
    const before = bus.seq;
    bus.publish(make);
    expect(make).not.toHaveBeenCalled();
    expect(bus.seq).toBe(before + 1);
    expect(bus.since(before)).toBeNull();
  });

  it('is made at once where somebody listens', async () => {
    const { bus, received } = await busWith();
    const make = vi.fn(() => event(1));
    bus.publish(make);
    expect(make).toHaveBeenCalledTimes(1);
    bus.flush();
    expect(received[0]).toHaveLength(1);
  });

  it('is kept where somebody is expected back', async () => {
    const { bus } = await busWith({ listeners: 0 });
    bus.expect();
    const before = bus.seq;
    bus.publish(() => event(1));
    expect(bus.since(before)).toHaveLength(1);
  });
});
