import type { FilterFieldName } from '../../../../src/contract/filter/index.ts';

/** A value of the filter language that is this very text, in quotes where it could mean something else. */
export function written(text: string): string {
  return /^=|[\s",*\\]|^(none|any)?$/i.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}

/** The term that finds what has this very value; null: what has none. */
export function exactly(field: FilterFieldName, value: string | null): string {
  return value === null ? `${field}:none` : `${field}:=${written(value)}`;
}
