import type { McpCallView, McpOutcome } from '../../../../../src/contract/mcp.ts';

/** Which calls are asked for; null: all. */
export interface CallFilter {
  server: string | null;
  tool: string | null;
  outcome: McpOutcome | null;
}

function matches(call: McpCallView, { server, tool, outcome }: CallFilter): boolean {
  return (
    (server === null || call.server === server) &&
    (tool === null || call.tool === tool) &&
    (outcome === null || call.outcome === outcome)
  );
}

/**
 * The calls that were read and those that came since, newest first. `whole`: all that there are were read; otherwise a
 * call that began before the oldest of them comes with its page.
 */
export function mergeCalls(
  read: readonly McpCallView[],
  live: readonly McpCallView[],
  filter: CallFilter,
  whole: boolean,
): McpCallView[] {
  const oldest = whole ? '' : (read.at(-1)?.id ?? '');
  const all = new Map(read.map((call) => [call.id, call]));
  for (const call of live) {
    if (!all.has(call.id) && call.id > oldest && matches(call, filter)) all.set(call.id, call);
  }
  return [...all.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
