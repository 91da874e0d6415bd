import { type TotalsRow, tokensOf } from './stack.ts';

export const COLUMNS = [
  'name',
  'exchanges',
  'input',
  'cached',
  'output',
  'cost',
  'share',
  'unpriced',
  'errors',
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  column: Column;
  /** The largest first; of names, the last first. */
  down: boolean;
}

/** What a share is of: the cost, or the tokens where nothing costs anything. */
export type ShareOf = 'cost' | 'tokens';

export interface Shares {
  of: ShareOf;
  /** Null: not known. */
  whole: number | null;
}

export function sharesOf(sum: TotalsRow | null): Shares {
  const cost = sum?.cost_usd ?? null;
  return cost !== null && cost > 0
    ? { of: 'cost', whole: cost }
    : { of: 'tokens', whole: sum === null ? null : tokensOf(sum) };
}

/** A row's share of the whole, 0 to 1; null where it is not known. */
export function shareOf(row: TotalsRow, { of, whole }: Shares): number | null {
  const part = of === 'cost' ? row.cost_usd : tokensOf(row);
  return part === null || whole === null || whole <= 0 ? null : Math.min(1, part / whole);
}

/** What of the input was read from the cache, 0 to 1; null where nobody says. */
export function cachedOf({
  cache_read: read,
  input,
}: Pick<TotalsRow, 'cache_read' | 'input'>): number | null {
  return read === null || input === null || input === 0 ? null : read / input;
}

/** `cost` is the largest first, `-cost` the smallest; names and days the other way round. */
export function readSort(text: string | null, fallback: Sort): Sort {
  const turned = text?.startsWith('-') ?? false;
  const column = COLUMNS.find((one) => one === (turned ? text?.slice(1) : text));
  return column === undefined ? fallback : { column, down: (column !== 'name') !== turned };
}

export function writeSort({ column, down }: Sort): string {
  return down === (column !== 'name') ? column : `-${column}`;
}

function figureOf(row: TotalsRow, column: Exclude<Column, 'name'>, shares: Shares): number | null {
  switch (column) {
    case 'cached':
      return cachedOf(row);
    case 'share':
      return shareOf(row, shares);
    case 'cost':
      return row.cost_usd;
    default:
      return row[column];
  }
}

/** Rows in their order; what is not known comes last, either way. */
export function sorted(
  rows: readonly TotalsRow[],
  { column, down }: Sort,
  shares: Shares,
  nameOf: (key: string | null) => string,
): TotalsRow[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column === 'name')
      return sign * nameOf(a.key).localeCompare(nameOf(b.key), undefined, { numeric: true });
    const [x, y] = [figureOf(a, column, shares), figureOf(b, column, shares)];
    if (x === null || y === null) return x === y ? b.exchanges - a.exchanges : x === null ? 1 : -1;
    return sign * (x - y) || b.exchanges - a.exchanges;
  });
}
