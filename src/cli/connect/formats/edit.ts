import type { Format } from './format.ts';
import {
  change,
  type Json,
  lookUp,
  Misread,
  missing,
  type Path,
  pathText,
  sameValue,
  toJson,
  toValue,
  type Value,
} from './value.ts';

/** One setting that a tool needs. */
export interface Edit {
  path: Path;
  value: Json;
  /** What is there already stays. */
  ifAbsent?: true;
  /** A line that is added to the lines of a text, where it is not among them. */
  asLine?: true;
}

/** One setting that was made. */
export interface Done {
  path: Path;
  /** What stood there; undefined where nothing did. */
  before?: Json | undefined;
  after: Json;
  /** How many containers on the way were made for it. */
  made: number;
}

/** Whether a text says all of it already. */
export function isSaid(format: Format, text: string, edits: readonly Edit[]): boolean {
  const root = format.read(text);
  return edits.every((edit) => {
    const found = lookUp(root, edit.path);
    return edit.ifAbsent ? found !== undefined : sameValue(found, wanted(edit, found));
  });
}

/** What has to stand at an edit's place, where `found` stands now. */
function wanted({ value, asLine }: Edit, found: Value | undefined): Value {
  if (!asLine || typeof found !== 'string' || found === '') return toValue(value);
  return found.split('\n').includes(String(value)) ? found : `${found}\n${value}`;
}

/**
 * Makes every setting. Each is read back: a text in which anything else changed with it is not used.
 * Throws a {@link Misread} where that cannot be done.
 */
export function applyEdits(
  format: Format,
  text: string,
  edits: readonly Edit[],
): { text: string; done: Done[] } {
  const done: Done[] = [];
  let now = text;
  for (const edit of edits) {
    const { path } = edit;
    const root = format.read(now);
    const before = lookUp(root, path);
    const after = wanted(edit, before);
    if ((edit.ifAbsent && before !== undefined) || sameValue(before, after)) continue;
    checkReplaceable(path, before, after);
    now = putChecked(format, now, path, after);
    const was = before === undefined ? {} : { before: toJson(before) };
    done.push({ path: [...path], ...was, after: toJson(after), made: missing(root, path) });
  }
  return { text: now, done };
}

/**
 * Takes settings back. One whose value is no longer the one that was made stays, and its path is told. Throws a
 * {@link Misread} where the text cannot be read any more.
 */
export function takeOut(format: Format, text: string, done: readonly Done[]): { text: string; left: Path[] } {
  const left: Path[] = [];
  let now = text;
  for (const { path, before, after, made } of [...done].reverse()) {
    const found = lookUp(format.read(now), path);
    if (found === undefined && before === undefined) continue;
    if (!sameValue(found, toValue(after))) {
      left.push(path);
      continue;
    }
    now = putChecked(format, now, path, before === undefined ? undefined : toValue(before));
    for (let up = 1; up <= made && before === undefined; up++) {
      const container = path.slice(0, path.length - up);
      if (!isEmpty(lookUp(format.read(now), container))) break;
      now = putChecked(format, now, container, undefined);
    }
  }
  return { text: now, left };
}

function putChecked(format: Format, text: string, path: Path, value: Value | undefined): string {
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

/** Takes out a container that is empty, and those around it: some languages have no way to write them. */
function prune(root: Value, path: Path): void {
  for (let length = path.length; length > 0 && isEmpty(lookUp(root, path.slice(0, length))); length--) {
    change(root, path.slice(0, length), undefined);
  }
}

/** A plain value stands in for a plain value; a container is never written over. */
function checkReplaceable(path: Path, before: Value | undefined, after: Value): void {
  if (before === undefined || before === null) return;
  const plain = (value: Value): boolean => !Array.isArray(value) && !(value instanceof Map);
  if (!plain(before) && plain(after)) throw new Misread('shape', pathText(path));
  if (!plain(after)) throw new Misread('taken', pathText(path));
}

function isEmpty(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map && value.size === 0;
}
