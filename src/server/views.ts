import type { MemoryPoint } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';
import type { StoredExchange } from '../storage/index.ts';

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
