import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  remove(): void;
}

/** Makes the folders; to be removed. */
export function makeBed(): Bed {
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'kimi-rules-')));
  const inside = path.join(scratch, 'inside');
  const outside = path.join(scratch, 'outside');
  mkdirSync(path.join(inside, 'sub'), { recursive: true });
  mkdirSync(path.join(scratch, 'inside-not'));
  mkdirSync(outside);
  writeFileSync(path.join(inside, 'a.txt'), '');
  symlinkSync(outside, path.join(inside, 'out'));
  symlinkSync('loop-b', path.join(inside, 'loop-a'));
  symlinkSync('loop-a', path.join(inside, 'loop-b'));
  symlinkSync(path.join(inside, 'sub'), path.join(inside, 'in'));
  symlinkSync(inside, path.join(scratch, 'alias'));
  const rules = rulesOf({ allowedDirectories: [inside], cwd: inside });
  return {
    scratch,
    inside,
    outside,
    rules,
    refused: async (args, of = toolOf(), by = rules) =>
      (await refusalOfArguments(by, of, args))?.reason ?? '',
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}
