import { describe, expect, it } from 'vitest';
import { matchesFilter, parseFilter } from '../../../src/contract/filter/index.ts';
import { axisOf, bucketOf, labelled, roundAbove } from '../../../web/src/panels/spend/buckets.ts';
import { opened, withTerm, withTimes } from '../../../web/src/panels/spend/drill.ts';
import { localOf } from '../../../web/src/panels/spend/queries.ts';
import { dayAt, rangeOf, shiftDay, unitOf } from '../../../web/src/panels/spend/range.ts';
import {
  cachedOf,
  readSort,
  shareOf,
  sharesOf,
  sorted,
  writeSort,
} from '../../../web/src/panels/spend/sort.ts';
import { freshOf, heightOf, stackOf, type TotalsRow, tokensOf } from '../../../web/src/panels/spend/stack.ts';
import { row as exchange } from './rows.ts';

const TODAY = '2026-11-27';
const asked = (range: string | null, from: string | null = null, to: string | null = null) =>
  rangeOf({ range, from, to }, TODAY);
const local = (day: string) => new Date(`${day}T00:00:00`).toISOString();

function totals(key: string | null, over: Partial<TotalsRow> = {}): TotalsRow {
  return {
    key,
    split: null,
    exchanges: 1,
    input: null,
    output: null,
    cache_read: null,
    cache_write: null,
    reasoning: null,
    cost_usd: null,
    unpriced: 0,
    errors: 0,
    ...over,
  };
}

describe('a range', () => {
  it('is of whole days of the clock here, today among them, and open to what comes', () => {
    expect(asked('7d')).toEqual({
      name: '7d',
      firstDay: '2026-11-21',
      lastDay: TODAY,
      from: local('2026-11-21'),
      to: null,
      live: true,
    });
    expect(asked('today')).toMatchObject({ firstDay: TODAY, from: local(TODAY) });
    expect(asked('all')).toMatchObject({ firstDay: null, from: null, to: null, live: true });
  });

  it('is seven days where the address asks for what there is not', () => {
    expect(asked('yesterday')).toEqual(asked('7d'));
    expect(asked(null)).toEqual(asked('7d'));
  });

  it('of chosen days has both of them, and is not live once it is over', () => {
    expect(asked('custom', '2026-11-02', '2026-11-03')).toMatchObject({
      from: local('2026-11-02'),
      to: local('2026-11-04'),
      live: false,
    });
    expect(asked('custom', '2026-11-02', TODAY).live).toBe(true);
  });

  it('of days that are the wrong way round, or are none, is still one', () => {
    expect(asked('custom', '2026-11-03', '2026-11-02')).toEqual(asked('custom', '2026-11-02', '2026-11-03'));
    expect(asked('custom', '2026-02-30', 'soon')).toMatchObject({
      firstDay: null,
      from: null,
      lastDay: TODAY,
    });
  });

  it('knows the days beside a day, over months and leap years', () => {
    expect(shiftDay('2028-02-28', 1)).toBe('2028-02-29');
    expect(shiftDay('2026-01-01', -1)).toBe('2025-12-31');
    expect(dayAt(new Date(2026, 0, 5, 23, 59).getTime())).toBe('2026-01-05');
  });
});

describe('the bars', () => {
  it('are hours of a day or two, days, and months of what is long', () => {
    expect(unitOf(asked('today'))).toBe('hour');
    expect(axisOf(asked('today'), []).keys.slice(-2)).toEqual([`${TODAY}T22:00`, `${TODAY}T23:00`]);
    expect(axisOf(asked('7d'), []).keys).toHaveLength(7);
    expect(axisOf(asked('all'), ['2026-11-25', '2026-11-24'])).toEqual({
      unit: 'day',
      keys: ['2026-11-24', '2026-11-25', '2026-11-26', TODAY],
    });
    const long = axisOf(asked('all'), ['2025-12-31']);
    expect([long.unit, long.keys.length, long.keys[0]]).toEqual(['month', 12, '2025-12']);
    expect([bucketOf('2026-11-22', 'month'), bucketOf('2026-11-22', 'day')]).toEqual([
      '2026-11',
      '2026-11-22',
    ]);
  });

  it('have their time under some of them', () => {
    expect(labelled(24)).toEqual([0, 4, 8, 12, 16, 20]);
    expect(labelled(7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(labelled(0)).toEqual([]);
  });

  it.each([
    [0, 0],
    [0.0213, 0.03],
    [6.1, 8],
    [1, 1],
    [134_583_217, 200_000_000],
    [0.3, 0.3],
  ])('up to %s have an axis up to %s', (most, top) => expect(roundAbove(most)).toBe(top));
});

describe('a stack', () => {
  const rows = [
    totals('2026-11-22', { split: 'b', cost_usd: 1, input: 100, output: 10 }),
    totals('2026-11-22', { split: 'a', cost_usd: 3, input: 50, cache_read: 40, cache_write: 5 }),
    totals('2026-11-23', { split: null, cost_usd: null, output: 7 }),
  ];
  const day = (key: string) => key;

  it('has the biggest at the foot, and no bar where nothing is known', () => {
    const { series, bars } = stackOf(rows, 'cost', day);
    expect(series.map(({ id, total }) => [id, total])).toEqual([
      ['=a', 3],
      ['=b', 1],
    ]);
    expect([...bars]).toEqual([['2026-11-22', [3, 1]]]);
  });

  it('adds tokens in and out, with what has no key', () => {
    const { series, bars } = stackOf(rows, 'tokens', day);
    expect(series.map(({ id }) => id)).toEqual(['=b', '=a', 'none']);
    expect(bars.get('2026-11-23')).toEqual([0, 0, 7]);
  });

  it('tells what the cache did, and where nobody says', () => {
    const { series, bars } = stackOf(rows, 'cache', day);
    expect(series.map(({ id, total }) => [id, total])).toEqual([
      ['read', 40],
      ['written', 5],
      ['fresh', 5],
      ['unsaid', 100],
    ]);
    expect(heightOf(bars.get('2026-11-22'))).toBe(150);
  });

  it('puts together what has no colour of its own, unless that is a single one', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => totals('d', { split: String(n), cost_usd: count - n }));
    expect(stackOf(many(7), 'cost', day).series.map(({ id }) => id)).not.toContain('others');
    const { series, bars } = stackOf(many(8), 'cost', day);
    expect(series.at(-1)).toEqual({ id: 'others', series: { of: 'others', count: 2 }, total: 3 });
    expect(bars.get('d')).toEqual([8, 7, 6, 5, 4, 3, 3]);
  });

  it('does not mistake a key for what has none, or for the others', () => {
    const strange = [null, 'none', 'others', 'read'].map((split) => totals('d', { split, cost_usd: 1 }));
    expect(new Set(stackOf(strange, 'cost', day).series.map(({ id }) => id)).size).toBe(4);
  });

  it('knows nothing of what is not known', () => {
    expect(tokensOf(totals(null))).toBeNull();
    expect(freshOf(totals(null, { input: 5 }))).toBeNull();
    expect(cachedOf(totals(null, { input: 0, cache_read: 0 }))).toBeNull();
  });
});

