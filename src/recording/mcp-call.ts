import type { StoredMcpCall } from '../storage/index.ts';

/** Characters of a name (a server's, a tool's, a client's), and of a message, that are kept. */
const NAME = 300;
const MESSAGE = 2000;

function cut<T extends string | null>(text: T, most: number): T {
  return text === null || text.length <= most ? text : (`${text.slice(0, most - 1)}…`.toWellFormed() as T);
}

/** The call with texts that servers and clients make up cut to what a list can show. */
export function withinLimits(call: StoredMcpCall): StoredMcpCall {
  return {
    ...call,
    server: cut(call.server, NAME),
    tool: cut(call.tool, NAME),
    clientName: cut(call.clientName, NAME),
    clientVersion: cut(call.clientVersion, NAME),
    message: cut(call.message, MESSAGE),
  };
}
