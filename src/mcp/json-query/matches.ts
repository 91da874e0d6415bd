import { type Built, digitsAt, type ExactNumbers, type Json } from './build.ts';
import { sizeText } from './failure.ts';
import { compare } from './order.ts';
import { type Location, pathText } from './path-text.ts';
import { plain, print } from './print.ts';

/** A match as it is answered: JSON for the text, and for readers with JavaScript's numbers where that differs. */
export interface Match {
  text: string;
  plain: string;
}

export interface MatchList {
  matches: Match[];
  total: number;
}

interface Kept extends Match {
  order: number[];
}

interface Limits {
  maxMatches: number;
  maxResultBytes: number;
}

/** Whether the JSON of a value has more characters than that, as far as can be told without making it. */
function exceeds(value: Json, characters: number): boolean {
  let left = characters;
  const count = (part: Json): boolean => {
    left -= typeof part === 'string' ? part.length + 2 : 1;
    if (left < 0) return true;
    if (typeof part !== 'object' || part === null) return false;
    if (Array.isArray(part)) return part.some(count);
    return Object.entries(part).some(([name, member]) => {
      left -= name.length + 3;
      return count(member);
    });
  };
  return count(value);
}

function describe(value: Json): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
}

/**
 * Collects matches in whatever order they come and keeps the first of them: as many as may be listed, and no more bytes of
 * JSON than that. A match that is too large by itself stands there without its value.
 */
export function createMatches({ maxMatches, maxResultBytes }: Limits) {
  let kept: Kept[] = [];
  let bytes = 0;
  let total = 0;
  /** The place from which on nothing is kept any more. */
  let bound: number[] | null = null;

  const sizeOf = ({ text }: Match): number => Buffer.byteLength(text) + 2;

  function prune(): void {
    kept.sort((a, b) => compare(a.order, b.order));
    let fits = 0;
    let size = 0;
    for (const match of kept) {
      size += sizeOf(match);
      if (fits === maxMatches || size > maxResultBytes) break;
      fits++;
    }
    const first = kept[fits];
    if (first !== undefined) {
      bound = first.order;
      kept = kept.slice(0, fits);
    }
    bytes = kept.reduce((sum, match) => sum + sizeOf(match), 0);
  }

  function matchOf(whole: Built, below: Location, value: Json, path: string, exact: ExactNumbers): Match {
    const head = `{"path":${JSON.stringify(path)}`;
    const omitted = (): Match => {
      const why = `${describe(value)} whose JSON is too large for this list (${sizeText(maxResultBytes)}); ask for a part of it`;
      const made = `${head},"omitted":${JSON.stringify(why)}}`;
      return { text: made, plain: made };
    };
    if (exceeds(value, maxResultBytes)) return omitted();
    const digits = typeof value === 'number' ? digitsAt(whole, below, exact) : null;
    const text = print(value, digits, exact);
    if (Buffer.byteLength(text) + Buffer.byteLength(head) + 20 > maxResultBytes) return omitted();
    const made = `${head},"value":${text}}`;
    const same = plain(value, digits, exact);
    return { text: made, plain: same === value ? made : `${head},"value":${JSON.stringify(same)}}` };
  }

  return {
    /** `value` stands at `below` within `whole`, which stands at `above` in the file. */
    add(
      whole: Built,
      above: Location,
      below: Location,
      value: Json,
      order: number[],
      exact: ExactNumbers,
    ): void {
      total++;
      if (bound !== null && compare(order, bound) >= 0) return;
      const match = { ...matchOf(whole, below, value, pathText([...above, ...below]), exact), order };
      kept.push(match);
      bytes += sizeOf(match);
      if (kept.length >= 2 * maxMatches || bytes > 4 * maxResultBytes) prune();
    },
    list(): MatchList {
      prune();
      return { matches: kept.map(({ text, plain }) => ({ text, plain })), total };
    },
  };
}

export type Matches = ReturnType<typeof createMatches>;
