import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { McpServerConfig } from '../../../../src/config/index.ts';
import { refusalOfArguments } from '../../../../src/mcp/policy/index.ts';
import { rulesOf } from './rules.ts';

/** A tool whose arguments have these schemas, and whose name says nothing. */
export const toolOf = (properties: Record<string, unknown> = {}, name = 'load') => ({
  name,
  inputSchema: { type: 'object', properties },
});

/** An allowed folder, with links in it that stay and links that lead out. */
export interface Bed {
  /** Holds the two others. */
  scratch: string;
  inside: string;
  outside: string;
  rules: McpServerConfig;
  /** Why the rules refuse arguments; empty where they don't. */
  refused(args: unknown, of?: { name: string }, by?: McpServerConfig): Promise<string>;
  remove(): Promise<void>;
}

/** Makes the folders; to be removed. */
export async function makeBed(): Promise<Bed> {
  const scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'kimi-rules-')));
  const inside = path.join(scratch, 'inside');
  const outside = path.join(scratch, 'outside');
  await mkdir(path.join(inside, 'sub'), { recursive: true });
  await mkdir(path.join(scratch, 'inside-not'));
  await mkdir(outside);
  await writeFile(path.join(inside, 'a.txt'), '');
  await symlink(outside, path.join(inside, 'out'));
  await symlink('loop-b', path.join(inside, 'loop-a'));
  await symlink('loop-a', path.join(inside, 'loop-b'));
  await symlink(path.join(inside, 'sub'), path.join(inside, 'in'));
  await symlink(inside, path.join(scratch, 'alias'));
  const rules = rulesOf({ allowedDirectories: [inside], cwd: inside });
  return {
    scratch,
    inside,
    outside,
    rules,
    refused: async (args, of = toolOf(), by = rules) =>
      (await refusalOfArguments(by, of, args))?.reason ?? '',
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}
