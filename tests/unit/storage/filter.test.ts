import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EXCHANGE_KINDS,
  EXCHANGE_STATUSES,
  type FilterSession,
  matchesFilter,
  PROTOCOLS,
  parseFilter,
  rowOf,
} from '../../../src/contract/index.ts';
import { isoTime } from '../../../src/exchange/index.ts';
import { toView } from '../../../src/recording/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { batchOf, costOf, dialects, exchangeOf, idOf } from '../../support/store.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const HOUR = 3_600_000;

/** Few words of few letters, so that filters find something; with what SQL, wildcards and quotes have a meaning for. */
const LETTERS = ['a', 'B', 'b', 'é', 'É', '%', '_', '\\', "'", '"', '*', ' ', ',', '🙂', 'none'];
const text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 4 }).map((letters) => letters.join(''));
const word = text.filter((one) => one.trim() !== '');
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const figure = fc.constantFrom(0, 1, 2, 3);
const tool = word.map((name) => `t${name}`);

const SESSIONS: (FilterSession & { id: number })[] = [
  { id: 1, name: 'aB%', project: null },
  { id: 2, name: 'b_\\', project: 'é"b' },
  { id: 3, name: '3 b', project: "a'*" },
];

type Part = Partial<StoredExchange>;
const anyExchange: fc.Arbitrary<Part> = fc
  .record({
    row: fc.record({
      sessionId: maybe(fc.constantFrom(1, 2, 3)),
      agentId: maybe(text),
      kind: fc.constantFrom(...EXCHANGE_KINDS),
      status: fc.constantFrom(...EXCHANGE_STATUSES),
      httpStatus: maybe(fc.constantFrom(200, 400, 429, 500)),
      protocol: maybe(fc.constantFrom(...PROTOCOLS)),
      path: text,
      clientName: maybe(text),
      model: maybe(text),
      provider: maybe(text),
      providerModel: maybe(text),
      streamed: fc.boolean(),
      startedAt: fc.constantFrom(NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR, NOW),
      error: maybe(fc.record({ code: fc.constantFrom('rate_limited', 'aB'), message: text })),
      tools: fc.uniqueArray(tool, { maxLength: 3 }),
    }),
    usd: maybe(figure),
    tokens: fc.record({
      context: maybe(figure),
      context_use: maybe(figure.map((n) => n / 10)),
      input: maybe(figure),
      output: maybe(figure),
      cache_read: maybe(figure),
      reasoning: maybe(figure),
    }),
    first: maybe(figure.map((n) => n * 1000)),
    total: maybe(figure.map((n) => n * 1000)),
  })
  .map(({ row, usd, tokens, first, total }) => {
    const plain = exchangeOf({ id: '' });
    return {
      ...row,
      cost: usd === null ? plain.cost : costOf(usd),
      tokens: { ...plain.tokens, ...tokens },
      timings: { ...plain.timings, first_byte_ms: first, total_ms: total },
    };
  });

