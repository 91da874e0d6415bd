import type { ExchangeChoice, Store, StoredExchange } from '../storage/index.ts';

/**
 * The exchanges of a choice, oldest first, so many rows a page, by key; a page may be empty. What starts after `until`
 * (ms since 1970) is left out, so that reading a busy session ends.
 */
export async function* exchangePages(
  store: Pick<Store, 'listExchanges'>,
  choice: ExchangeChoice,
  until: number,
  pageRows: number,
): AsyncGenerator<StoredExchange[]> {
  for (let after: string | undefined; ; ) {
    const rows = await store.listExchanges({
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
