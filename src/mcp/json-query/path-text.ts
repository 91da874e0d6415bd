/** The keys and indices that lead to a value. */
export type Location = readonly (string | number)[];

const quote = (name: string): string =>
  JSON.stringify(name).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");

/** A normalized path (RFC 9535, section 2.7): `$['a'][0]`. */
export function pathText(location: Location): string {
  return `$${location.map((part) => (typeof part === 'number' ? `[${part}]` : `['${quote(part)}']`)).join('')}`;
}
