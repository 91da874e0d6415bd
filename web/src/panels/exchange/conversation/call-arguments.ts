/** An argument of a tool call: a text as it is, anything else as JSON. */
export interface Argument {
  name: string;
  value: string;
  isText: boolean;
}

/** Members that a table shows; more of them stay a text. */
const MOST_ARGUMENTS = 50;

/** The arguments of a call, one by one; null where they are no JSON object, or one that a table does not suit. */
export function argumentsOf(text: string): Argument[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const members = Object.entries(parsed as Record<string, unknown>);
  if (members.length > MOST_ARGUMENTS) return null;
  return members.map(([name, value]) =>
    typeof value === 'string'
      ? { name, value, isText: true }
      : { name, value: JSON.stringify(value, null, 1).replace(/\n\s*/g, ' '), isText: false },
  );
}
