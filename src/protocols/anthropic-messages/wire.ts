import type { Extra, Fields } from '../neutral/parts.ts';

export { fieldsOf, isFields, listOf } from '../neutral/parts.ts';

/** This protocol's name, in seals and extras. */
export const PROTOCOL = 'anthropic-messages';

export function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

/** The value of a JSON text; undefined where it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** JSON of a value; null where it is nested too deeply to be written. */
export function jsonOf(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

/** The fields of an object but for the known ones, and never a prototype's; null where nothing is left. */
export function unknownOf(value: Fields, known: ReadonlySet<string>): Fields | null {
  const rest = Object.entries(value).filter(([key]) => key !== '__proto__' && !known.has(key));
  return rest.length === 0 ? null : Object.fromEntries(rest);
}

/** The unknown fields as an extra, to be spread into a part; nothing where there are none. */
export function extraOf(value: Fields, known: ReadonlySet<string>): { extra?: Extra } {
  const fields = unknownOf(value, known);
  return fields === null ? {} : { extra: { protocol: PROTOCOL, fields } };
}

/** What an extra holds for this protocol. */
export function ownExtra(extra: Extra | undefined): Fields {
  return extra?.protocol === PROTOCOL ? extra.fields : {};
}
