import type { Link } from '../link.ts';
import type { Tool } from '../port.ts';
import { type Fields, fieldsOf } from '../rpc.ts';

/** What a server may list, at most; a list that never ends is cut. */
const MOST_ITEMS = 1_000;
const MOST_PAGES = 100;
const LONGEST_NAME = 128;

/** Ms for a page of a list. */
const PAGE_MS = 30_000;

/** All pages of a list of a server, as it gives them; what is no object is left out. */
export async function listAll(link: Link, method: string, key: string): Promise<Fields[]> {
  const items: Fields[] = [];
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES && items.length < MOST_ITEMS; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = fieldsOf(await link.request(method, params, { limitMs: PAGE_MS }));
    const part = answer[key];
    if (Array.isArray(part)) {
      for (const item of part) if (typeof item === 'object' && item !== null) items.push(item as Fields);
    }
    const next = answer.nextCursor;
    if (typeof next !== 'string' || next === cursor) break;
    cursor = next;
  }
  return items.slice(0, MOST_ITEMS);
}

/** Items that have a name which can be called, each name once. */
export function named(items: readonly Fields[]): Tool[] {
  const seen = new Map<string, Tool>();
  for (const item of items) {
    const { name } = item;
    if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME || seen.has(name)) continue;
    seen.set(name, { ...item, name });
  }
  return [...seen.values()];
}
