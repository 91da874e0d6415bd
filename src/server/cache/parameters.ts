/** Larger bodies are not read for it (bytes): what would be found is a hint. */
const LARGEST = 8 * 1024 * 1024;

function fieldsOf(body: Uint8Array | null): Record<string, unknown> | null {
  if (body === null || body.length > LARGEST) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function textOf(fields: Record<string, unknown>, key: string): string {
  try {
    return Object.hasOwn(fields, key) ? (JSON.stringify(fields[key]) ?? '') : '';
  } catch {
    return '(nested too deeply)';
  }
}

/** Which of these members differ between two requests; none where one of the bodies was not kept, or is no JSON. */
export function changedParameters(
  before: Uint8Array | null,
  after: Uint8Array | null,
  keys: readonly string[],
): string[] {
  const then = fieldsOf(before);
  const now = fieldsOf(after);
  if (then === null || now === null) return [];
  return keys.filter((key) => textOf(then, key) !== textOf(now, key));
}
