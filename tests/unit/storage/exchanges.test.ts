import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COST_SOURCES,
  EXCHANGE_KINDS,
  EXCHANGE_STATUSES,
  PROTOCOLS,
  TOKEN_SOURCES,
} from '../../../src/contract/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { batchOf, costOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replaceAll('\0', ''));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const count = maybe(fc.nat());
const ms = maybe(fc.nat().map((value) => value / 1000));
const failure = fc.record({ code: text, message: text });

/** Any exchange that can be, hostile texts included. */
const anyExchange: fc.Arbitrary<StoredExchange> = fc.record({
  id: fc.uuid(),
  sessionId: fc.constant(null),
  agentId: maybe(text),
  kind: fc.constantFrom(...EXCHANGE_KINDS),
  startedAt: fc.nat(),
  status: fc.constantFrom(...EXCHANGE_STATUSES),
  httpStatus: count,
  protocol: maybe(fc.constantFrom(...PROTOCOLS)),
  path: text,
  clientName: maybe(text),
  clientVersion: maybe(text),
  model: maybe(text),
  provider: maybe(text),
  providerModel: maybe(text),
  route: maybe(fc.record({ rule: fc.constantFrom('models' as const, 'family' as const), detail: text })),
  streamed: fc.boolean(),
  tokens: fc.record({
    context: count,
    window: count,
    context_use: ms,
    input: count,
    cache_read: count,
    cache_write: count,
    output: count,
    reasoning: count,
    source: maybe(fc.constantFrom(...TOKEN_SOURCES)),
    error: ms,
  }),
  usage: maybe(
    fc.record(
      {
        input: count,
        cache_read: count,
        cache_write: count,
        cache_write_1h: fc.nat(),
        output: count,
        reasoning: count,
        total: count,
        cost_usd: fc.nat(),
      },
      { requiredKeys: ['input', 'cache_read', 'cache_write', 'output', 'reasoning', 'total'] },
    ),
  ),
  cost: fc.record({
    usd: ms,
    input: ms,
    cache_read: ms,
    cache_write_5m: ms,
    cache_write_1h: ms,
    output: ms,
    reasoning: ms,
    source: maybe(fc.constantFrom(...COST_SOURCES)),
  }),
  counted: maybe(fc.record({ vocabulary: text, tokens: fc.nat() })),
  timings: fc.record({ first_byte_ms: ms, total_ms: ms, proxy_ms: ms, longest_silence_ms: ms }),
  attempts: fc.array(
    fc.record({
      provider: text,
      model: maybe(text),
      started_at: text,
      total_ms: ms,
      http_status: count,
      error: maybe(failure),
      next: maybe(text),
    }),
    { maxLength: 3 },
  ),
  warnings: fc.array(failure, { maxLength: 3 }),
  error: maybe(failure),
  tools: fc.array(
    text.map((name) => `t${name.replaceAll('\n', ' ')}`),
    { maxLength: 3 },
  ),
  headReceived: maybe(fc.constantFrom('n1', 'n2')),
  headSent: maybe(fc.constantFrom('n1', 'n2')),
  memoryTokens: count,
});

