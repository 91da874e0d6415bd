import type { ExchangeChoice, ExchangeFilter } from '../storage/index.ts';

/**
 * Rows of the exchanges of a choice, oldest first, so many rows a page, by key; a page may be empty. What starts after `until`
 * (ms since 1970) is left out, so that reading a busy session ends.
 */
export async function* exchangePages<Row extends { id: string; startedAt: number }>(
  list: (filter: ExchangeFilter) => Promise<Row[]>,
  choice: ExchangeChoice,
  until: number,
  pageRows: number,
): AsyncGenerator<Row[]> {
  for (let after: string | undefined; ; ) {
    const rows = await list({
      ...choice,
      order: 'oldest',
      limit: pageRows,
      ...(after === undefined ? {} : { after }),
    });
    yield rows.filter((row) => row.startedAt <= until);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows || last.startedAt > until) return;
    after = last.id;
  }
}