describe('opening a row', () => {
  it.each(['kimi-k3', 'a b', 'say "hi"', 'back\\slash', 'a,b', '-x:*', '=x', '<img src="x">', 'none'])(
    'finds %s and nothing else',
    (model) => {
      const { q } = opened('model', model, '');
      const { filter, problems } = parseFilter(q ?? '');
      expect(problems).toEqual([]);
      const found = (name: string) =>
        matchesFilter(filter, exchange('x', { model: name, provider_model: null }), 0);
      expect([found(model), found(`${model}-thinking`), found('other')]).toEqual([true, false, false]);
      // The table is by what was asked for: what became of it is another row's.
      expect(matchesFilter(filter, exchange('x', { model: 'auto', provider_model: model }), 0)).toBe(false);
    },
  );

  it('asks for what has none by that word', () => {
    expect(opened('project', null, 'status:ok')).toEqual({
      by: 'session',
      elsewhere: null,
      q: 'status:ok project:none',
    });
  });

  it('of days chooses the day', () => {
    expect(opened('day', '2026-11-22', 'x')).toEqual({
      by: 'model',
      elsewhere: null,
      range: 'custom',
      from: '2026-11-22',
      to: '2026-11-22',
    });
  });

  it('does not say the same twice', () => {
    expect(withTerm('model:"a" b', 'model:"a"')).toBe('model:"a" b');
  });

  it('and a download say which time is meant, in words that can be read', () => {
    const q = withTimes('model:x', asked('custom', '2026-11-02', '2026-11-03'));
    expect(q).toBe(`model:x since:${local('2026-11-02')} until:${local('2026-11-04')}`);
    expect(parseFilter(q).problems).toEqual([]);
    expect(withTimes('', asked('all'))).toBe('since:1970-01-01');
  });
});

describe('the order of a table', () => {
  const rows = [
    totals('a', { cost_usd: 1, exchanges: 9 }),
    totals('b', { cost_usd: null, exchanges: 20 }),
    totals('c', { cost_usd: 2 }),
  ];
  const shares = sharesOf(totals(null, { cost_usd: 4 }));
  const keys = (text: string) =>
    sorted(rows, readSort(text, { column: 'cost', down: true }), shares, (key) => key ?? '').map(
      ({ key }) => key,
    );

  it('has what is not known last, either way', () => {
    expect(keys('cost')).toEqual(['c', 'a', 'b']);
    expect(keys('-cost')).toEqual(['a', 'c', 'b']);
    expect(keys('exchanges')).toEqual(['b', 'a', 'c']);
    expect(keys('name')).toEqual(['a', 'b', 'c']);
    expect(keys('-name')).toEqual(['c', 'b', 'a']);
    expect(keys('nonsense')).toEqual(keys('cost'));
  });

  it.each(['cost', '-cost', 'name', '-name'])('%s in the address is itself again', (text) => {
    expect(writeSort(readSort(text, { column: 'input', down: true }))).toBe(text);
  });

  it('has shares of the cost, or of tokens where nothing costs anything', () => {
    expect(shareOf(totals('c', { cost_usd: 2 }), shares)).toBe(0.5);
    expect(shareOf(totals('b'), shares)).toBeNull();
    const free = sharesOf(totals(null, { cost_usd: 0, input: 8, output: 2 }));
    expect([free.of, shareOf(totals('a', { input: 5 }), free)]).toEqual(['tokens', 0.5]);
    expect(shareOf(totals('a', { input: 5 }), sharesOf(null))).toBeNull();
  });
});

describe('what runs here', () => {
  it('is a name of which every model does', () => {
    const price = {
      input: 0,
      cache_read: 0,
      cache_write_5m: 0,
      cache_write_1h: 0,
      output: 0,
      reasoning: null,
    };
    const model = (provider: string, own: string, source: 'local' | 'table') => ({
      id: `${provider}/${own}`,
      provider,
      provider_model: own,
      prices: { ...price, source },
    });
    const found = localOf([
      model('ollama', 'llama', 'local'),
      model('ollama', 'qwen', 'local'),
      model('groq', 'qwen', 'table'),
      { id: 'x/y', provider: 'x', provider_model: 'y', prices: null },
    ]);
    expect([...found.models]).toEqual(['ollama/llama', 'llama', 'ollama/qwen']);
    expect([...found.providers]).toEqual(['ollama']);
  });
});