for (const dialect of dialects) {
  describe(`exchanges in ${dialect.name}`, () => {
    it('gives back any exchange as it was written', async () => {
      const store = await dialect.open();
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyExchange, { minLength: 1, maxLength: 40, selector: (one) => one.id }),
          async (exchanges) => {
            await store.write(batchOf({ exchanges }));
            for (const exchange of exchanges) expect(await store.getExchange(exchange.id)).toEqual(exchange);
          },
        ),
        { numRuns: 25 },
      );
    });

    it('keeps what follows a NUL character in a text that a client made up', async () => {
      const store = await dialect.open();
      await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1', model: 'a\0b', clientName: '\0' })] }));
      expect(await store.getExchange('e1')).toMatchObject({ model: 'a\ufffdb', clientName: '\ufffd' });
      expect(await store.listExchanges({ model: 'a\0b', limit: 1 })).toHaveLength(1);
    });

    it('replaces an exchange that is written again', async () => {
      const store = await dialect.open();
      const begun = exchangeOf({ id: 'e1', status: 'running', httpStatus: null });
      await store.write(batchOf({ exchanges: [begun] }));
      const ended = { ...begun, status: 'cut' as const, httpStatus: 200, model: 'other', cost: costOf(0.5) };
      await store.write(batchOf({ exchanges: [ended] }));
      expect(await store.getExchange('e1')).toEqual(ended);
      expect((await store.stats()).exchanges).toBe(1);
    });

    it('writes the last state where a batch names an exchange twice', async () => {
      const store = await dialect.open();
      await store.write(
        batchOf({ exchanges: [exchangeOf({ id: 'e1', status: 'running' }), exchangeOf({ id: 'e1' })] }),
      );
      expect((await store.getExchange('e1'))?.status).toBe('ok');
    });

    it('writes all of a batch or nothing of it', async () => {
      const store = await dialect.open();
      const broken = { ...exchangeOf({ id: 'e2' }), startedAt: null as unknown as number };
      await expect(
        store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1' }), broken] })),
      ).rejects.toMatchObject({ name: 'StoreError', code: 'failed' });
      expect(await store.getExchange('e1')).toBeNull();
    });

    it('writes more rows than a statement takes', async () => {
      const store = await dialect.open();
      const exchanges = Array.from({ length: 333 }, (_, n) => exchangeOf({ id: idOf(n) }));
      await store.write(batchOf({ exchanges }));
      expect((await store.stats()).exchanges).toBe(333);
    });

    it('answers null for an exchange that is not there', async () => {
      const store = await dialect.open();
      expect(await store.getExchange('nobody')).toBeNull();
      expect(await store.getBodies('nobody')).toBeNull();
    });

    it('pages from the newest down and from the oldest up without gaps or repeats', async () => {
      const store = await dialect.open();
      const all = Array.from({ length: 25 }, (_, n) => idOf(n));
      await store.write(batchOf({ exchanges: all.map((id) => exchangeOf({ id })) }));
      const down: string[] = [];
      for (let before: string | undefined; ; before = down.at(-1)) {
        const page = await store.listExchanges({ limit: 10, ...(before === undefined ? {} : { before }) });
        if (page.length === 0) break;
        down.push(...page.map((exchange) => exchange.id));
      }
      expect(down).toEqual(all.toReversed());
      const up = await store.listExchanges({ limit: 10, order: 'oldest', after: idOf(19) });
      expect(up.map((exchange) => exchange.id)).toEqual(all.slice(20));
    });

    it('filters by session, status, kind, provider and model', async () => {
      const store = await dialect.open();
      const session = await sessionOf(store);
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({ id: '1', sessionId: session.id }),
            exchangeOf({ id: '2', status: 'error' }),
            exchangeOf({ id: '3', kind: 'title' }),
            exchangeOf({ id: '4', provider: 'kimi' }),
            exchangeOf({ id: '5', model: 'k2' }),
          ],
        }),
      );
      const ids = async (filter: object) =>
        (await store.listExchanges({ limit: 9, ...filter })).map((exchange) => exchange.id);
      expect(await ids({ sessionId: session.id })).toEqual(['1']);
      expect(await ids({ status: 'error' })).toEqual(['2']);
      expect(await ids({ kind: 'title' })).toEqual(['3']);
      expect(await ids({ provider: 'kimi' })).toEqual(['4']);
      expect(await ids({ model: 'k2' })).toEqual(['5']);
      expect(await ids({ model: 'k2', provider: 'kimi' })).toEqual([]);
    });

    it('marks what was running as interrupted, and nothing else', async () => {
      const store = await dialect.open();
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({ id: '1', status: 'running' }),
            exchangeOf({ id: '2', status: 'cancelled' }),
            exchangeOf({ id: '3', status: 'running' }),
          ],
        }),
      );
      expect(await store.markInterrupted()).toBe(2);
      expect(await store.markInterrupted()).toBe(0);
      const statuses = (await store.listExchanges({ limit: 9 })).map((exchange) => exchange.status);
      expect(statuses).toEqual(['interrupted', 'cancelled', 'interrupted']);
    });

    it('finds the newest exchange at each head', async () => {
      const store = await dialect.open();
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({ id: '1', headReceived: 'n1', startedAt: 10 }),
            exchangeOf({ id: '2', headReceived: 'n1', startedAt: 20, agentId: 'main' }),
            exchangeOf({ id: '3', headReceived: 'n2', headSent: 'n3', startedAt: 30 }),
          ],
        }),
      );
      const heads = await store.headsAt(['n1', 'n2', 'n3', "n'4"]);
      expect(heads.toSorted((a, b) => a.startedAt - b.startedAt)).toEqual([
        { nodeId: 'n1', exchangeId: '2', sessionId: null, agentId: 'main', startedAt: 20 },
        { nodeId: 'n2', exchangeId: '3', sessionId: null, agentId: null, startedAt: 30 },
      ]);
      expect(await store.headsAt([])).toEqual([]);
    });

    it('keeps bodies to the byte, and takes them in parts', async () => {
      const store = await dialect.open();
      const envelope = Buffer.from('{"a":1}');
      const answer = Buffer.from('data: {"x":"é"}\n\n'.repeat(500));
      const at = { exchangeId: 'e1', answerType: null };
      await store.write(batchOf({ bodies: [{ ...at, envelope, answer: null }] }));
      await store.write(
        batchOf({ bodies: [{ ...at, envelope: null, answer, answerType: 'text/event-stream' }] }),
      );
      const kept = await store.getBodies('e1');
      expect(Buffer.from(kept?.envelope ?? [])).toEqual(envelope);
      expect(Buffer.from(kept?.answer ?? [])).toEqual(answer);
      expect(kept?.answerType).toBe('text/event-stream');
    });
  });

  describe(`totals in ${dialect.name}`, () => {
    const tokens = (input: number | null) => ({ ...exchangeOf({ id: '' }).tokens, input, output: 1 });
    const day = Date.UTC(2026, 10, 22);

    async function filled() {
      const store = await dialect.open();
      const session = await sessionOf(store);
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({
              id: '1',
              startedAt: day,
              tokens: tokens(10),
              cost: costOf(0.25),
              clientName: 'curl',
            }),
            exchangeOf({ id: '2', startedAt: day + 1, tokens: tokens(5), status: 'error' }),
            exchangeOf({
              id: '3',
              startedAt: day - 1,
              status: 'cut',
              provider: 'kimi',
              sessionId: session.id,
            }),
            exchangeOf({ id: '4', startedAt: day - 1, status: 'cancelled', provider: 'kimi', model: null }),
          ],
        }),
      );
      return { store, session };
    }

    it('adds money up without the noise of binary fractions', async () => {
      const { store } = await filled();
      const spent = (hour: number, usd: number) =>
        exchangeOf({
          id: `m${hour}`,
          startedAt: day + hour * 3_600_000,
          provider: 'paid',
          cost: costOf(usd),
        });
      await store.write(batchOf({ exchanges: [spent(2, 0.1), spent(4, 0.2)] }));
      const range = { from: day + 3_600_000, to: null };
      expect((await store.totals('provider', range))[0]?.costUsd).toBe(0.3);
      expect((await store.totals('day', { ...range, zone: 'Europe/Paris' }))[0]?.costUsd).toBe(0.3);
    });

    it('adds up by provider, and leaves what is unknown null', async () => {
      const { store } = await filled();
      expect(await store.totals('provider', { from: null, to: null })).toEqual(
        expect.arrayContaining([
          {
            key: 'test',
            split: null,
            exchanges: 2,
            input: 15,
            output: 2,
            cacheRead: null,
            cacheWrite: null,
            reasoning: null,
            costUsd: 0.25,
            unpriced: 1,
            errors: 1,
          },
          {
            key: 'kimi',
            split: null,
            exchanges: 2,
            input: null,
            output: null,
            cacheRead: null,
            cacheWrite: null,
            reasoning: null,
            costUsd: null,
            unpriced: 0,
            errors: 1,
          },
        ]),
      );
    });

    it('adds up everything in one row, and has none where there is nothing', async () => {
      const { store } = await filled();
      expect(await store.totals('all', { from: null, to: null })).toEqual([
        {
          key: null,
          split: null,
          exchanges: 4,
          input: 15,
          output: 2,
          cacheRead: null,
          cacheWrite: null,
          reasoning: null,
          costUsd: 0.25,
          unpriced: 1,
          errors: 2,
        },
      ]);
      expect(await store.totals('all', { from: day + 5, to: null })).toEqual([]);
    });

    it('adds up by the project of the session', async () => {
      const { store, session } = await filled();
      await store.updateSession(session.id, { project: '/home/me/parser' });
      const rows = await store.totals('project', { from: null, to: null });
      expect(rows.map(({ key, exchanges }) => [key, exchanges])).toEqual([
        [null, 3],
        ['/home/me/parser', 1],
      ]);
    });

    it('adds up by day in UTC, from the first moment to before the last', async () => {
      const { store } = await filled();
      const days = await store.totals('day', { from: null, to: null });
      expect(days.map((row) => [row.key, row.exchanges])).toEqual(
        expect.arrayContaining([
          ['2026-11-22', 2],
          ['2026-11-21', 2],
        ]),
      );
      expect(await store.totals('day', { from: day, to: day + 1 })).toMatchObject([{ exchanges: 1 }]);
    });

    it('gives days the newest first, and no more rows than asked for', async () => {
      const { store } = await filled();
      const all = { from: null, to: null };
      expect((await store.totals('day', all)).map((row) => row.key)).toEqual(['2026-11-22', '2026-11-21']);
      expect((await store.totals('day', { ...all, limit: 1 })).map((row) => row.key)).toEqual(['2026-11-22']);
      expect((await store.totals('model', { ...all, limit: 1 })).map((row) => row.key)).toEqual([
        'test-model',
      ]);
      expect(await store.totals('day', { from: day + 5, to: null })).toEqual([]);
    });

    it('has the days of a time zone, as long as its clocks made them', async () => {
      const store = await dialect.open();
      // The clocks of Paris were put back on 25 October 2026 at 03:00: that day had 25 hours.
      const hours = Array.from({ length: 49 }, (_, n) => Date.UTC(2026, 9, 24, 12) + n * 3_600_000);
      await store.write(
        batchOf({
          exchanges: hours.map((startedAt, n) =>
            exchangeOf({ id: `h${n}`, startedAt, tokens: tokens(1), cost: costOf(0.5) }),
          ),
        }),
      );
      const days = async (zone: string, limit?: number) =>
        (
          await store.totals('day', { from: null, to: null, zone, ...(limit === undefined ? {} : { limit }) })
        ).map(({ key, exchanges, input, costUsd }) => [key, exchanges, input, costUsd]);
      expect(await days('Europe/Paris')).toEqual([
        ['2026-10-26', 14, 14, 7],
        ['2026-10-25', 25, 25, 12.5],
        ['2026-10-24', 10, 10, 5],
      ]);
      expect((await days('Asia/Kathmandu')).map(([key, n]) => [key, n])).toEqual([
        ['2026-10-26', 18],
        ['2026-10-25', 24],
        ['2026-10-24', 7],
      ]);
      expect(await days('Europe/Paris', 2)).toHaveLength(2);
      expect((await days('UTC')).map(([, n]) => n)).toEqual([13, 24, 12]);
    });

    it('adds up what was written to caches and what was reasoning, and nothing that was only counted or refused', async () => {
      const store = await dialect.open();
      const full = (part: object) => ({
        ...tokens(100),
        cache_read: 60,
        cache_write: 30,
        reasoning: 1,
        ...part,
      });
      await store.write(
        batchOf({
          exchanges: [
            exchangeOf({ id: '1', tokens: full({}), cost: costOf(1) }),
            exchangeOf({ id: '2', tokens: full({ cache_write: null }), cost: costOf(2) }),
            exchangeOf({ id: '3', tokens: full({}), kind: 'count_tokens' }),
            exchangeOf({ id: '4', tokens: full({ output: null }), status: 'error' }),
            exchangeOf({ id: '5', tokens: full({}), status: 'running' }),
            exchangeOf({ id: '6', tokens: full({}), status: 'cancelled' }),
          ],
        }),
      );
      expect(await store.totals('provider', { from: null, to: null })).toEqual([
        {
          key: 'test',
          split: null,
          exchanges: 6,
          input: 400,
          output: 4,
          cacheRead: 240,
          cacheWrite: 90,
          reasoning: 4,
          costUsd: 3,
          unpriced: 1,
          errors: 1,
        },
      ]);
    });

    it('adds up by model, client, status and session', async () => {
      const { store, session } = await filled();
      const keys = async (by: 'model' | 'client' | 'status' | 'session') =>
        (await store.totals(by, { from: null, to: null })).map((row) => [row.key, row.exchanges]);
      expect(await keys('model')).toEqual([
        ['test-model', 3],
        [null, 1],
      ]);
      expect(await keys('client')).toEqual([
        [null, 3],
        ['curl', 1],
      ]);
      expect(new Set((await keys('status')).map(([key]) => key))).toEqual(
        new Set(['ok', 'error', 'cut', 'cancelled']),
      );
      expect(await keys('session')).toEqual([
        [null, 3],
        [String(session.id), 1],
      ]);
      const one = await store.totals('model', { from: null, to: null, sessionId: session.id });
      expect(one.map((row) => row.exchanges)).toEqual([1]);
    });
  });
}
