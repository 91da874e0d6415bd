import type { McpServerView } from '../../../../src/contract/mcp.ts';

/** Servers known without configuration that are started from npm where the configuration says so. */
const STARTED = ['task_master', 'sequential_thinking', 'fast_filesystem'];

export interface Fix {
  kind: 'off' | 'preset' | 'down';
  lines: string;
}

function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : JSON.stringify(text);
}

/** What to write into config.toml so that a server answers; null where it needs nothing. */
export function fixOf({
  name,
  state,
  source,
  transport,
  address,
}: Pick<McpServerView, 'name' | 'state' | 'source' | 'transport' | 'address'>): Fix | null {
  const head = `[mcp.servers.${quoted(name)}]`;
  if (state === 'off') return { kind: 'off', lines: `${head}\nenabled = true` };
  if (state !== 'down' && state !== 'waiting') return null;
  if (source === 'preset' && STARTED.includes(name)) {
    return { kind: 'preset', lines: `${head}\nstart = true` };
  }
  const key = transport === 'stdio' || !/^https?:/.test(address ?? '') ? 'command' : 'url';
  return { kind: 'down', lines: `${head}\n${key} = ${JSON.stringify(address ?? '…')}` };
}
