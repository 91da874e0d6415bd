/** Why a call has no result: a sentence for the model, with what it can do. */
export class QueryFailure extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'QueryFailure';
  }
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** A size for a sentence: `8 MB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${Number(size.toFixed(1))} ${UNITS[unit]}`;
}

/** A text of a client's for a sentence: quoted, and short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
