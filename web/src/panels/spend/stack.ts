import type { StatsView } from '../../../../src/contract/stats.ts';

export type TotalsRow = StatsView['totals'][number];

export const MEASURES = ['cost', 'tokens', 'cache'] as const;
/** What a bar is made of: dollars, tokens in and out, or input tokens by what the cache did. */
export type Measure = (typeof MEASURES)[number];

/** Input by what the cache did; `unsaid`: the provider does not say. */
export const CACHE_PARTS = ['read', 'written', 'fresh', 'unsaid'] as const;
export type CachePart = (typeof CACHE_PARTS)[number];

/** One colour of the bars: a key (null: what has none), everything else together, or a part of the input. */
export type Series =
  | { of: 'key'; key: string | null }
  | { of: 'others'; count: number }
  | { of: 'cache'; part: CachePart };

export interface Stack {
  /** From the foot of a bar upwards, with its sum over all of them. */
  series: { id: string; series: Series; total: number }[];
  /** Values by bucket, in the order of the series; a bucket of which nothing is known is not in it. */
  bars: Map<string, number[]>;
}

/** Tokens in and out; null where neither is known. */
export function tokensOf({ input, output }: Pick<TotalsRow, 'input' | 'output'>): number | null {
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}

/** Input that was neither read from the cache nor written to it; null where nobody says what was read. */
export function freshOf({
  input,
  cache_read: read,
  cache_write: written,
}: Pick<TotalsRow, 'input' | 'cache_read' | 'cache_write'>): number | null {
  return input === null || read === null ? null : Math.max(0, input - read - (written ?? 0));
}

function cachePieces(row: TotalsRow): [Series, number][] {
  const fresh = freshOf(row);
  const parts: Partial<Record<CachePart, number | null>> =
    fresh === null ? { unsaid: row.input } : { read: row.cache_read, written: row.cache_write, fresh };
  return CACHE_PARTS.flatMap((part): [Series, number][] => {
    const value = parts[part] ?? null;
    return value === null ? [] : [[{ of: 'cache', part }, value]];
  });
}

function piecesOf(row: TotalsRow, measure: Measure): [Series, number][] {
  if (measure === 'cache') return cachePieces(row);
  const value = measure === 'cost' ? row.cost_usd : tokensOf(row);
  return value === null ? [] : [[{ of: 'key', key: row.split }, value]];
}

function idOf(series: Series): string {
  if (series.of === 'others') return 'others';
  return series.of === 'cache' ? series.part : series.key === null ? 'none' : `=${series.key}`;
}

/** The biggest first, the parts of the input in their own order; those beyond the most that have a colour are one. */
function ordered(found: Map<string, { series: Series; total: number }>, most: number) {
  const all = [...found.entries()].map(([id, one]) => ({ id, ...one }));
  const place = ({ series }: { series: Series }): number =>
    series.of === 'cache' ? CACHE_PARTS.indexOf(series.part) : 0;
  all.sort((a, b) => place(a) - place(b) || b.total - a.total || (a.id < b.id ? -1 : 1));
  if (all.length <= most + 1) return { shown: all, rest: [] };
  return { shown: all.slice(0, most), rest: all.slice(most) };
}

/** Rows by time and a second key as stacked bars. `bucketOf` tells which bar a row's time belongs to. */
export function stackOf(
  rows: readonly TotalsRow[],
  measure: Measure,
  bucketOf: (key: string) => string,
  most = 6,
): Stack {
  const found = new Map<string, { series: Series; total: number }>();
  const values = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const bucket = bucketOf(row.key ?? '');
    for (const [series, value] of piecesOf(row, measure)) {
      const id = idOf(series);
      found.set(id, { series, total: (found.get(id)?.total ?? 0) + value });
      const bar = values.get(bucket) ?? new Map<string, number>();
      bar.set(id, (bar.get(id) ?? 0) + value);
      values.set(bucket, bar);
    }
  }
  const { shown, rest } = ordered(found, most);
  const others = rest.reduce((sum, { total }) => sum + total, 0);
  const series: Stack['series'] =
    rest.length === 0
      ? shown
      : [...shown, { id: 'others', series: { of: 'others', count: rest.length }, total: others }];
  const bars = new Map(
    [...values].map(([bucket, bar]): [string, number[]] => {
      const shownValues = shown.map(({ id }) => bar.get(id) ?? 0);
      const restValue = rest.reduce((sum, { id }) => sum + (bar.get(id) ?? 0), 0);
      return [bucket, rest.length === 0 ? shownValues : [...shownValues, restValue]];
    }),
  );
  return { series, bars };
}

/** The sum of a bar. */
export function heightOf(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((sum, value) => sum + value, 0);
}
