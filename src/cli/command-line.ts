import path from 'node:path';
import { shellWord } from '../exchange/index.ts';
import type { Cli, CommonFlags } from './cli.ts';

/**
 * How a person calls the program: `kimi-proxy` where it is installed, else by the file that is run.
 *
 * @param invokedAs what was called, `process.argv[1]`; undefined where nobody knows
 */
export function programName(invokedAs: string | undefined, entry: string, cwd: string): string {
  if (invokedAs === undefined || /^kimi-proxy(?:\.|$)/.test(path.basename(invokedAs))) return 'kimi-proxy';
  const near = path.relative(cwd, entry);
  return `node ${quoted(near.startsWith('..') || path.isAbsolute(near) ? entry : near)}`;
}

/** A command to type that means this very program: with the configuration and the folder that were given. */
export function commandLine(cli: Pick<Cli, 'program'>, flags: CommonFlags, command: string): string {
  const { config, dataDir } = flags;
  const given: [string, string | undefined][] = [
    ['--config', config],
    ['--data-dir', dataDir],
  ];
  const options = given.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)]));
  return [cli.program, command, ...options].join(' ');
}

/** A word of the person's own shell: a backslash is of a path of Windows, whose shells leave it alone. */
function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : shellWord(word);
}
