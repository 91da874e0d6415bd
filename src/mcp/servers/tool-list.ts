import type { Link } from '../link.ts';
import type { Tool } from '../port.ts';
import { listAll, named } from './lists.ts';

/** What one connection lists, kept until it says that it changed. */
export interface ToolList {
  /** As it was read last; null where it never was. */
  readonly known: readonly Tool[] | null;
  /** It is being read. */
  readonly reading: boolean;
  /** A change was announced that no reading began after. */
  readonly changed: boolean;
  /** The connection announced a change, or is another. */
  change(): void;
  /** With all changes that were announced before this is called. Rejects where it can't be read. */
  get(): Promise<readonly Tool[]>;
}

/** All tools that a connection lists now. Rejects as {@link Link.request} does. */
export async function readTools(link: Link): Promise<readonly Tool[]> {
  if (link.info.capabilities.tools === undefined) return [];
  return named(await listAll(link, 'tools/list', 'tools'));
}

/** Reads it once for all who ask meanwhile, but again for who asks after a change that the reading may have missed. */
export function createToolList(read: () => Promise<readonly Tool[]>): ToolList {
  let known: readonly Tool[] | null = null;
  let fresh = false;
  let changed = false;
  let reading: Promise<readonly Tool[]> | null = null;

  const begin = async (): Promise<readonly Tool[]> => {
    changed = false;
    try {
      known = await read();
      fresh = !changed;
      return known;
    } finally {
      reading = null;
    }
  };

  return {
    get known() {
      return known;
    },
    get reading() {
      return reading !== null;
    },
    get changed() {
      return changed;
    },
    change() {
      changed = true;
      fresh = false;
    },
    async get() {
      while (reading !== null && changed) {
        await reading.catch(() => {
          // Who began it is told.
        });
      }
      if (reading === null && fresh && known !== null) return known;
      reading ??= begin();
      return reading;
    },
  };
}
