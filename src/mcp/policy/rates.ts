import type { McpServerConfig } from '../../config/index.ts';
import type { Clock } from '../../exchange/index.ts';
import type { Refusal } from '../port.ts';

const MINUTE_MS = 60_000;

interface CallRates {
  /** Counts a call, or says why there are too many; one that is refused is not counted. */
  take(rules: McpServerConfig): Refusal | null;
  /** Forgets the calls of a server that was removed. */
  forget(server: string): void;
}

/** Calls of all clients together, by the server's name, within the last sixty seconds. */
export function createCallRates(clock: Clock): CallRates {
  /** When the calls of the last minute were let through, oldest first, by server. */
  const taken = new Map<string, number[]>();
  return {
    take(rules) {
      const limit = rules.callsPerMinute;
      if (limit === null) return null;
      const now = clock.monotonic();
      const all = taken.get(rules.name) ?? [];
      const first = all.findIndex((at) => at > now - MINUTE_MS);
      const recent = first < 0 ? [] : first === 0 ? all : all.slice(first);
      taken.set(rules.name, recent);
      if (recent.length < limit) {
        recent.push(now);
        return null;
      }
      const free = recent[recent.length - limit];
      const when =
        free === undefined
          ? ''
          : ` Try again in ${Math.max(1, Math.ceil((free + MINUTE_MS - now) / 1000))} s.`;
      return {
        code: 'rate_limited',
        reason: `The MCP server "${rules.name}" takes ${limit} calls a minute (calls_per_minute), of all clients together.${when}`,
      };
    },
    forget(server) {
      taken.delete(server);
    },
  };
}
