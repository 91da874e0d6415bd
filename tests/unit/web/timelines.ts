import type { Timeline, TimelineAgent, TimelineMark, TimelineTurn } from '../../../src/contract/timeline.ts';

/** A turn of the agent `main` that went well: 100 tokens of 1000. */
export function turn(id: string, over: Partial<TimelineTurn> = {}): TimelineTurn {
  return {
    exchange_id: id,
    agent_id: 'main',
    started_at: '2026-01-01T00:00:00.000Z',
    status: 'ok',
    model: 'm',
    provider: 'p',
    provider_model: 'm',
    context: 100,
    window: 1000,
    context_use: 0.1,
    source: 'provider',
    error: null,
    input: 100,
    cache_read: null,
    cache_write: null,
    output: 10,
    reasoning: null,
    cost_usd: null,
    growth: null,
    cache_hit_rate: null,
    cache_broke: null,
    compacted: false,
    tools: [],
    ...over,
  };
}

/** A title of the agent `main`. */
export function mark(id: string, over: Partial<TimelineMark> = {}): TimelineMark {
  return {
    exchange_id: id,
    agent_id: 'main',
    kind: 'title',
    started_at: '2026-01-01T00:00:00.000Z',
    status: 'ok',
    context: 10,
    output: 1,
    cost_usd: null,
    ...over,
  };
}

export function agent(id: string, over: Partial<TimelineAgent> = {}): TimelineAgent {
  return {
    id,
    key: id,
    parent: null,
    main: false,
    created_at: '2026-01-01T00:00:00.000Z',
    turns: 1,
    last_turn_at: null,
    context: null,
    window: null,
    context_use: null,
    ...over,
  };
}

export function timeline(turns: TimelineTurn[], marks: TimelineMark[] = []): Timeline {
  return {
    turns,
    marks,
    next: null,
    agents: [],
    forecast: {
      turns_left: null,
      seconds_left: null,
      full_at: null,
      growth_per_turn: null,
      growth_range: null,
      context: null,
      window: null,
      based_on: 0,
      likely_compaction_at: null,
      turns_to_compaction: null,
    },
  };
}
