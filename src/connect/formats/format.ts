import type { Path, Value } from './value.ts';

/** A language that configurations are written in. Both functions throw a `Misread` for what they do not understand. */
export interface Format {
  /** Its name, as editors and pages colour it by. */
  language: 'dotenv' | 'json' | 'toml' | 'yaml';
  /** What a text says; an empty text is an empty map. */
  read(text: string): Value;
  /**
   * The text with one value set, or taken out where it is undefined (a container: only where it is empty). All else
   * stays as it is, comments, order and spaces included.
   */
  put(text: string, path: Path, value: Value | undefined): string;
  /** Where a new entry of a list is put. */
  newEntries: 'first' | 'last';
}

/** The line end that a text uses. */
export function lineEnd(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** Ends a text with a line end, where it has any text. */
export function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : text + lineEnd(text);
}

/** The line (from 1) of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line after an offset's begins; the text's end where there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

export function cut(text: string, start: number, end: number, by = ''): string {
  return text.slice(0, start) + by + text.slice(end);
}
