/**
 * A text that any database takes: a NUL ends a text in SQLite and is refused by PostgreSQL, so the replacement
 * character takes its place. Clients make such texts up; JSON and packed contents cannot hold one.
 */
export function clean<T extends string | null>(text: T): T {
  return text?.includes('\0') ? (text.replaceAll('\0', '\ufffd') as T) : text;
}
