import type { ExactNumbers, Json } from './build.ts';

/** JSON of a value, in which numbers have the digits that the file gives them. */
export function print(value: Json, digits: string | null, exact: ExactNumbers): string {
  if (typeof value !== 'object' || value === null) return digits ?? JSON.stringify(value);
  if (!exact.has(value)) return JSON.stringify(value);
  const numbers = exact.get(value);
  if (Array.isArray(value))
    return `[${value.map((item, i) => print(item, numbers?.get(i) ?? null, exact)).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${print(member, numbers?.get(name) ?? null, exact)}`,
  );
  return `{${members.join(',')}}`;
}

/**
 * The same for readers whose numbers are JavaScript's, as those of structured content are: a number that would lose digits
 * is a string of them.
 */
export function plain(value: Json, digits: string | null, exact: ExactNumbers): Json {
  if (typeof value !== 'object' || value === null) return digits ?? value;
  if (!exact.has(value)) return value;
  const numbers = exact.get(value);
  if (Array.isArray(value)) return value.map((item, i) => plain(item, numbers?.get(i) ?? null, exact));
  const copy = Object.entries(value).map(([name, member]): [string, Json] => [
    name,
    plain(member, numbers?.get(name) ?? null, exact),
  ]);
  // Its entries become members of its own, whatever their names.
  return Object.fromEntries(copy);
}
