import type { Link } from '../link.ts';
import type { Tool } from '../port.ts';
import type { Supervisor } from '../servers/supervisor.ts';
import { createToolList, readTools, type ToolList } from '../servers/tool-list.ts';

/** Ms between two readings of a list that nobody asks for: a server may say after each that it changed. */
const REST_MS = 1_000;

/** What servers list to one client, where that differs from what they list to us. */
export interface ClientTools {
  /** What the client's own connection lists may have changed: it is read again. */
  refresh(server: Supervisor, link: Link): void;
  /**
   * The tools of a server, as this client may see them: after the changes that were announced before it is asked for.
   * Rejects where a server can't be asked at all.
   */
  of(server: Supervisor): Promise<readonly Tool[]>;
  /** The connection has ended. */
  forget(server: string): void;
}

/** What one connection lists, and the rest after it was read. */
interface Listing {
  link: Link;
  tools: ToolList;
  rest: NodeJS.Timeout | null;
}

const namesOf = (tools: readonly Tool[]): string => tools.map((tool) => tool.name).join('\n');

/** @param changed Told where a server lists other names to the client than it did before. */
export function createClientTools(changed: () => void): ClientTools {
  const listings = new Map<string, Listing>();

  const forget = (server: string): void => {
    const listing = listings.get(server);
    if (listing?.rest != null) clearTimeout(listing.rest);
    listings.delete(server);
  };

  const begin = (server: Supervisor, link: Link): Listing => {
    const { name } = server.config;
    const isCurrent = (): boolean => listings.get(name) === listing;

    const readOnce = async (): Promise<readonly Tool[]> => {
      const { known } = listing.tools;
      let now: readonly Tool[];
      try {
        now = await readTools(link);
      } catch {
        // What was listed before stands.
        return known ?? server.tools();
      }
      const before = known ?? (await server.tools().catch(() => null));
      if (isCurrent() && (before === null || namesOf(now) !== namesOf(before))) changed();
      return now;
    };

    const rest = (): void => {
      if (listing.rest !== null) clearTimeout(listing.rest);
      if (!isCurrent()) return;
      listing.rest = setTimeout(() => {
        listing.rest = null;
        readAgain(listing);
      }, REST_MS);
      listing.rest.unref();
    };

    const listing: Listing = { link, rest: null, tools: createToolList(() => readOnce().finally(rest)) };
    return listing;
  };

  const readAgain = ({ tools, rest }: Listing): void => {
    if (!tools.changed || tools.reading || rest !== null) return;
    tools.get().catch(() => {
      // Who asks for them is told.
    });
  };

  return {
    refresh(server, link) {
      if (link.info.capabilities.tools === undefined) return;
      const { name } = server.config;
      let listing = listings.get(name);
      if (listing?.link !== link) {
        forget(name);
        listing = begin(server, link);
        listings.set(name, listing);
      }
      listing.tools.change();
      readAgain(listing);
    },
    of: (server) => listings.get(server.config.name)?.tools.get() ?? server.tools(),
    forget,
  };
}
