import { describe, expect, it } from 'vitest';
import { type CacheExplanation, cacheExplanationSchema } from '../../../src/contract/index.ts';
import { NO_RATES, type Prices } from '../../../src/pricing/port.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { type Spoken, storedContext } from '../../support/contexts.ts';
import { batchOf } from '../../support/store.ts';
import { errorOf, type Started, start, stored } from './support.ts';

const NOW = 1_790_000_000_000;

function words(name: string, count: number): string {
  return Array.from({ length: count }, (_, n) => `${name}-${n}`).join(' ');
}

interface Turn {
  sent: Spoken[];
  /** Where the client sent something else. */
  received?: Spoken[];
  /** Seconds after the first. */
  at: number;
  read: number | null;
  more?: Partial<StoredExchange>;
  /** UTF-16 units of a content that are kept. */
  kept?: number;
}

/** Stores an exchange with both of its contexts; the provider counts as they are counted here. */
async function record(server: Started, { sent, received, at, read, more = {}, kept }: Turn): Promise<string> {
  const ofSent = storedContext(sent);
  const ofReceived = received === undefined ? ofSent : storedContext(received);
  const input = ofSent.counts.reduce((sum, count) => sum + count.tokens, 0);
  const exchange = stored({
    startedAt: NOW + at * 1000,
    sessionId: 1,
    agentId: 'main',
    provider: 'deepseek',
    providerModel: 'deepseek-chat',
    usage: { input, cache_read: read, cache_write: null, output: 5, reasoning: null, total: input + 5 },
    headSent: ofSent.head,
    headReceived: ofReceived.head,
    ...more,
  });
  for (const context of [ofSent, ofReceived]) {
    const { nodes, counts } = context;
    const blocks = context.blocks.map((block) => ({
      ...block,
      content: block.content?.slice(0, kept) ?? null,
    }));
    await server.store.write(batchOf({ nodes, blocks, counts }));
  }
  await server.store.write(batchOf({ exchanges: [exchange] }));
  return exchange.id;
}

async function explain(server: Started, id: string, headers = {}): Promise<CacheExplanation> {
  const answer = await server.get(`/api/exchanges/${id}/cache`, headers);
  expect(answer.status).toBe(200);
  return cacheExplanationSchema.parse(await answer.json());
}

/** US dollars for a million tokens. */
const PRICES: Prices = {
  rates: { ...NO_RATES, input: 2, cacheRead: 0.2 },
  tiers: [],
  source: 'config',
};

async function withSession(prices: Prices | null = null): Promise<Started> {
  const server = await start({ deps: { pricesOf: async () => prices } });
  await server.send('POST', '/api/sessions', { name: 'a' });
  return server;
}

const SYSTEM: Spoken = ['s', words('rule', 600)];
const ASK: Spoken = ['u', words('ask', 300)];
const SECRET: Spoken = ['u', `the key is hunter2\n${words('secret', 300)}`];
const MASKED: Spoken = ['u', `the key is ********\n${words('secret', 300)}`];
const NEXT: Spoken[] = [
  ['a', 'Done.'],
  ['u', words('next', 200)],
];

