/** Picks by name, in the list's own order. Throws where a name is not in the list. */
export function pick<T extends string>(all: readonly T[], wanted: string | undefined, what: string): T[] {
  if (wanted === undefined) return [...all];
  const names = wanted.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !all.includes(name as T));
  if (stranger !== undefined)
    throw new Error(`${what}: there is no "${stranger}"; known are ${all.join(', ')}`);
  return all.filter((name) => names.includes(name));
}
