import type { ExportedExchange } from '../../contract/index.ts';
import { type Cell, COLUMNS } from './columns.ts';

/** What a spreadsheet may run as a formula (OWASP, "CSV injection"), also after spaces that it skips. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/u;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One cell by RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay
 * numbers, negative ones too. Null is empty.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of the CSV with its CRLF. */
export function csvLine(cells: Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** The line of column names. */
export function csvHeader(): string {
  return csvLine(COLUMNS.map((column) => column.name));
}

/** The line of an exchange. */
export function csvRow(exchange: ExportedExchange): string {
  return csvLine(COLUMNS.map((column) => column.value(exchange)));
}
