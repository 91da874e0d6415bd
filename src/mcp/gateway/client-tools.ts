import type { Link } from '../link.ts';
import type { Tool } from '../port.ts';
import { listAll, named } from '../servers/lists.ts';
import type { Supervisor } from '../servers/supervisor.ts';

/** What servers list to one client, where that differs from what they list to us. */
export interface ClientTools {
  /** Asks the client's own connection again; what is asked for meanwhile waits for its answer. */
  refresh(server: Supervisor, link: Link): void;
  /** The tools of a server, as this client may see them. Rejects where a server can't be asked at all. */
  of(server: Supervisor): Promise<readonly Tool[]>;
  /** The connection has ended. */
  forget(server: string): void;
}

/** One pass of {@link ClientTools.refresh}: what changes while a list is read is read again. */
interface Refresh {
  link: Link;
  again: boolean;
  done: Promise<void>;
}

/** @param changed Told where a server lists other names to the client than it did before. */
export function createClientTools(changed: () => void): ClientTools {
  const listed = new Map<string, readonly Tool[]>();
  const refreshing = new Map<string, Refresh>();

  const readOnce = async (server: Supervisor, pass: Refresh): Promise<void> => {
    const { name } = server.config;
    try {
      const theirs = named(await listAll(pass.link, 'tools/list', 'tools'));
      const before = listed.get(name) ?? (await server.tools());
      if (refreshing.get(name) !== pass) return;
      listed.set(name, theirs);
      const namesOf = (tools: readonly Tool[]): string => tools.map((tool) => tool.name).join('\n');
      if (namesOf(theirs) !== namesOf(before)) changed();
    } catch {
      // What was listed before stands.
    }
  };

  const read = async (server: Supervisor, pass: Refresh): Promise<void> => {
    do {
      pass.again = false;
      await readOnce(server, pass);
    } while (pass.again && pass.link.open);
    if (refreshing.get(server.config.name) === pass) refreshing.delete(server.config.name);
  };

  return {
    refresh(server, link) {
      if (link.info.capabilities.tools === undefined) return;
      const { name } = server.config;
      const known = refreshing.get(name);
      if (known?.link === link) {
        known.again = true;
        return;
      }
      const pass: Refresh = { link, again: false, done: Promise.resolve() };
      refreshing.set(name, pass);
      pass.done = read(server, pass);
    },
    async of(server) {
      const { name } = server.config;
      await refreshing.get(name)?.done;
      return listed.get(name) ?? server.tools();
    },
    forget(server) {
      listed.delete(server);
      refreshing.delete(server);
    },
  };
}
