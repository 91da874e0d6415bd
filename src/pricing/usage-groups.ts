import type { Usage } from '../contract/index.ts';
import { partsOf } from './cost.ts';

/** The parts of a usage that have a price each, in the order of {@link Group.tokens}. */
export const PRICED_PARTS = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoning',
] as const;

/** Exchanges that any of the models prices alike: at the rates for the same length, with the same parts known and none. */
export interface Group {
  /** One of them. */
  usage: Usage & { input: number };
  exchanges: number;
  /** Sums of all, by {@link PRICED_PARTS}; null where they are not known. */
  tokens: (number | null)[];
  /** What they cost in truth; null where nobody knows that of any of them. */
  actual: number | null;
}

const READ = 1 << 6;
const WRITTEN = 1 << 7;
const WRITES_UNKNOWN = 1 << 8;
const OUTPUT_UNKNOWN = 1 << 9;
const ACTUAL_KNOWN = 1 << 10;
const BAND = 1 << 11;

/** Adds usages up, so that each need not be priced on its own: a price is linear in tokens. */
export class UsageGroups {
  readonly #bounds: readonly number[];
  readonly #groups = new Map<number, Group>();
  /** Exchanges of which nobody knows how much they read. */
  unknown = 0;

  /** @param bounds lengths of inputs beyond which something changes */
  constructor(bounds: readonly number[]) {
    this.#bounds = [...new Set(bounds)].sort((a, b) => a - b);
  }

  /** @param actual what it cost in truth, where that is known */
  add(usage: Usage | null, actual: number | null): void {
    if (usage === null || usage.input === null) {
      this.unknown++;
      return;
    }
    const { input } = usage;
    const parts = partsOf(usage);
    const tokens = PRICED_PARTS.map((part) => parts[part]);
    let key = 0;
    for (let i = 0; i < tokens.length; i++) if ((tokens[i] ?? 0) !== 0) key |= 1 << i;
    if ((usage.cache_read ?? 0) > 0) key |= READ;
    if ((usage.cache_write ?? 0) > 0) key |= WRITTEN;
    if (usage.cache_write === null) key |= WRITES_UNKNOWN;
    if (parts.output === null) key |= OUTPUT_UNKNOWN;
    if (actual !== null) key |= ACTUAL_KNOWN;
    for (const bound of this.#bounds) {
      if (input <= bound) break;
      key += BAND;
    }
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { usage: { ...usage, input }, exchanges: 1, tokens, actual });
      return;
    }
    group.exchanges++;
    for (let i = 0; i < tokens.length; i++) {
      const more = tokens[i] ?? null;
      group.tokens[i] = more === null ? null : (group.tokens[i] ?? 0) + more;
    }
    if (actual !== null) group.actual = (group.actual ?? 0) + actual;
  }

  /** All of them, in the order in which their first came. */
  groups(): Iterable<Group> {
    return this.#groups.values();
  }
}
