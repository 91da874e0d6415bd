import type { Tool } from '../port.ts';

/** Other names under which servers have a tool, the likeliest first. Names as the servers' own pages give them. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  task_master: { initialize: ['initialize_project'] },
  sequential_thinking: {
    sequentialthinking_tools: ['sequentialthinking'],
    sequentialthinking: ['sequentialthinking_tools'],
  },
  fast_filesystem: { read_file: ['fast_read_file', 'read_text_file'] },
};

/** What a server puts before its tools' names. */
const PREFIXES: Readonly<Record<string, string>> = { fast_filesystem: 'fast_', json_query: 'json_query_' };

/**
 * The server's own name for a tool: the name itself where it has that, else a known other one, else the name with the
 * server's usual prefix. Null where it has none of these.
 */
export function realToolName(server: string, asked: string, tools: readonly Tool[]): string | null {
  const has = (name: string): boolean => tools.some((tool) => tool.name === name);
  if (has(asked)) return asked;
  const known = Object.hasOwn(ALIASES, server) ? ALIASES[server] : undefined;
  const aliases = known !== undefined && Object.hasOwn(known, asked) ? known[asked] : undefined;
  const prefix = Object.hasOwn(PREFIXES, server) ? PREFIXES[server] : undefined;
  const candidates = [...(aliases ?? []), ...(prefix === undefined ? [] : [prefix + asked])];
  return candidates.find(has) ?? null;
}
