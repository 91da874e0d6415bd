import type { SessionView } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { Store } from '../../storage/index.ts';
import { csvHeader, csvRow } from './csv.ts';
import { pagesOf, textOf } from './pages.ts';

export type ExportFormat = 'csv' | 'json';

/** A session's exchanges up to `now` (ms since 1970) as text, a chunk a page of rows: CSV (RFC 4180), or one JSON object. */
export function sessionText(
  store: Store,
  session: SessionView,
  format: ExportFormat,
  now: number,
): AsyncGenerator<string> {
  const pages = pagesOf(store, session, now);
  if (format === 'csv') return textOf(pages, { head: csvHeader(), item: csvRow, between: '', tail: '' });
  return textOf(pages, {
    head: `{"session":${JSON.stringify(session)},"exported_at":${JSON.stringify(isoTime(now))},"exchanges":[\n`,
    item: (exchange) => JSON.stringify(exchange),
    between: ',\n',
    tail: '\n]}\n',
  });
}
