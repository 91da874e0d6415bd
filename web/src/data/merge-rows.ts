import type { ExchangeRow } from '../../../src/contract/row.ts';

function newestFirst(a: ExchangeRow, b: ExchangeRow): number {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** What the server has and what came since, as one list: a row of `/ws` is the newer of the two. */
export function mergeRows(
  read: readonly ExchangeRow[],
  live: Iterable<ExchangeRow>,
  matches: (row: ExchangeRow) => boolean,
): ExchangeRow[] {
  const newer: ExchangeRow[] = [];
  const known = new Map(read.map((row) => [row.id, row]));
  for (const row of live) {
    if (known.has(row.id)) known.set(row.id, row);
    else if (matches(row)) newer.push(row);
  }
  const oldest = read.at(-1)?.id ?? '';
  // A live row older than what was read comes with its page: in between there may be others.
  const rows = [...newer.filter(({ id }) => id > oldest), ...known.values()].sort(newestFirst);
  const running = rows.filter(({ status }) => status === 'running');
  return running.length === 0 ? rows : [...running, ...rows.filter(({ status }) => status !== 'running')];
}
