/** A place in the configuration: table names, keys, positions in a list. */
export type KeyPath = readonly (string | number)[];

/** One string for each path, whatever its keys hold. */
export function pathId(path: KeyPath): string {
  return JSON.stringify(path.map(String));
}

/** As a person writes it in TOML: `models."claude-*".provider`, `providers.local.models[0].id`. */
export function showPath(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${/^[A-Za-z0-9_-]+$/.test(part) ? part : JSON.stringify(part)}`;
  }
  return text;
}
