import { statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { builtInFolders } from '../../config/index.ts';
import { type Cli, CliError, type CommonFlags, EXIT } from '../cli.ts';

export interface McpFlags extends CommonFlags {
  allow?: string[];
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}

/** The folders that may be read, absolute. Throws a {@link CliError} where a named one is none. */
function foldersOf({ cwd, messages }: Cli, { allow }: McpFlags): string[] {
  if (allow === undefined) return builtInFolders(cwd);
  return allow.map((name) => {
    const folder = path.resolve(cwd, name);
    if (!isFolder(folder)) throw new CliError(messages.mcp.noFolder(folder), EXIT.usage);
    return folder;
  });
}

/** Serves one of our own MCP servers over stdio until its client goes, or a signal comes. */
export async function mcp(
  cli: Cli,
  server: string,
  flags: McpFlags,
  stdin: Readable = process.stdin,
): Promise<number> {
  if (server !== 'json-query') throw new CliError(cli.messages.mcp.unknownServer(server), EXIT.usage);
  const allowedDirectories = foldersOf(cli, flags);
  const { serveJsonQuery } = await import('../../mcp/index.ts');
  const { stdout, signals, version } = cli;
  await serveJsonQuery({ allowedDirectories, version, stdin, stdout, signals });
  return 0;
}
