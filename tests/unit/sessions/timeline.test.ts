import { describe, expect, it } from 'vitest';
import { alertsOf } from '../../../src/sessions/alerts.ts';
import { brokeCache } from '../../../src/sessions/broke-cache.ts';
import { mainAgent, parentsOf, placeAfter, timelineOf } from '../../../src/sessions/timeline.ts';
import type { StoredAgent } from '../../../src/storage/index.ts';
import { MINUTE, talkOf, turn } from './turns.ts';

describe('a timeline', () => {
  it('has each turn against the one before of its agent', () => {
    const rows = [
      turn(1, 100, { agentId: 'a' }),
      turn(2, 40, { agentId: 'b' }),
      turn(3, 130, { agentId: 'a' }),
      turn(4, 45, { agentId: 'b' }),
    ];
    const { turns } = timelineOf(rows, new Map());
    expect(turns.map(({ agent_id: agent, growth }) => [agent, growth])).toEqual([
      ['a', null],
      ['b', null],
      ['a', 30],
      ['b', 5],
    ]);
  });

  it('goes on where the page before ended', () => {
    const rows = talkOf([100, 150, 'compaction', 60, 90], { agentId: 'a' });
    const whole = timelineOf(rows, new Map());
    for (let cut = 1; cut < rows.length; cut++) {
      const places = new Map([['a', placeAfter(rows.slice(0, cut))]]);
      const pages = [timelineOf(rows.slice(0, cut), new Map()), timelineOf(rows.slice(cut), places)];
      expect(pages.flatMap(({ turns }) => turns)).toEqual(whole.turns);
      expect(pages.flatMap(({ marks }) => marks)).toEqual(whole.marks);
    }
  });

  it('has what is no turn as marks', () => {
    const { turns, marks } = timelineOf([turn(1, 5, { kind: 'title' }), turn(2, 100)], new Map());
    expect(turns).toHaveLength(1);
    expect(marks).toMatchObject([{ kind: 'title', context: 5, started_at: '1970-01-01T00:01:00.000Z' }]);
  });

  it('says how much came from the cache, and nothing where the provider does not', () => {
    const rate = (input: number | null, read: number | null) =>
      timelineOf([turn(1, 100, { tokens: { input, cache_read: read } })], new Map()).turns[0]?.cache_hit_rate;
    expect([rate(200, 50), rate(200, 0), rate(200, null), rate(null, 50), rate(0, 0), rate(10, 50)]).toEqual([
      0.25,
      0,
      null,
      null,
      null,
      1,
    ]);
  });
});

describe('a cache', () => {
  const used = (read: number | null, write: number | null = null, more = {}) =>
    turn(1, 5000, { ...more, tokens: { cache_read: read, cache_write: write } });

  it.each([
    ['broke where less than half of what was there is read', used(4000), used(1900), true],
    ['broke where what was written is not read', used(0, 4000), used(0), true],
    ['held where most of it is read', used(4000, 1000), used(4800), false],
    ['held where there was too little to be cached', used(1000), used(0), false],
    ['is not told of where the provider is silent', used(null), used(0), null],
    ['is not told of where the provider is silent now', used(4000), used(null), null],
    ['is not told of on another route', used(4000), used(0, null, { providerModel: 'x' }), null],
    ['is not told of at another provider', used(4000), used(0, null, { provider: 'x' }), null],
  ])('%s', (_, before, now, broke) => {
    expect(brokeCache(before, now)).toBe(broke);
  });

  it('is not told of by a first turn, nor against one that failed', () => {
    const rows = [used(0, 4000), { ...used(0), status: 'error' as const }, used(3900)];
    const broke = timelineOf(rows, new Map()).turns.map((one) => one.cache_broke);
    expect(broke).toEqual([null, true, false]);
  });
});

function agent(id: string, key: string, parentKey: string | null = null): StoredAgent {
  return { id, sessionId: 1, key, parentKey, createdAt: 0 };
}

describe('the agents of a session', () => {
  it('are helpers of whom the client names, else of the main one', () => {
    const agents = [
      agent('1', 'main'),
      agent('2', 'agent:x'),
      agent('3', 'agent:y', 'x'),
      agent('4', 'agent:z', 'gone'),
      agent('5', 'system:abc'),
      agent('6', 'agent:self', 'self'),
    ];
    expect(Object.fromEntries(parentsOf(agents))).toEqual({
      1: null,
      2: '1',
      3: '2',
      4: '1',
      5: null,
      6: '1',
    });
    expect(parentsOf([agent('2', 'agent:x')]).get('2')).toBeNull();
  });

  const active = (id: string, key: string, minute: number | null) => ({
    agent: agent(id, key),
    lastTurnAt: minute === null ? null : minute * MINUTE,
  });

  it('have a main one: which the client says, else the oldest that is at work and no helper', () => {
    expect(mainAgent([])).toBeNull();
    expect(mainAgent([active('1', 'agent:x', 9), active('2', 'main', 1)])?.id).toBe('2');
    expect(mainAgent([active('1', 'system:a', 10), active('2', 'system:b', 35)])?.id).toBe('1');
    expect(mainAgent([active('1', 'chain:a', 10), active('2', 'chain:b', 41)])?.id).toBe('2');
    expect(mainAgent([active('1', 'chain:a', null), active('2', 'chain:b', 5)])?.id).toBe('2');
    expect(mainAgent([active('1', 'agent:x', 5)])?.id).toBe('1');
  });
});

describe('the alerts of a session', () => {
  const thresholds = [0.7, 0.85, 0.95];
  const told = (rows: Parameters<typeof alertsOf>[0], isWhole = true) =>
    alertsOf(rows, thresholds, isWhole).map(({ alert }) => [alert.agent_id, alert.threshold]);

  it('are those that its turns crossed, each agent for itself', () => {
    const rows = [
      turn(1, 600, { agentId: 'a' }),
      turn(2, 720, { agentId: 'a' }),
      turn(3, 960, { agentId: 'b' }),
      turn(4, 690, { agentId: 'a' }),
      turn(5, 710, { agentId: 'a' }),
      turn(6, 200, { agentId: 'a' }),
      turn(7, 860, { agentId: 'a' }),
    ];
    expect(told(rows)).toEqual([
      ['a', 0.7],
      ['b', 0.95],
      ['a', 0.85],
    ]);
  });

  it('begin with the second turn of an agent, where there may be earlier ones', () => {
    expect(told(talkOf([800, 870]), false)).toEqual([[null, 0.85]]);
    expect(told(talkOf([800, 870]), true)).toEqual([
      [null, 0.7],
      [null, 0.85],
    ]);
  });

  it('are none of turns that run, of titles, or where the window is not known', () => {
    expect(told([turn(1, 990, { status: 'running' }), turn(2, 990, { kind: 'title' })])).toEqual([]);
    expect(told([turn(1, 990, { window: null }), turn(2, 990, { sessionId: null })])).toEqual([]);
  });

  it('are told of a turn that was refused for its length, too', () => {
    expect(told([turn(1, 600), turn(2, 1200, { status: 'error' })])).toEqual([[null, 0.95]]);
  });
});
