import { isDeepStrictEqual } from 'node:util';

/** What a configuration says, whatever it is written in. Maps, so that no key can be a property of our own. */
export type Value = null | boolean | number | bigint | string | Value[] | Map<string, Value>;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A key, or the item of a list whose `key` is `is`. */
export type Step = string | { key: string; is: string };
export type Path = readonly Step[];

/**
 * Why a configuration is left alone: `syntax` it cannot be read, `shape` something else stands where our setting
 * goes, `taken` a setting of that name is there that we did not write, `layout` we cannot change it without changing
 * more, and what is wrong with the file itself.
 */
export type Why =
  | 'syntax'
  | 'shape'
  | 'taken'
  | 'layout'
  | 'legacy'
  | 'symlink'
  | 'notFile'
  | 'large'
  | 'encoding'
  | 'unreadable'
  | 'unwritable'
  | 'busy';

/** A configuration that is left alone; `about` is the line, the setting or the file that is to blame. */
export class Misread extends Error {
  readonly why: Why;
  readonly about: string;
  constructor(why: Why, about: string, options?: ErrorOptions) {
    super(`${why}: ${about}`, options);
    this.name = 'Misread';
    this.why = why;
    this.about = about;
  }
}

/** `env.ANTHROPIC_BASE_URL`, `models[name=kimi-proxy]` */
export function pathText(path: Path): string {
  return path
    .map((step, i) => {
      if (typeof step !== 'string') return `[${step.key}=${step.is}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
}

/** A value from what a parser gives; anything that is neither (a date) as its text. */
export function toValue(data: unknown): Value {
  if (data === null || data === undefined) return null;
  if (typeof data === 'boolean' || typeof data === 'number' || typeof data === 'bigint') return data;
  if (typeof data === 'string') return data;
  if (Array.isArray(data)) return data.map(toValue);
  if (data instanceof Map) return new Map([...data].map(([key, value]) => [String(key), toValue(value)]));
  if (typeof data !== 'object' || data instanceof Date) return String(data);
  return new Map(Object.entries(data).map(([key, value]) => [key, toValue(value)]));
}

/** A value for a JSON file. */
export function toJson(value: Value): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, toJson(one)]));
  return typeof value === 'bigint' ? Number(value) : value;
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return isDeepStrictEqual(a, b);
}

export function isItem(value: Value, step: { key: string; is: string }): boolean {
  return value instanceof Map && value.get(step.key) === step.is;
}

/** What stands at a path; undefined where nothing does. Throws a {@link Misread} where the way there is of another shape. */
export function lookUp(root: Value, path: Path): Value | undefined {
  let at: Value | undefined = root;
  for (const [i, step] of path.entries()) {
    if (at === undefined) return undefined;
    if (typeof step === 'string') {
      if (!(at instanceof Map)) throw new Misread('shape', pathText(path.slice(0, i)));
      at = at.get(step);
    } else {
      if (!Array.isArray(at)) throw new Misread('shape', pathText(path.slice(0, i)));
      at = at.find((one) => isItem(one, step));
    }
  }
  return at;
}

/** How many of the containers on the way to a path are missing. */
export function missing(root: Value, path: Path): number {
  for (let length = 1; length < path.length; length++) {
    if (lookUp(root, path.slice(0, length)) === undefined) return path.length - length;
  }
  return 0;
}

/**
 * Sets a value in place (takes it out where it is undefined); containers that are missing are made. A new entry of a
 * list stands at its end or its beginning.
 */
export function change(
  root: Value,
  path: Path,
  value: Value | undefined,
  newEntries: 'first' | 'last' = 'last',
): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let at: Value = root;
  for (const [i, step] of path.slice(0, -1).entries()) {
    let next = lookUp(at, [step]);
    if (next === undefined) {
      if (value === undefined) return;
      next = typeof path[i + 1] === 'string' ? new Map() : [];
      if (at instanceof Map && typeof step === 'string') at.set(step, next);
    }
    at = next;
  }
  if (typeof last === 'string') {
    if (!(at instanceof Map)) throw new Misread('shape', pathText(path.slice(0, -1)));
    if (value === undefined) at.delete(last);
    else at.set(last, value);
    return;
  }
  if (!Array.isArray(at)) throw new Misread('shape', pathText(path.slice(0, -1)));
  const index = at.findIndex((one) => isItem(one, last));
  if (value === undefined) {
    if (index >= 0) at.splice(index, 1);
  } else if (index >= 0) at[index] = value;
  else if (newEntries === 'first') at.unshift(value);
  else at.push(value);
}
