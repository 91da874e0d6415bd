import { TomlDate } from 'smol-toml';
import type { Environment, Variable } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { type KeyPath, pathId } from './path.ts';
import type { Problems } from './problems.ts';

/** What the file says, with variables filled in, and what became of each of them. */
export interface Tree {
  value: Record<string, unknown>;
  /** The text as it stands in the file, of each text that holds a variable. By {@link pathId}. */
  raw: Map<string, string>;
  /** The variables that went into a text. By {@link pathId}. */
  used: Map<string, Variable[]>;
  /** Where a variable is not set, so that a text is missing. By {@link pathId}. */
  unset: Set<string>;
  /** Provider → the variable that its key names and that is not set. */
  missingKeys: Map<string, string>;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TomlDate);
}

/** The value at a path, or undefined. Own keys only. */
export function at(tree: unknown, path: KeyPath): unknown {
  let here = tree;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = Reflect.get(here, part);
  }
  return here;
}

/** The text at a path, or null where there is something else or nothing. */
export function textAt(tree: unknown, path: KeyPath): string | null {
  const value = at(tree, path);
  return typeof value === 'string' ? value : null;
}

/** The keys and values of the table at a path; none where there is no table. */
export function entriesAt(tree: unknown, path: KeyPath): [string, unknown][] {
  const value = at(tree, path);
  return isTable(value) ? Object.entries(value) : [];
}

/** What a value is, in words: `a text`, `a number`. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof TomlDate) return 'a date';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' || typeof value === 'bigint' ? 'a number' : 'a table';
}

/**
 * Fills in the variables of every text. One that is not set is a problem, but for a provider's `api_key`: that
 * key is left out and remembered in `missingKeys`.
 */
export function fillIn(parsed: unknown, environment: Environment, problems: Problems): Tree {
  const tree: Tree = { value: {}, raw: new Map(), used: new Map(), unset: new Set(), missingKeys: new Map() };
  const text = (value: string, path: KeyPath): string | undefined => {
    if (!value.includes('${')) return value;
    const filled = interpolate(value, environment);
    if (filled.problem !== null) problems.add(path, filled.problem);
    tree.raw.set(pathId(path), value);
    tree.used.set(pathId(path), filled.used);
    const [name] = filled.missing;
    if (name === undefined) return filled.value;
    tree.unset.add(pathId(path));
    const [top, provider, key] = path;
    if (top === 'providers' && key === 'api_key' && path.length === 3) {
      tree.missingKeys.set(String(provider), name);
    } else {
      problems.add(path, `names \${${name}}, which is not set: set ${name}, or write \${${name}:-fallback}`);
    }
    return undefined;
  };
  const walk = (value: unknown, path: KeyPath): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]) ?? '');
    if (!isTable(value)) return value;
    const copy: Record<string, unknown> = Object.create(null);
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') {
        problems.add([...path, key], 'is not allowed as a name');
        continue;
      }
      const filled = walk(item, [...path, key]);
      if (filled !== undefined) copy[key] = filled;
    }
    return copy;
  };
  const value = walk(parsed, []);
  return isTable(value) ? { ...tree, value } : tree;
}
