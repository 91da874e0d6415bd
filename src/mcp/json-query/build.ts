import type { JsonEvents, Scalar } from './events.ts';
import type { Location } from './path-text.ts';

export type Json = Scalar | Json[] | { [name: string]: Json };

/**
 * Numbers whose digits JavaScript's number has lost, by the list or object that they stand in. Those around it are there,
 * too, so that whoever prints a value knows at once whether there is one in it.
 */
export type ExactNumbers = WeakMap<object, Map<string | number, string>>;

/** One value, taken up in memory. */
export interface Built {
  value: Json;
  /** The digits of a value that is itself such a number. */
  digits: string | null;
}

export interface Builder extends JsonEvents {
  /** The value, once it is whole. */
  readonly built: Built | null;
}

function put(container: Json[] | { [name: string]: Json }, name: string | number, value: Json): void {
  if (Array.isArray(container)) container.push(value);
  else if (name === '__proto__')
    Object.defineProperty(container, name, { value, writable: true, enumerable: true, configurable: true });
  else container[name] = value;
}

/** Builds a value of what is told of it. Of a key that comes twice the last value stays, as with `JSON.parse`. */
export function createBuilder(exact: ExactNumbers): Builder {
  const open: (Json[] | { [name: string]: Json })[] = [];
  const names: string[] = [];
  let built: Built | null = null;

  function add(value: Json, digits: string | null): void {
    const container = open.at(-1);
    if (container === undefined) {
      built = { value, digits };
      return;
    }
    const name = Array.isArray(container) ? container.length : (names.at(-1) as string);
    put(container, name, value);
    if (digits !== null) {
      for (let i = open.length - 1; i >= 0 && !exact.has(open[i] as object); i--)
        exact.set(open[i] as object, new Map());
      exact.get(container)?.set(name, digits);
    } else exact.get(container)?.delete(name);
  }

  return {
    get built() {
      return built;
    },
    enter(array) {
      open.push(array ? [] : {});
      names.push('');
    },
    key(name) {
      names[names.length - 1] = name;
    },
    scalar(value, digits) {
      add(value, digits);
    },
    leave() {
      const whole = open.pop() as Json;
      names.pop();
      add(whole, null);
    },
  };
}

/** The digits of the number at a place in a value; null where the number itself says all. */
export function digitsAt({ value, digits }: Built, location: Location, exact: ExactNumbers): string | null {
  const last = location.at(-1);
  if (last === undefined) return digits;
  let container: unknown = value;
  for (const part of location.slice(0, -1)) container = (container as Record<string | number, unknown>)[part];
  return exact.get(container as object)?.get(last) ?? null;
}
