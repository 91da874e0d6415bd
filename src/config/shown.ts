import type { ConfigValue } from '../contract/index.ts';
import { type KeyPath, pathId } from './path.ts';
import { shownAddress } from './shown-address.ts';
import type { Tree } from './tree.ts';

/** Values that are never shown, wherever they stand. */
export function isSecret(path: KeyPath): boolean {
  const [top, , third] = path;
  if (path.length === 1) return top === 'auth_token';
  if (top === 'providers') return third === 'api_key' || third === 'headers';
  return top === 'mcp' && (path[3] === 'env' || path[3] === 'args' || path[3] === 'headers');
}

const isAddress = (path: KeyPath): boolean =>
  path.at(-1) === 'url' || path.at(-1) === 'base_url' || path.at(-2) === 'endpoints';

/**
 * A value as it may be shown to anyone: texts that hold a variable as they stand in the file, addresses without what
 * may be secret in them, null for a secret.
 */
export function shownValue(path: KeyPath, value: unknown, raw: Tree['raw']): ConfigValue['value'] {
  if (isSecret(path)) return null;
  if (Array.isArray(value)) return value.map((item, index) => shownValue([...path, index], item, raw));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, shownValue([...path, key], item, raw)]),
    );
  }
  const text = raw.get(pathId(path)) ?? value;
  if (typeof text === 'string') return isAddress(path) ? shownAddress(text) : text;
  return typeof text === 'number' || typeof text === 'boolean' ? text : null;
}
