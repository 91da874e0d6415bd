import type { Extra, Fields } from '../neutral/parts.ts';

export { fieldsOf, isFields as isObject, listOf } from '../neutral/parts.ts';

export function stringOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

/** `maxOutputTokens` → `max_output_tokens`. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const SNAKE = new Map<string, string>();

/** Google's JSON takes a field by its name in camel case or by its own in the proto file, in snake case (protobuf.dev/programming-guides/json). */
export function fieldOf(object: Fields, name: string): unknown {
  const value = object[name];
  if (value !== undefined && value !== null) return value;
  let other = SNAKE.get(name);
  if (other === undefined) {
    other = snake(name);
    SNAKE.set(name, other);
  }
  return other === name ? undefined : (object[other] ?? undefined);
}

/** The fields that are none of `known` in either spelling; null where there are none. */
export function restOf(object: Fields, known: readonly string[]): Fields | null {
  const rest: [string, unknown][] = [];
  for (const key of Object.keys(object)) {
    if (key === '__proto__') continue;
    if (known.includes(key) || known.some((name) => snake(name) === key)) continue;
    if (object[key] !== undefined) rest.push([key, object[key]]);
  }
  return rest.length === 0 ? null : Object.fromEntries(rest);
}

/** `extra` of what is left of an object, to be spread into a neutral value. */
export function extraOf(rest: Fields | null): { extra?: Extra } {
  return rest === null ? {} : { extra: { protocol: 'gemini', fields: rest } };
}

/** Gemini's own fields among those that a neutral value carries along. */
export function ownExtra(extra: Extra | undefined): Fields {
  return extra?.protocol === 'gemini' ? extra.fields : {};
}

/** JSON of a value; what is nested too deeply for that is named so. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return '"(nested too deeply)"';
  }
}

/** Values nested deeper than this cannot be written as JSON safely (V8 gives up between 3,000 and 5,000). */
const DEEPEST = 500;

/** Whether a parsed value is nested too deeply to be written again. */
export function tooDeep(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const each of Array.isArray(value) ? (value as unknown[]) : Object.values(value))
    if (tooDeep(each, left - 1)) return true;
  return false;
}

/** A value of a JSON text; undefined where it is none. */
export function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
