import { createHub, type Hub, type HubDeps } from './hub.ts';
import type { Supervisor } from './supervisor.ts';

/** Our own servers of a kind, beside others that answer at the addresses where such are looked for. */
export interface StandIns {
  /** The one beside this server; null where there is none of its kind. */
  beside(server: Supervisor | null): Supervisor | null;
  /** The one that was made beside the server of this name; null where none was. */
  get(name: string): Supervisor | null;
  close(): Promise<void>;
}

/** They are made when they are asked for, and follow the configuration of those that they stand beside. */
export function createStandIns(deps: Omit<HubDeps, 'events'>): StandIns {
  const hubs = new Map<string, Hub>();
  return {
    beside(server) {
      const of = server?.config;
      if (of === undefined || !of.builtIn || of.url === null) return null;
      const servers = [{ ...of, url: null }];
      const made =
        hubs.get(of.name) ?? createHub([], [], { ...deps, events: { onState() {}, onListChanged() {} } });
      hubs.set(of.name, made);
      made.follow(servers);
      return made.get(of.name);
    },
    get: (name) => hubs.get(name)?.get(name) ?? null,
    async close() {
      await Promise.all([...hubs.values()].map((one) => one.close()));
    },
  };
}