describe('a request that was changed on its way', () => {
  it('breaks the cache where it is changed in one turn and not in the other: that was us', async () => {
    const server = await withSession(PRICES);
    const first: Spoken[] = [SYSTEM, SECRET, ASK];
    await record(server, { sent: first, at: 0, read: 0 });
    const id = await record(server, {
      sent: [SYSTEM, MASKED, ASK, ...NEXT],
      received: [...first, ...NEXT],
      at: 10,
      read: 1024,
    });
    const explained = await explain(server, id);
    expect(explained).toMatchObject({
      cause: 'transform',
      broke_at: {
        index: 1,
        change: 'edited',
        role: 'user',
        line: 1,
        before: 'the key is hunter2',
        after: 'the key is ********',
      },
    });
    expect(explained.lost_tokens).toBeGreaterThan(1000);
    expect(explained.lost_usd).toBeCloseTo(((explained.lost_tokens ?? 0) * 1.8) / 1e6, 8);
    expect(explained.explanation).toMatch(/^We changed the request, not the client/);
    expect((await explain(server, id, { 'accept-language': 'fr-CH, en;q=0.5' })).explanation).toMatch(
      /^C’est nous qui avons modifié la requête/,
    );
  });

  it('does not where it is changed alike', async () => {
    const server = await withSession();
    const tokens = storedContext([SYSTEM, MASKED, ASK]).counts.reduce((sum, count) => sum + count.tokens, 0);
    await record(server, { sent: [SYSTEM, MASKED, ASK], received: [SYSTEM, SECRET, ASK], at: 0, read: 0 });
    const id = await record(server, {
      sent: [SYSTEM, MASKED, ASK, ...NEXT],
      received: [SYSTEM, SECRET, ASK, ...NEXT],
      at: 10,
      read: Math.floor(tokens / 64) * 64,
    });
    expect(await explain(server, id)).toMatchObject({ cause: 'hit', broke_at: null, lost_tokens: 0 });
  });

  it('heals what the client changes: a header line of each request that is taken out is no break', async () => {
    const server = await withSession();
    const line = (n: number): Spoken => ['s', `x-anthropic-billing-header: cch=${n};`];
    const tokens = storedContext([SYSTEM, ASK]).counts.reduce((sum, count) => sum + count.tokens, 0);
    await record(server, { sent: [SYSTEM, ASK], received: [line(1), SYSTEM, ASK], at: 0, read: 0 });
    const healed = await record(server, {
      sent: [SYSTEM, ASK, ...NEXT],
      received: [line(2), SYSTEM, ASK, ...NEXT],
      at: 10,
      read: Math.floor(tokens / 64) * 64,
    });
    expect((await explain(server, healed)).cause).toBe('hit');
    // Where it goes on to the provider, it is the client's.
    const broken = await record(server, { sent: [line(3), SYSTEM, ASK, ...NEXT], at: 20, read: 0 });
    expect(await explain(server, broken)).toMatchObject({
      cause: 'system_changed',
      broke_at: { index: 0, change: 'added', after: 'x-anthropic-billing-header: cch=3;', before: null },
    });
  });

  it('is the client’s change where it had changed the same place itself', async () => {
    const server = await withSession();
    await record(server, { sent: [SYSTEM, SECRET, ASK], at: 0, read: 0 });
    const id = await record(server, {
      sent: [SYSTEM, MASKED, ASK, ...NEXT],
      received: [SYSTEM, ['u', 'all new'], ASK, ...NEXT],
      at: 10,
      read: 1024,
    });
    expect((await explain(server, id)).cause).toBe('history_edited');
  });
});

