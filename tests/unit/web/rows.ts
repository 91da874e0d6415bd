import type { SequencedEvent } from '../../../src/contract/events.ts';
import type { SessionView } from '../../../src/contract/session.ts';
import type { Row } from '../../../web/src/data/row.ts';

/** A row that ended well. */
export function row(id: string, over: Partial<Row> = {}): Row {
  return {
    id,
    session_id: 1,
    kind: 'turn',
    status: 'ok',
    http_status: 200,
    started_at: '2026-01-01T00:00:00.000Z',
    client: 'kimi-code',
    model: 'test-model',
    provider: 'test',
    provider_model: 'test-model',
    streamed: true,
    tokens: {
      context: null,
      window: null,
      context_use: null,
      input: null,
      cache_read: null,
      cache_write: null,
      output: null,
      reasoning: null,
      source: null,
      error: null,
    },
    usage: null,
    cost: {
      usd: null,
      input: null,
      cache_read: null,
      cache_write_5m: null,
      cache_write_1h: null,
      output: null,
      reasoning: null,
      source: null,
    },
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    error: null,
    ...over,
  };
}

export function event(seq: number, exchange: Row): SequencedEvent {
  const phase = exchange.status === 'running' ? 'progress' : 'finished';
  return { type: 'exchange', phase, exchange, seq, at: '2026-01-01T00:00:00.000Z' };
}

export function session(id: number): SessionView {
  return {
    id,
    name: `session ${id}`,
    provider: null,
    model: null,
    is_active: true,
    is_pinned: false,
    created_at: '2026-01-01T00:00:00.000Z',
    last_turn_at: null,
    exchanges: 1,
    project: null,
  };
}
