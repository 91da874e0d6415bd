import { isoTime } from '../../exchange/index.ts';
import type { Store } from '../../storage/index.ts';
import { csvHeader, csvRow } from './csv.ts';
import { type Exported, pagesOf, textOf } from './pages.ts';

export type ExportFormat = 'csv' | 'json';

/** Exchanges up to `now` (ms since 1970) as text, a chunk a page of rows: CSV (RFC 4180), or one JSON object. */
export function exportText(
  store: Store,
  exported: Exported,
  format: ExportFormat,
  now: number,
): AsyncGenerator<string> {
  const pages = pagesOf(store, exported, now);
  if (format === 'csv') return textOf(pages, { head: csvHeader(), item: csvRow, between: '', tail: '' });
  const session = JSON.stringify(exported.session);
  return textOf(pages, {
    head: `{"session":${session},"exported_at":${JSON.stringify(isoTime(now))},"exchanges":[\n`,
    item: (exchange) => JSON.stringify(exchange),
    between: ',\n',
    tail: '\n]}\n',
  });
}
