/** A request's headers as Node gives them: names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Longest name or id of a session, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 200;

/** Controls, marks that turn the direction of text, line and paragraph separators, the byte order mark. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** What nearly every header is: nothing in it to decode. */
const PLAIN = /^[\x20-\x7e]*$/;

/** The first value of a header, trimmed; null where there is none. Bytes that are UTF-8 are read as such. */
export function headerText(headers: Headers, name: string): string | null {
  const given = headers[name];
  const value = (Array.isArray(given) ? given[0] : given)?.trim();
  if (value === undefined || value === '') return null;
  if (PLAIN.test(value)) return value;
  // Node hands header bytes over as Latin-1.
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return bytes.toString('latin1') === value && Buffer.from(text).equals(bytes) ? text : value;
}

/** Whether a text can be shown as it is: no invisible controls, nothing that is no character. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) < 0 && text.search(LONE_SURROGATE) < 0;
}

/** Whether a text could be shown and stored as a name: some characters, not too many, none of them invisible controls. */
export function isCleanName(text: string): boolean {
  return text.trim() !== '' && isPrintable(text) && Buffer.byteLength(text) <= MAX_NAME_BYTES;
}

/** A text with controls replaced and spaces run together, cut to so many characters. */
export function cleanLine(text: string, maxChars: number): string {
  const line = text.replace(LONE_SURROGATE, '\ufffd').replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim();
  const chars = [...line];
  return chars.length <= maxChars
    ? line
    : `${chars
        .slice(0, maxChars - 1)
        .join('')
        .trimEnd()}…`;
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The fields of an object in JSON text; none where it is not that. */
export function parsedFields(text: string | null): Record<string, unknown> {
  if (text === null || !text.startsWith('{')) return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // Not JSON after all: it names nothing.
    return {};
  }
}
