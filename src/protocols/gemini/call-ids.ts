const MADE = 'kpg_';

/** Gemini does not always give calls an id. Those made here are built so that they are known again. */
export function madeId(...of: (string | number)[]): string {
  return `${MADE}${of
    .join('_')
    .replace(/[^A-Za-z0-9_-]+/g, '')
    .slice(-48)}`;
}

/** The id as Gemini gave it; null where it gave none. */
export function givenId(id: string): string | null {
  return id.startsWith(MADE) ? null : id;
}
