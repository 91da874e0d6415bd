/** An object of JSON. */
export type Json = Record<string, unknown>;

/** The fields of what is an object; none of what is not. */
export function fieldsOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