describe('what an exchange is compared with', () => {
  it('is nothing that was refused, not answered yet, or no request of a model', async () => {
    const server = await withSession();
    const sent: Spoken[] = [SYSTEM, ASK];
    const timings = { first_byte_ms: 30_000, total_ms: null, proxy_ms: 1, longest_silence_ms: null };
    await record(server, {
      sent,
      at: 0,
      read: null,
      more: { status: 'error', httpStatus: 429, usage: null },
    });
    await record(server, { sent, at: 1, read: null, more: { kind: 'count_tokens', usage: null } });
    await record(server, { sent, at: 2, read: 0, more: { timings } });
    const id = await record(server, { sent: [...sent, ...NEXT], at: 10, read: 0 });
    expect(await explain(server, id)).toMatchObject({ cause: 'first', compared_with: null });
  });

  it('is what ended on its own chain, however many exchanges lie between', async () => {
    const server = await withSession();
    const sent: Spoken[] = [SYSTEM, ASK];
    const id = await record(server, { sent, at: 0, read: 0, more: { sessionId: null, agentId: null } });
    const others = Array.from({ length: 320 }, (_, n) =>
      stored({ startedAt: NOW + 1000 + n, provider: 'deepseek', sessionId: 1 }),
    );
    await server.store.write(batchOf({ exchanges: others }));
    const later = await record(server, {
      sent: [...sent, ...NEXT],
      at: 5 * 3600,
      read: 0,
      more: { sessionId: null, agentId: null },
    });
    expect(await explain(server, later)).toMatchObject({
      cause: 'expired',
      compared_with: { exchange_id: id, age_s: 18_000 },
    });
  });

  it('is told as far as it is kept: without contents there is a place, and no line', async () => {
    const server = await withSession();
    const bare = (parts: Spoken[]) => {
      const { nodes, blocks, counts } = storedContext(parts);
      return batchOf({ nodes, counts, blocks: blocks.map((block) => ({ ...block, content: null })) });
    };
    const [before, after]: Spoken[][] = [
      [['s', 'Monday'], ASK],
      [['s', 'Tuesday'], ASK, ...NEXT],
    ];
    for (const parts of [before, after]) await server.store.write(bare(parts ?? []));
    const ids = [];
    for (const [at, parts] of [before, after].entries()) {
      const input = storedContext(parts ?? []).counts.reduce((sum, count) => sum + count.tokens, 0);
      const exchange = stored({
        startedAt: NOW + at * 1000,
        sessionId: 1,
        provider: 'deepseek',
        providerModel: 'm',
        usage: { input, cache_read: 0, cache_write: null, output: 1, reasoning: null, total: null },
        headSent: storedContext(parts ?? []).head,
        headReceived: storedContext(parts ?? []).head,
      });
      await server.store.write(batchOf({ exchanges: [exchange] }));
      ids.push(exchange.id);
    }
    expect(await explain(server, ids[1] ?? '')).toMatchObject({
      cause: 'system_changed',
      broke_at: { index: 0, kind: 'system', line: null, before: null, after: null },
    });
  });

  it('cannot be told where the context was not recorded, or is of a call that nothing caches', async () => {
    const server = await withSession();
    const usage = { input: 5000, cache_read: 0, cache_write: null, output: 1, reasoning: null, total: null };
    const lost = stored({ provider: 'deepseek', providerModel: 'm', usage });
    const embedding = stored({ provider: 'openai', providerModel: 'm', kind: 'embedding' });
    await server.store.write(batchOf({ exchanges: [lost, embedding] }));
    expect((await explain(server, lost.id)).cause).toBe('unknown_context');
    expect((await explain(server, embedding.id)).cause).toBe('not_supported');
    const missing = await server.get('/api/exchanges/nobody/cache');
    expect([missing.status, (await errorOf(missing)).code]).toEqual([404, 'not_found']);
  });
});

describe('a block of which only the beginning is kept', () => {
  it('is not taken for unchanged as far as it is kept', async () => {
    const server = await withSession();
    const explained = async (kept?: number) => {
      const name = `kept ${kept}`;
      const sent = (end: string): Spoken[] => [
        ['s', name],
        SYSTEM,
        ['u', `${words(name, 500)}\n${end}`],
        ASK,
        ...NEXT,
      ];
      const cut = kept === undefined ? {} : { kept };
      await record(server, { sent: sent('one'), at: 0, read: 0, ...cut });
      return explain(server, await record(server, { sent: sent('two'), at: 10, read: 64, ...cut }));
    };
    const whole = await explained();
    expect(whole.broke_at).toMatchObject({ line: 2, before: 'one', after: 'two' });
    const cut = await explained(400);
    expect(cut.broke_at).toMatchObject({ index: 2, change: 'edited', line: null, before: null, after: null });
    // Whether its beginning had helped is not known: the block is lost whole.
    expect(cut.shared.tokens).toBeLessThan((whole.shared.tokens ?? 0) - 500);
  });
});

describe('an explanation in French', () => {
  it('is French: its quotes, its plurals, what a block is', async () => {
    const server = await withSession();
    const tools: Spoken[] = [
      ['t', 'one {}'],
      ['t', 'two {}'],
    ];
    await record(server, { sent: [SYSTEM, SECRET, ASK], at: 0, read: 0 });
    const edited = await record(server, { sent: [SYSTEM, MASKED, ASK, ...NEXT], at: 10, read: 1024 });
    const french = async (id: string) => (await explain(server, id, { 'accept-language': 'fr' })).explanation;
    expect(await french(edited)).toMatch(
      /^Le client a modifié ce qui avait été dit\u00a0: bloc 2 \(texte de l’utilisateur\) modifié, ligne 1\u00a0: «\u00a0the key is hunter2\u00a0» est devenu «\u00a0the key is \*{8}\u00a0»\. Perdu pour le cache à partir de là\u00a0: \d[\d\u202f]* tokens\.$/,
    );
    const more = await record(server, { sent: [...tools, SYSTEM, MASKED, ASK, ...NEXT], at: 20, read: 0 });
    expect(await french(more)).toContain('a changé\u00a0: one, two ajoutés. ');
  });
});
