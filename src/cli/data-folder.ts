import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { databaseFile } from '../storage/index.ts';
import type { Cli } from './cli.ts';
import { CliError } from './cli.ts';
import { reasonOf } from './messages/index.ts';

/** The files of a data folder that the commands know. */
export function filesOf(dataDir: string): { lock: string; log: string; database: string } {
  const file = (ending: string): string => path.join(dataDir, `kimi-proxy.${ending}`);
  return { lock: file('lock'), log: file('log'), database: databaseFile(dataDir) };
}

/** Makes the folder where it is missing (for this user alone) and writes a file into it; throws a sentence where it cannot. */
export function openDataFolder(cli: Cli, dataDir: string): void {
  const probe = path.join(dataDir, `.writable-${process.pid}`);
  try {
    if (mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(dataDir, 0o700);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe, { force: true });
  } catch (error) {
    const { messages } = cli;
    throw new CliError(messages.start.dataUnwritable(dataDir, reasonOf(messages, error)), 1, {
      cause: error,
    });
  }
}
