import type { ExportedExchange, SessionView } from '../../contract/index.ts';
import { toView } from '../../recording/index.ts';
import type { ExchangeChoice, Store, StoredExchange } from '../../storage/index.ts';
import { exchangePages } from '../exchange-pages.ts';

/** Rows of a page: some 300 KB of text, so that memory stays small however long the export is. */
export const PAGE_ROWS = 500;

/** Which exchanges are exported: those of a session, or, where it is null, of every one. */
export interface Exported {
  session: SessionView | null;
  choice: ExchangeChoice;
}

/** Finds the project of an exchange's session; each session is looked up once. */
function projects(
  store: Pick<Store, 'getSession'>,
  session: SessionView | null,
): (row: StoredExchange) => Promise<string | null> {
  const known = new Map<number, string | null>(session === null ? [] : [[session.id, session.project]]);
  return async ({ sessionId }) => {
    if (sessionId === null) return null;
    let project = known.get(sessionId);
    if (project === undefined) {
      project = (await store.getSession(sessionId))?.project ?? null;
      known.set(sessionId, project);
    }
    return project;
  };
}

/** Exchanges up to `until` (ms since 1970) as they are exported, oldest first, page after page; no page is empty. */
export async function* pagesOf(
  store: Store,
  { session, choice }: Exported,
  until: number,
): AsyncGenerator<ExportedExchange[]> {
  const projectOf = projects(store, session);
  for await (const page of exchangePages(store.listExchanges, choice, until, PAGE_ROWS)) {
    const exported: ExportedExchange[] = [];
    for (const row of page)
      exported.push({ ...toView(row), memory_tokens: row.memoryTokens, project: await projectOf(row) });
    if (exported.length > 0) yield exported;
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
