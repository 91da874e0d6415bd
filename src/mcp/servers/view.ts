import { type McpServerConfig, shownAddress } from '../../config/index.ts';
import type { McpServerView, McpToolView } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { Refusal, Tool } from '../port.ts';
import type { Supervisor } from './supervisor.ts';

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The command or the URL, without arguments and what else may hold secrets. */
function addressOf({ command, url }: McpServerConfig, transport: Supervisor['transport']): string | null {
  if (command !== null) return command;
  return transport === 'built-in' || url === null ? null : shownAddress(url);
}

function toolView(tool: Tool, tokens: number | null, refused: Refusal | null): McpToolView {
  return {
    name: tool.name,
    title: text(tool.title),
    description: text(tool.description),
    input_schema: tool.inputSchema ?? null,
    annotations: tool.annotations ?? null,
    schema_tokens: tokens,
    refused,
  };
}

/** A server as the dashboard's API shows it; `tokens` are those of its tools' definitions, in their order. */
export function serverView(
  server: Supervisor,
  tokens: readonly (number | null)[],
  refusalOf: (tool: Tool) => Refusal | null,
): McpServerView {
  const { config, info, startedAt } = server;
  const known = server.knownTools;
  const tools = (known ?? []).map((tool, index) => toolView(tool, tokens[index] ?? null, refusalOf(tool)));
  const offered = tools.filter((tool) => tool.refused === null).map((tool) => tool.schema_tokens);
  const name = text(info?.serverInfo.name);
  return {
    name: config.name,
    source: config.source,
    state: server.state,
    reason: server.reason,
    transport: server.transport,
    address: addressOf(config, server.transport),
    server: name === null ? null : { name, version: text(info?.serverInfo.version) ?? '' },
    protocol_version: info?.protocolVersion ?? null,
    pid: server.pid,
    started_at: startedAt === null ? null : isoTime(startedAt),
    restarts: server.restarts,
    connections: server.connections,
    tools,
    schema_tokens:
      known === null || offered.some((count) => count === null)
        ? null
        : offered.reduce((sum: number, count) => sum + (count ?? 0), 0),
    turn_cost: null,
    policy: {
      allowed_directories: config.allowedDirectories,
      allow_tools: config.allowTools,
      deny_tools: config.denyTools,
      read_only: config.readOnly,
      confirm: config.confirm,
      max_result_bytes: config.maxResultBytes,
      calls_per_minute: config.callsPerMinute,
    },
  };
}
