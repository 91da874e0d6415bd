import { describe, expect, it } from 'vitest';
import type { ExchangeEvent, InitMessage, SequencedEvent } from '../../../src/contract/events.ts';
import type { SessionView } from '../../../src/contract/session.ts';
import {
  applyEvent,
  applyInit,
  currentMetric,
  emptyWorld,
  type World,
} from '../../../web/src/data/live/apply.ts';
import { OutputSpeed } from '../../../web/src/data/live/speed.ts';
import { event, row, session } from './rows.ts';

function init(over: Partial<InitMessage> = {}): InitMessage {
  return {
    type: 'init',
    seq: 10,
    at: '2026-01-01T00:00:00.000Z',
    resumed: false,
    session: session(1),
    metric: null,
    running: [],
    thresholds: [0.7, 0.9],
    version: '1.0.0',
    ...over,
  };
}

function played(world: World, ...events: SequencedEvent[]): World {
  return events.reduce(applyEvent, world);
}

const tokens = { ...row('a').tokens, context: 500, window: 1000, context_use: 0.5 };
const metric = (
  seq: number,
  over: Partial<Extract<SequencedEvent, { type: 'metric' }>> = {},
): SequencedEvent => ({
  type: 'metric',
  seq,
  at: '',
  exchange_id: 'a',
  session_id: 1,
  agent_id: null,
  kind: 'turn',
  data: { ...tokens, tokens: 500, forecast: null },
  ...over,
});

describe('what the page knows', () => {
  it('begins with the snapshot, and has what runs', () => {
    const world = applyInit(emptyWorld(), init({ running: [row('a', { status: 'running' })] }));
    expect(world.session?.id).toBe(1);
    expect(world.thresholds).toEqual([0.7, 0.9]);
    expect([...world.rows.keys()]).toEqual(['a']);
  });

  it('goes on by events, each once', () => {
    const world = applyInit(emptyWorld(), init());
    const next = played(
      world,
      event(11, row('a', { status: 'running' })),
      event(12, row('a')),
      event(11, row('b')),
    );
    expect(next.rows.get('a')?.status).toBe('ok');
    expect(next.rows.has('b')).toBe(false);
    expect(next.rowsChanged).toBe(world.rowsChanged + 2);
  });

  it('moves the gauge by turns of the current session alone', () => {
    const world = applyInit(emptyWorld(), init());
    expect(currentMetric(played(world, metric(11)))).toMatchObject({ context: 500, exchange_id: 'a' });
    expect(currentMetric(played(world, metric(11, { session_id: 2 })))).toBeNull();
    expect(currentMetric(played(world, metric(11, { kind: 'title' })))).toBeNull();
  });

  it('follows the current session to another, with an empty gauge', () => {
    const world = played(applyInit(emptyWorld(), init()), metric(11));
    const change = (given: SessionView, seq: number): SequencedEvent => ({
      type: 'session',
      change: 'activated',
      session: given,
      seq,
      at: '',
    });
    const other = played(world, change({ ...session(2), is_active: true }, 12));
    expect([other.session?.id, currentMetric(other)]).toEqual([2, null]);
    // What was measured before the page knew whose it was is there when it does.
    const early = played(
      world,
      metric(12, { session_id: 2 }),
      change({ ...session(2), is_active: true }, 13),
    );
    expect(currentMetric(early)?.context).toBe(500);
    const renamed = played(world, change({ ...session(1), name: 'other', is_active: true }, 12));
    expect([renamed.session?.name, currentMetric(renamed)?.context]).toEqual(['other', 500]);
    const gone = played(world, { type: 'session', change: 'deleted', session: { id: 1 }, seq: 12, at: '' });
    expect(gone.session).toBeNull();
    const rows = played(world, event(12, row('a')), event(13, row('b', { session_id: 2 })));
    played(rows, { type: 'session', change: 'deleted', session: { id: 1 }, seq: 14, at: '' });
    expect([...rows.rows.keys()]).toEqual(['b']);
  });

  it('forgets what ran before a gap and runs no more: the list reads how it ended', () => {
    const world = applyInit(emptyWorld(), init({ running: [row('a', { status: 'running' })] }));
    expect(applyInit(world, init({ seq: 20, resumed: false })).rows.has('a')).toBe(false);
    const again = applyInit(emptyWorld(), init({ running: [row('a', { status: 'running' })] }));
    expect(applyInit(again, init({ seq: 20, resumed: true })).rows.has('a')).toBe(true);
  });

  it('keeps the newest rows when there are too many, and says up to where the others went', () => {
    let world = applyInit(emptyWorld(), init());
    for (let n = 0; n < 900; n++)
      world = applyEvent(world, event(11 + n, row(`id-${String(n).padStart(5, '0')}`)));
    expect(world.rows.size).toBeLessThanOrEqual(600);
    expect(world.rows.has('id-00899')).toBe(true);
    expect(world.droppedUpTo).not.toBeNull();
    expect(world.rows.has(world.droppedUpTo ?? '')).toBe(false);
  });
});

