/** Characters of a type's name that are told. */
const LONGEST = 100;

/** What a wire value calls itself, for a warning; undefined where that is no text: `String()` of a hostile object throws. */
export function typeName({ type }: Record<string, unknown>): string | undefined {
  return typeof type === 'string' && type !== '' ? type.slice(0, LONGEST) : undefined;
}
