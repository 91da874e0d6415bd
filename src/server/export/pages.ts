import type { ExportedExchange, SessionView } from '../../contract/index.ts';
import { toView } from '../../recording/index.ts';
import type { Store, StoredExchange } from '../../storage/index.ts';

/** Rows of a page: some 300 KB of text, so that memory stays small however long the export is. */
export const PAGE_ROWS = 500;

function rowOf(row: StoredExchange, project: string | null): ExportedExchange {
  return { ...toView(row), memory_tokens: row.memoryTokens, project };
}

/**
 * A session's exchanges, oldest first, page after page by key. What starts after `until` (ms since 1970) is left
 * out, so that an export of a busy session ends.
 */
export async function* pagesOf(
  store: Store,
  session: Pick<SessionView, 'id' | 'project'>,
  until: number,
): AsyncGenerator<ExportedExchange[]> {
  let after: string | undefined;
  for (;;) {
    const rows = await store.listExchanges({
      sessionId: session.id,
      order: 'oldest',
      limit: PAGE_ROWS,
      ...(after === undefined ? {} : { after }),
    });
    const kept = rows.filter((row) => row.startedAt <= until);
    if (kept.length > 0) yield kept.map((row) => rowOf(row, session.project));
    after = rows.at(-1)?.id;
    if (rows.length < PAGE_ROWS || kept.length < rows.length) return;
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
