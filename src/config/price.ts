import type { FilePrice } from './schema.ts';
import type { ConfiguredPrice } from './types.ts';

const NAMES = [
  ['input', 'input'],
  ['cache_read', 'cacheRead'],
  ['cache_write', 'cacheWrite5m'],
  ['cache_write_1h', 'cacheWrite1h'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
] as const satisfies readonly (readonly [keyof FilePrice, keyof ConfiguredPrice])[];

/** A price as the program has it; null where the file says none. */
export function priceOf(price: FilePrice | undefined): ConfiguredPrice | null {
  if (price === undefined) return null;
  const found: ConfiguredPrice = {};
  for (const [written, name] of NAMES) {
    const value = price[written];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