describe('when something was heard of', () => {
  const heard = (id: string, over = {}): SequencedEvent =>
    event(1, row(id, { status: 'running', session_id: 1, ...over }));

  it('is forgotten with the row: of a session that is gone, and of what ended unseen', () => {
    const running = played(emptyWorld(), heard('a'));
    expect([...running.heardAt.keys()]).toEqual(['a']);
    const gone: SequencedEvent = { type: 'session', seq: 2, at: '', change: 'deleted', session: { id: 1 } };
    expect(played(running, gone).heardAt.size).toBe(0);
    expect(applyInit(played(emptyWorld(), heard('b')), init()).heardAt.size).toBe(0);
  });

  it('is kept of what still runs', () => {
    const again = row('a', { status: 'running', session_id: 1 });
    const next = applyInit(played(emptyWorld(), heard('a')), init({ running: [again] }));
    expect([...next.heardAt.keys()]).toEqual(['a']);
  });
});

describe('tokens a second', () => {
  const progress = (
    id: string,
    output: number | null,
    status: ExchangeEvent['exchange']['status'] = 'running',
  ) => event(1, row(id, { status, tokens: { ...row(id).tokens, output } }));

  it('are of the last seconds, and of all streams together', () => {
    const speed = new OutputSpeed();
    expect(speed.output(0)).toBeNull();
    speed.see(progress('a', 0), 0);
    speed.see(progress('a', 100), 1000);
    expect(speed.output(1000)).toBeCloseTo(100);
    speed.see(progress('b', 0), 1000);
    speed.see(progress('b', 50), 2000);
    speed.see(progress('a', 200), 2000);
    expect(speed.output(2000)).toBeCloseTo(150);
  });

  it('are unknown where a stream says nothing of its tokens, and stop with it', () => {
    const speed = new OutputSpeed();
    speed.see(progress('a', null), 0);
    expect([speed.active, speed.output(1000)]).toEqual([true, null]);
    speed.see(progress('a', 10, 'ok'), 1000);
    expect([speed.active, speed.output(1000)]).toEqual([false, null]);
  });

  it('count from the first byte, so that the first figure is one', () => {
    const speed = new OutputSpeed();
    const begun = row('a', { status: 'running', timings: { ...row('a').timings, first_byte_ms: 10 } });
    speed.see(event(1, begun), 0);
    speed.see(progress('a', 50), 500);
    expect(speed.output(500)).toBeCloseTo(100);
  });

  it('fall while a stream is silent', () => {
    const speed = new OutputSpeed();
    speed.see(progress('a', 0), 0);
    speed.see(progress('a', 100), 1000);
    expect(speed.output(3000)).toBeLessThan(50);
  });

  it('forget what runs no more, where its end was missed', () => {
    const speed = new OutputSpeed();
    speed.see(progress('a', 0), 0);
    speed.see(progress('b', 0), 0);
    speed.keepOnly(new Set(['b']));
    expect(speed.active).toBe(true);
    speed.keepOnly(new Set());
    expect([speed.active, speed.output(1000)]).toEqual([false, null]);
  });
});
