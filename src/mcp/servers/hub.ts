import { isDeepStrictEqual } from 'node:util';
import type { McpServerConfig } from '../../config/index.ts';
import type { Clock } from '../../exchange/index.ts';
import type { WireDeps } from './open-wire.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

/** What servers list, and tell of when it changes. */
export const LISTS = ['tools', 'prompts', 'resources'] as const;

export interface HubEvents {
  onState(server: Supervisor): void;
  onListChanged(server: string, list: 'tools' | 'prompts' | 'resources'): void;
}

export type HubDeps = WireDeps & { clock: Clock; events: HubEvents };

/** All servers that the configuration names or this program knows. */
export interface Hub {
  get(name: string): Supervisor | null;
  /** In the configuration's order; `hidden` ones are reached by name only. */
  all(): Supervisor[];
  names(): string[];
  /** Takes another configuration: servers that it changes are ended, and started again when they are needed. */
  follow(configured: readonly McpServerConfig[]): void;
  close(): Promise<void>;
}

/** Keeps a supervisor for each server. */
export function createHub(
  configured: readonly McpServerConfig[],
  own: readonly McpServerConfig[],
  deps: HubDeps,
): Hub {
  let servers = new Map<string, Supervisor>();
  const leaving = new Set<Promise<void>>();

  const make = (of: McpServerConfig): Supervisor => {
    const made: Supervisor = createSupervisor(of, {
      ...deps,
      events: {
        onState: () => deps.events.onState(made),
        onListChanged: (list) => deps.events.onListChanged(of.name, list),
      },
    });
    return made;
  };

  const leave = (server: Supervisor): void => {
    const done = server.close().finally(() => leaving.delete(done));
    leaving.add(done);
  };

  const follow = (next: readonly McpServerConfig[]): void => {
    const before = servers;
    servers = new Map();
    const changed: string[] = [];
    for (const of of [...next, ...own]) {
      const known = before.get(of.name);
      const same = known !== undefined && isDeepStrictEqual(known.config, of);
      servers.set(of.name, same ? known : make(of));
      if (!same) changed.push(of.name);
    }
    for (const [name, server] of before) {
      if (servers.get(name) === server) continue;
      leave(server);
      if (!servers.has(name)) changed.push(name);
    }
    if (before.size === 0) return;
    for (const name of changed) {
      for (const list of LISTS) deps.events.onListChanged(name, list);
    }
  };
  follow(configured);

  return {
    get: (name) => servers.get(name) ?? null,
    all: () => [...servers.values()],
    names: () => [...servers.keys()],
    follow,
    async close() {
      for (const server of servers.values()) leave(server);
      servers = new Map();
      await Promise.all(leaving);
    },
  };
}
