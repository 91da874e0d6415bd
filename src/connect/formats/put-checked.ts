import type { Format } from './format.ts';
import { change, lookUp, Misread, type Path, pathText, sameValue, type Value } from './value.ts';

/** {@link Format.put}, read back: throws a {@link Misread} where anything else would have changed with it. */
export function putChecked(format: Format, text: string, path: Path, value: Value | undefined): string {
  const next = format.put(text, path, value);
  const expected = format.read(text);
  change(expected, path, value, format.newEntries);
  let found: Value;
  try {
    found = format.read(next);
  } catch (error) {
    throw new Misread('layout', pathText(path), { cause: error });
  }
  if (sameValue(found, expected)) return next;
  if (value === undefined) prune(expected, path.slice(0, -1));
  if (!sameValue(found, expected)) throw new Misread('layout', pathText(path));
  return next;
}

export function isEmpty(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map && value.size === 0;
}

/** Takes out a container that is empty, and those around it: some languages have no way to write them. */
function prune(root: Value, path: Path): void {
  for (let length = path.length; length > 0 && isEmpty(lookUp(root, path.slice(0, length))); length--) {
    change(root, path.slice(0, length), undefined);
  }
}
