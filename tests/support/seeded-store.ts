import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openWriter } from '../../src/storage/host/local.ts';
import type { StoredExchange } from '../../src/storage/index.ts';
import { batchOf, costOf, exchangeOf, idOf } from './store-rows.ts';

/** An exchange that was answered some hours ago, with 100 tokens of output. */
export interface PastTurn {
  hoursAgo: number;
  model: string;
  provider: string;
  /** US dollars; null: nobody knows. */
  usd: number | null;
  /** Tokens; 1000 where it is left out. */
  input?: number;
  /** Tokens that were read from the cache; nobody knows where it is left out. */
  cached?: number;
  client?: string;
  /** The session's place in the list of sessions. */
  session?: number;
  status?: StoredExchange['status'];
}

function turnOf(turn: PastTurn, id: string, sessionId: number | null): StoredExchange {
  const { input = 1000, cached = null } = turn;
  const blank = exchangeOf({ id });
  return {
    ...blank,
    startedAt: Date.now() - turn.hoursAgo * 3_600_000,
    sessionId,
    model: turn.model,
    provider: turn.provider,
    providerModel: turn.model,
    clientName: turn.client ?? null,
    status: turn.status ?? 'ok',
    usage: {
      input,
      cache_read: cached,
      cache_write: null,
      output: 100,
      reasoning: null,
      total: input + 100,
    },
    tokens: { ...blank.tokens, input, output: 100, cache_read: cached, source: 'provider' },
    cost: turn.usd === null ? blank.cost : { ...costOf(turn.usd), source: 'provider' },
  };
}

/** Fills the database of a program that does not run yet. The turns' ids are those of `idOf`, counted from 0. */
export async function seedStore(
  dataDir: string,
  { sessions, turns }: { sessions: { name: string; project: string | null }[]; turns: PastTurn[] },
): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const { store } = await openWriter({ file: path.join(dataDir, 'kimi-proxy.db'), busyTimeoutMs: 100 });
  const ids: number[] = [];
  for (const { name, project } of sessions) {
    const made = { name, identity: null, provider: null, model: null, createdAt: 1, pin: false };
    const { id } = await store.createSession(made);
    await store.updateSession(id, { project });
    ids.push(id);
  }
  const exchanges = turns.map((turn, n) =>
    turnOf(turn, idOf(n), turn.session === undefined ? null : (ids[turn.session] ?? null)),
  );
  await store.write(batchOf({ exchanges }));
  await store.close();
}
