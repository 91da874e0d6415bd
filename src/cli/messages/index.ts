import { en, type Messages } from './en.ts';

export type { Messages };

/**
 * The texts in the person's language, by LC_ALL, LC_MESSAGES, LANG in POSIX's order (an empty one counts as not
 * set): French where it begins with `fr`, else English. French is loaded where it is spoken: a start loads little.
 */
export async function messagesFor(env: NodeJS.ProcessEnv): Promise<Messages> {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^fr(?![a-z])/i.test(locale) ? (await import('./fr.ts')).fr : en;
}

/** A file system error in words: `EROFS` → "read-only file system"; an unknown code as it is. */
export function reasonOf(messages: Messages, error: unknown): string {
  const code = errorCode(error);
  const known: Record<string, string> = messages.reasons;
  return (code !== null && known[code]) || code || String(error instanceof Error ? error.message : error);
}

/** The `code` of a system or store error, or null. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
