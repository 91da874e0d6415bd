import { newId, unknownCost } from '../../src/exchange/index.ts';
import { openWriter } from '../../src/storage/host/local.ts';
import type { StoredExchange } from '../../src/storage/index.ts';

const MODELS = ['kimi-for-coding', 'gpt-5', 'claude-sonnet', 'gemini-pro', 'qwen3-coder'];
const CLIENTS = ['kimi-code', 'claude-code', 'codex', 'opencode'];
/** One of so many has the model that a rare filter looks for. */
const RARE_EVERY = 5_000;
const BATCH = 1_000;

function exchange(n: number, at: number, sessionId: number): StoredExchange {
  const failed = n % 40 === 7;
  const context = 2_000 + ((n * 7_919) % 180_000);
  const model = n % RARE_EVERY === 0 ? 'rare-model' : (MODELS[n % MODELS.length] ?? '');
  return {
    id: newId(at),
    sessionId,
    agentId: null,
    kind: 'turn',
    startedAt: at,
    status: failed ? 'error' : 'ok',
    httpStatus: failed ? 429 : 200,
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    clientName: CLIENTS[n % CLIENTS.length] ?? null,
    clientVersion: '1.0',
    model,
    provider: 'test',
    providerModel: model,
    route: null,
    streamed: true,
    tokens: {
      context,
      window: 200_000,
      context_use: context / 200_000,
      input: context,
      cache_read: Math.floor(context * 0.8),
      cache_write: null,
      output: n % 2_000,
      reasoning: null,
      source: 'provider',
      error: null,
    },
    usage: null,
    cost: { ...unknownCost(), usd: (n % 500) / 10_000 },
    timings: {
      first_byte_ms: 400 + (n % 900),
      total_ms: 2_000 + (n % 9_000),
      proxy_ms: 1,
      longest_silence_ms: 300,
    },
    attempts: [],
    warnings: [],
    error: failed ? { code: 'rate_limited', message: 'too many requests' } : null,
    tools: n % 3 === 0 ? ['read_file'] : [],
    headReceived: null,
    headSent: null,
    memoryTokens: null,
    counted: null,
  };
}

/** Fills a new database with so many exchanges of fifty sessions, the last one now. */
export async function fillDatabase(file: string, count: number): Promise<void> {
  const { store } = await openWriter({ file, busyTimeoutMs: 5_000 });
  const begun = Date.now() - count * 1_000;
  const sessions: number[] = [];
  for (let n = 0; n < 50; n++) {
    const { id } = await store.createSession({
      name: `session ${n}`,
      identity: null,
      provider: null,
      model: null,
      createdAt: begun,
      pin: false,
    });
    sessions.push(id);
  }
  for (let from = 0; from < count; from += BATCH) {
    const exchanges = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) =>
      exchange(from + n, begun + (from + n) * 1_000, sessions[Math.floor((from + n) / 200) % 50] ?? 0),
    );
    await store.write({ exchanges, nodes: [], blocks: [], counts: [], bodies: [], mcpCalls: [] });
  }
  await store.close();
}