const inQuotes = (one: string) => `"${one.replace(/["\\]/g, '\\$&')}"`;
const quoted = word.map(inQuotes);
const bare = word.map((one) => one.replace(/[\s",]/g, '')).filter((one) => one !== '');
const wild = fc.tuple(bare, bare).map(([a, b]) => `${a}*${b}`);
const exact = fc
  .oneof(
    quoted,
    bare,
    fc.constantFrom('a', 'B', 'none', '""', '%'),
    fc.constantFrom(...SESSIONS.flatMap(({ name, project }) => [name, project ?? '3'])).map(inQuotes),
  )
  .map((one) => `=${one}`);
const asText = fc.oneof(quoted, bare, wild, exact, fc.constantFrom('none', 'any', '*'));
const asTool = fc.oneof(
  quoted,
  tool.map(inQuotes),
  tool.map((one) => `=${inQuotes(one)}`),
  fc.constantFrom('ta', 'tB', 'tb', 'té', 'a', 't').map((one) => `=${one}`),
  tool.map((one) => `${one.replace(/[\s",*]/g, '')}*`),
  bare.map((one) => `*${one.replaceAll('*', '')}`),
  bare.map((one) => `*${one.replaceAll('*', '')}*`),
  fc.constantFrom('none', 'any', '*'),
);
const asFigure = (unit: string) =>
  fc.oneof(
    fc.tuple(fc.constantFrom('', '>', '>=', '<', '<=', '='), figure).map(([sign, n]) => `${sign}${n}${unit}`),
    fc.tuple(figure, figure).map(([low, high]) => `${low}${unit}..${high}${unit}`),
    fc.constantFrom('none', 'any'),
  );
const of = (fields: string[], value: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.constantFrom(...fields), fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([field, values]) => `${field}:${values.join(',')}`);

const term = fc.oneof(
  of(['model', 'asked', 'client', 'provider', 'agent', 'error', 'path', 'id', 'session', 'project'], asText),
  of(['session'], fc.constantFrom('1', '3', '=1', '="3"', 'none', 'any')),
  of(['tool'], asTool),
  of(['cost', 'tokens', 'in', 'out', 'cached', 'reasoning'], asFigure('')),
  of(['took', 'first'], asFigure('s')),
  of(['use'], fc.oneof(asFigure('0%'), asFigure('0%'))),
  of(['kind'], fc.constantFrom(...EXCHANGE_KINDS, '=turn', 'none')),
  of(['protocol'], fc.constantFrom(...PROTOCOLS, 'none', 'any')),
  of(['stream'], fc.constantFrom('yes', 'no', 'any', 'none')),
  of(['status'], fc.constantFrom(...EXCHANGE_STATUSES, '429', '4xx', '5xx', 'rate_limited', 'any', 'none')),
  of(['since', 'until'], fc.constantFrom('2h', '90m', isoTime(NOW - HOUR), '2026-11-22', '2026-11-21')),
  fc.oneof(quoted, bare, wild),
);
const anyFilter = fc
  .array(
    fc.tuple(fc.boolean(), term).map(([not, one]) => (not ? `-${one}` : one)),
    { maxLength: 3 },
  )
  .map((terms) => terms.join(' '));

for (const dialect of dialects) {
  describe(`filters in ${dialect.name}`, () => {
    it('finds and counts what the filter finds in memory', async () => {
      const store = await dialect.open();
      for (const { name, project } of SESSIONS)
        await store.createSession({
          name,
          project,
          identity: null,
          provider: null,
          model: null,
          createdAt: 1,
          pin: false,
        });
      const sessionOf = (id: number) => SESSIONS.find((one) => one.id === id) ?? null;
      let found = 0;
      let asked = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyExchange, { minLength: 30, maxLength: 30 }),
          fc.array(anyFilter, { minLength: 20, maxLength: 20 }),
          async (parts, filters) => {
            const exchanges = parts.map((part, n) => exchangeOf({ ...part, id: idOf(n) }));
            await store.write(batchOf({ exchanges }));
            for (const text of filters) {
              const { filter } = parseFilter(text);
              const want = exchanges
                .filter((one) => matchesFilter(filter, rowOf(toView(one)), NOW, sessionOf))
                .map(({ id }) => id);
              const matching = { filter, now: NOW };
              const rows = await store.listExchanges({ matching, order: 'oldest', limit: 100 });
              expect({ text, ids: rows.map(({ id }) => id) }).toEqual({ text, ids: want });
              expect(await store.countExchanges({ matching })).toBe(want.length);
              found += want.length;
              asked += exchanges.length;
            }
          },
        ),
        { numRuns: 40 },
      );
      // Neither nothing nor everything: the comparison has something to compare.
      expect(found).toBeGreaterThan(asked / 50);
      expect(found).toBeLessThan(asked * 0.9);
    });

    it('pages through what it finds without gaps or repeats', async () => {
      const store = await dialect.open();
      const exchanges = Array.from({ length: 50 }, (_, n) =>
        exchangeOf({ id: idOf(n), model: n % 3 === 0 ? 'kimi' : 'other' }),
      );
      await store.write(batchOf({ exchanges }));
      const matching = { filter: parseFilter('model:kimi').filter, now: NOW };
      const down: string[] = [];
      for (let before: string | undefined; ; before = down.at(-1)) {
        const page = await store.listExchanges({
          matching,
          limit: 4,
          ...(before === undefined ? {} : { before }),
        });
        if (page.length === 0) break;
        down.push(...page.map(({ id }) => id));
      }
      expect(down.toReversed()).toEqual(
        exchanges.filter(({ model }) => model === 'kimi').map(({ id }) => id),
      );
    });

    it('chooses a range of time, the last not included', async () => {
      const store = await dialect.open();
      await store.write(
        batchOf({ exchanges: [1, 2, 3].map((n) => exchangeOf({ id: idOf(n), startedAt: n })) }),
      );
      expect(await store.countExchanges({ from: 2, to: 3 })).toBe(1);
      expect((await store.listExchanges({ from: 2, limit: 9 })).map(({ startedAt }) => startedAt)).toEqual([
        3, 2,
      ]);
    });
  });
}
