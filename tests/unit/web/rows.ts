import type { SequencedEvent } from '../../../src/contract/events.ts';
import type { ExchangeRow } from '../../../src/contract/row.ts';
import type { SessionView } from '../../../src/contract/session.ts';
import { unknownCost, unknownTokens } from '../../../src/exchange/index.ts';

/** A row that ended well. */
export function row(id: string, over: Partial<ExchangeRow> = {}): ExchangeRow {
  return {
    id,
    session_id: 1,
    agent_id: null,
    kind: 'turn',
    status: 'ok',
    http_status: 200,
    started_at: '2026-01-01T00:00:00.000Z',
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    client: 'kimi-code',
    client_version: null,
    model: 'test-model',
    provider: 'test',
    provider_model: 'test-model',
    streamed: true,
    tokens: unknownTokens(),
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    ...over,
  };
}

export function event(seq: number, exchange: ExchangeRow): SequencedEvent {
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
