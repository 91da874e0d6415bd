import type { Format } from './format.ts';
import { putChecked } from './put-checked.ts';
import {
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
  /** Part of the frame that the language of the file wants (a version, a schema): what is there already stays. */
  isFrame?: true;
  /** A line that is added to the lines of a text, where it is not among them. */
  asLine?: true;
  /** The value is a map that belongs together. One that is there already gets ours, setting by setting. */
  entry?: {
    /** Where in it the setting stands by which we know it for ours later, whatever the tool has added to it. */
    knownBy: string[];
    /** What a new one needs and one that is there keeps (a time). */
    onlyNew?: string[];
  };
}

/** One setting that was made. */
export interface Done {
  path: Path;
  /** What stood there; undefined where nothing did. */
  before?: Json | undefined;
  after: Json;
  /** How many containers on the way were made for it. */
  made: number;
  isFrame?: boolean | undefined;
  knownBy?: string[] | undefined;
}

/** Whether a text says all of it already. */
export function isSaid(format: Format, text: string, edits: readonly Edit[]): boolean {
  const root = format.read(text);
  return edits.every((edit) => {
    const found = lookUp(root, edit.path);
    if (edit.isFrame) return found !== undefined;
    if (edit.entry !== undefined && found !== undefined) return isSaid(format, text, settingsOf(edit));
    return sameValue(found, wanted(edit, found));
  });
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
    const { path, entry, isFrame } = edit;
    const root = format.read(now);
    const before = lookUp(root, path);
    if (isFrame && before !== undefined) continue;
    if (entry !== undefined && before instanceof Map) {
      const merged = applyEdits(format, now, settingsOf(edit));
      now = merged.text;
      done.push(...merged.done);
      continue;
    }
    const after = wanted(edit, before);
    if (sameValue(before, after)) continue;
    if (isContainer(before)) throw new Misread('shape', pathText(path));
    now = putChecked(format, now, path, after);
    done.push({
      path: [...path],
      ...(before === undefined ? {} : { before: toJson(before) }),
      after: toJson(after),
      made: missing(root, path),
      ...(isFrame ? { isFrame } : {}),
      ...(entry === undefined ? {} : { knownBy: entry.knownBy }),
    });
  }
  return { text: now, done };
}

/** What has to stand at an edit's place, where `found` stands now. */
function wanted({ value, asLine }: Edit, found: Value | undefined): Value {
  if (!asLine || typeof found !== 'string' || found === '') return toValue(value);
  return found.split('\n').includes(String(value)) ? found : `${found}\n${value}`;
}

/** The settings of an entry, each for itself. */
function settingsOf({ path, value, entry }: Edit): Edit[] {
  const settings: Edit[] = [];
  const walk = (at: Path, data: Json): void => {
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      settings.push({ path: at, value: data });
    else for (const [key, one] of Object.entries(data)) walk([...at, key], one);
  };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, one] of Object.entries(value))
      if (!entry?.onlyNew?.includes(key)) walk([...path, key], one);
  }
  return settings;
}

function isContainer(value: Value | undefined): boolean {
  return Array.isArray(value) || value instanceof Map;
}
