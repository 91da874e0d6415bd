/** A value as JSON text; null where it is nested so deep that the browser gives up. */
export function jsonText(value: unknown, indent = 0): string | null {
  try {
    return JSON.stringify(value, null, indent) ?? 'null';
  } catch {
    return null;
  }
}
