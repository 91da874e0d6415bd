import type { McpCall } from '../../exchange/index.ts';

/** Characters of a name (a server's, a tool's, a client's), and of a message, that are kept and shown. */
const NAME = 300;
const MESSAGE = 500;

function cut<T extends string | null>(text: T, most: number): T {
  return text === null || text.length <= most ? text : (`${text.slice(0, most - 1)}…`.toWellFormed() as T);
}

/** A tool's name as a list can show it. */
export function shownName(name: string): string {
  return cut(name, NAME);
}

/** What went wrong, as a list can show it. */
export function shownMessage(message: string): string {
  return cut(message, MESSAGE);
}

/** The call as it is recorded and told: texts that servers and clients make up cut to what a list can show. */
export function keptCall(call: McpCall): McpCall {
  return {
    ...call,
    tool: cut(call.tool, NAME),
    clientName: cut(call.clientName, NAME),
    clientVersion: cut(call.clientVersion, NAME),
    message: cut(call.message, MESSAGE),
  };
}
