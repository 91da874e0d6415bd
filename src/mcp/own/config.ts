import { type McpServerConfig, OWN_MCP_SERVER } from '../../config/index.ts';

/** The server of our own tools, as any other. */
export function ownServer(): McpServerConfig {
  return {
    name: OWN_MCP_SERVER,
    source: 'built-in',
    enabled: true,
    command: null,
    args: [],
    env: {},
    cwd: process.cwd(),
    url: null,
    headers: {},
    builtIn: true,
    allowedDirectories: null,
    allowTools: null,
    denyTools: [],
    readOnly: false,
    readTools: ['*'],
    confirm: [],
    maxResultBytes: 10 * 1024 * 1024,
    callsPerMinute: null,
    connectMs: 30_000,
    callMs: 120_000,
    shared: false,
  };
}
