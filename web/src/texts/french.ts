const NARROW_SPACE = '\u202f';
const SPACE = '\u00a0';

/** A text with the spaces that French sets within a line: before its double signs, within its quotation marks, after ±. */
export function withFrenchSpaces(text: string): string {
  return text
    .replace(/ (?=[;!?%](?![\p{L}\d]))/gu, NARROW_SPACE)
    .replace(/ (?=:(?:\s|$)|»)|(?<=[«±]) /gu, SPACE);
}

const made = new WeakMap<object, unknown>();

function spaced(texts: unknown): unknown {
  if (typeof texts === 'string') return withFrenchSpaces(texts);
  if (typeof texts === 'function') return (...values: unknown[]) => spaced(texts(...values));
  if (Array.isArray(texts)) return texts.map(spaced);
  if (typeof texts !== 'object' || texts === null) return texts;
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, spaced(value)]));
}

/** A tree of texts with French spaces; the same tree each time. */
export function frenchTexts<T extends object>(texts: T): T {
  if (!made.has(texts)) made.set(texts, spaced(texts));
  return made.get(texts) as T;
}
