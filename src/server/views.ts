import { MOST_FITTED } from '../context/index.ts';
import type { MemoryPoint } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';
import type { StoredExchange } from '../storage/index.ts';

/** Our count of what is memory, as much of the prompt as it is of our own count of that. */
function memoryOf({ memoryTokens, counted }: StoredExchange, prompt: number | null): number | null {
  if (memoryTokens === null || prompt === null) return memoryTokens;
  const factor = counted === null || counted.tokens === 0 ? 1 : prompt / counted.tokens;
  return Math.min(prompt, Math.round(memoryTokens * (factor <= MOST_FITTED ? factor : 1)));
}

/** What an exchange says of memory: prompt = memory + chat, each null where it was not counted. */
export function toMemoryPoint(exchange: StoredExchange): MemoryPoint {
  const prompt = exchange.tokens.input ?? exchange.tokens.context;
  const memory = memoryOf(exchange, prompt);
  const known = prompt !== null && memory !== null;
  return {
    exchange_id: exchange.id,
    started_at: isoTime(exchange.startedAt),
    prompt_tokens: prompt,
    memory_tokens: memory,
    chat_tokens: known ? prompt - memory : null,
    memory_ratio: known && prompt > 0 ? memory / prompt : null,
    context_use: exchange.tokens.context_use,
  };
}
