import type { MemoryPoint, SessionView } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';
import type { StoredExchange, StoredSession } from './interim.ts';

/** A session as the API shows it. `currentId` is the current session's, which is the active one. */
export function toSessionView(session: StoredSession, current: StoredSession | null): SessionView {
  return {
    id: session.id,
    name: session.name,
    provider: session.provider,
    model: session.model,
    is_active: session.id === current?.id,
    is_pinned: session.pinnedAt !== null,
    created_at: isoTime(session.createdAt),
    last_turn_at: session.lastTurnAt === null ? null : isoTime(session.lastTurnAt),
    exchanges: session.exchanges,
  };
}

/** What an exchange says of memory: prompt = memory + chat, each null where it was not counted. */
export function toMemoryPoint(exchange: StoredExchange): MemoryPoint {
  const prompt = exchange.tokens.input ?? exchange.tokens.context;
  const memory = exchange.memoryTokens;
  const known = prompt !== null && memory !== null;
  return {
    exchange_id: exchange.id,
    started_at: isoTime(exchange.startedAt),
    prompt_tokens: prompt,
    memory_tokens: memory,
    chat_tokens: known ? Math.max(0, prompt - memory) : null,
    memory_ratio: known && prompt > 0 ? Math.min(1, memory / prompt) : null,
    context_use: exchange.tokens.context_use,
  };
}
