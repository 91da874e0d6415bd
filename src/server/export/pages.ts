import type { ExportedExchange, SessionView } from '../../contract/index.ts';
import { toView } from '../../recording/index.ts';
import type { Store } from '../../storage/index.ts';
import { exchangePages } from '../session-pages.ts';

/** Rows of a page: some 300 KB of text, so that memory stays small however long the export is. */
export const PAGE_ROWS = 500;

/** A session's exchanges up to `until` (ms since 1970) as they are exported, oldest first, page after page; no page is empty. */
export async function* pagesOf(
  store: Store,
  { id, project }: Pick<SessionView, 'id' | 'project'>,
  until: number,
): AsyncGenerator<ExportedExchange[]> {
  for await (const page of exchangePages(store, id, until, PAGE_ROWS)) {
    if (page.length > 0)
      yield page.map((row) => ({ ...toView(row), memory_tokens: row.memoryTokens, project }));
  }
}

/** Text from pages: `head`, each exchange's text, `tail`; one chunk a page, the head with the first. */
export async function* textOf(
  pages: AsyncIterable<ExportedExchange[]>,
  parts: { head: string; item(exchange: ExportedExchange): string; between: string; tail: string },
): AsyncGenerator<string> {
  let before = parts.head;
  let isEmpty = true;
  for await (const page of pages) {
    yield before + page.map(parts.item).join(parts.between);
    before = parts.between;
    isEmpty = false;
  }
  const end = (isEmpty ? parts.head : '') + parts.tail;
  if (end !== '') yield end;
}
