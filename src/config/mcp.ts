import { tmpdir } from 'node:os';
import { expandPath } from './locate.ts';
import { pathId } from './path.ts';
import type { Problems } from './problems.ts';
import type { FileConfig, FileMcpServer } from './schema.ts';
import { at, entriesAt, type Tree } from './tree.ts';
import type { McpConfig, McpServerConfig } from './types.ts';

/**
 * What an MCP server's name may be: it becomes part of tool names (`server__tool`), which models' APIs take only
 * of these characters and of up to 64 in all (https://platform.openai.com/docs/api-reference/chat/create). The first `__`
 * of such a name ends the server's: it has none itself, nor a `_` at its end.
 */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]|_(?=[A-Za-z0-9-]))*$/;
const LONGEST_NAME = 32;

/** The gateway's own server: what this program knows of usage and conversations. */
export const OWN_MCP_SERVER = 'kimi-proxy';

interface McpPreset {
  name: string;
  url: string;
  /** Tools of the servers usually found there that only read; globs. */
  readTools: readonly string[];
  /** What `start = true` starts: a package of npm in a version that is known to work here; null: it is built in. */
  package: string | null;
  env?: Record<string, string>;
}

/**
 * Servers that are known without configuration, at the ports that the product's specification gives them: used when
 * something answers there, and started where the configuration says so.
 */
const PRESETS: readonly McpPreset[] = [
  {
    name: 'task_master',
    url: 'http://127.0.0.1:8002',
    readTools: ['get_*', 'next_task'],
    package: 'task-master-ai@0.43.1',
    // Without it, it has 7 of its 44 tools, and none to begin a project with.
    env: { TASK_MASTER_TOOLS: 'all' },
  },
  {
    name: 'sequential_thinking',
    url: 'http://127.0.0.1:8003',
    readTools: ['sequentialthinking*'],
    package: 'mcp-sequentialthinking-tools@0.0.3',
  },
  {
    name: 'fast_filesystem',
    url: 'http://127.0.0.1:8004',
    readTools: [
      'fast_read_*',
      'fast_list_*',
      'fast_get_*',
      'fast_search_*',
      'fast_find_*',
      'fast_extract_lines',
    ],
    package: 'fast-filesystem-mcp@3.5.2',
  },
  {
    name: 'json_query',
    url: 'http://127.0.0.1:8005',
    readTools: ['json_query_*'],
    package: null,
  },
];

function presetOf(name: string): McpPreset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

const KIB = 1024;
const DEFAULT_RESULT_KB = 10 * KIB;
/** `npx -y` may have to download first. */
const DEFAULT_CONNECT_S = 60;
const DEFAULT_CALL_S = 300;
const DEFAULT_CONFIRM_S = 300;

/** The folders that the built-in JSON Query reads where nothing is said: the working directory and temporary files. */
export function builtInFolders(cwd: string): string[] {
  return [cwd, tmpdir()];
}

function serverOf(
  name: string,
  server: FileMcpServer,
  preset: McpPreset | undefined,
  source: McpServerConfig['source'],
  places: { base: string; cwd: string; home: string },
): McpServerConfig {
  const { base, cwd, home } = places;
  const started = server.start === true ? (preset?.package ?? null) : null;
  const bare = started === null && server.command === undefined && server.url === undefined;
  const builtIn = bare && preset?.package === null;
  const folders = server.allowed_directories?.map((folder) => expandPath(folder, base, home)) ?? null;
  const confirm = server.confirm ?? false;
  return {
    name,
    source,
    enabled: server.enabled ?? true,
    command: started === null ? (server.command ?? null) : 'npx',
    args: started === null ? (server.args ?? []) : ['-y', started],
    env: { ...(started === null ? {} : preset?.env), ...server.env },
    cwd: expandPath(server.cwd ?? '.', base, home),
    url: server.url ?? (bare ? (preset?.url ?? null) : null),
    headers: server.headers ?? {},
    builtIn,
    allowedDirectories: folders ?? (builtIn ? builtInFolders(cwd) : null),
    allowTools: server.allow_tools ?? null,
    denyTools: server.deny_tools ?? [],
    readOnly: server.read_only ?? false,
    readTools: server.read_tools ?? [...(preset?.readTools ?? [])],
    confirm: confirm === true ? ['*'] : confirm === false ? [] : confirm,
    maxResultBytes: Math.round((server.max_result_kb ?? DEFAULT_RESULT_KB) * KIB),
    callsPerMinute: server.calls_per_minute ?? null,
    connectMs: Math.round((server.timeouts?.connect_s ?? DEFAULT_CONNECT_S) * 1000),
    callMs: Math.round((server.timeouts?.call_s ?? DEFAULT_CALL_S) * 1000),
    shared: server.shared ?? false,
  };
}

/** The MCP part of a configuration: its servers in the file's order, then the presets that it does not name. */
export function mcpConfig(file: FileConfig, places: { base: string; cwd: string; home: string }): McpConfig {
  const named = Object.entries(file.mcp?.servers ?? {});
  const servers = named.map(([name, server]) => serverOf(name, server, presetOf(name), 'config', places));
  for (const preset of PRESETS) {
    if (named.some(([name]) => name === preset.name)) continue;
    servers.push(serverOf(preset.name, {}, preset, preset.package === null ? 'built-in' : 'preset', places));
  }
  return { servers, confirmMs: Math.round((file.mcp?.confirm_s ?? DEFAULT_CONFIRM_S) * 1000) };
}

/** Checks the servers' names, and that each says how it is reached. */
export function checkMcpServers(tree: Tree, problems: Problems): void {
  for (const [name, server] of entriesAt(tree.value, ['mcp', 'servers'])) {
    const path = ['mcp', 'servers', name];
    if (name === OWN_MCP_SERVER) {
      problems.add(path, `is the name of this program's own server: choose another`);
    } else if (!NAME.test(name) || name.length > LONGEST_NAME) {
      problems.add(
        path,
        `must be named with letters, digits, - and single _ within (at most ${LONGEST_NAME}): it becomes part of tool names`,
      );
    }
    const preset = presetOf(name);
    if (at(server, ['start']) === true && (preset?.package ?? null) === null) {
      const startable = PRESETS.filter((one) => one.package !== null).map((one) => one.name);
      problems.add(
        [...path, 'start'],
        `is for ${startable.join(', ')}: leave it out${preset === undefined ? ', and give the server a command' : ''}`,
      );
      continue;
    }
    const given = (key: string): boolean =>
      at(server, [key]) !== undefined || tree.unset.has(pathId([...path, key]));
    if (typeof server === 'object' && !given('command') && !given('url') && preset === undefined) {
      problems.add(path, 'needs a command or a url');
    }
  }
}

/** The presets as they are without any configuration, for programs that use the client alone. */
export function mcpPresets(cwd: string): McpServerConfig[] {
  return mcpConfig({}, { base: cwd, cwd, home: cwd }).servers;
}
