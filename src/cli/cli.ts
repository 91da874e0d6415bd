import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type { Messages } from './messages/index.ts';
import type { StartProgram } from './program.ts';

/** What every command gets: the world around it. */
export interface Cli {
  /** Arguments after the program's name. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The person's home folder. */
  home: string;
  /** The file that runs this program, for `--detach`. */
  entry: string;
  /** How a person calls this program: `kimi-proxy`, or `node dist/main.js` in a checkout. */
  program: string;
  version: string;
  startProgram: StartProgram;
  stdout: Writable;
  stderr: Writable;
  /** Where signals come from: the process itself. */
  signals: EventEmitter;
  messages: Messages;
}

/** Options that every command understands, as they were given. */
export interface CommonFlags {
  config?: string;
  dataDir?: string;
}

/** Options of `start`. */
export interface StartFlags extends CommonFlags {
  host?: string;
  port?: number;
  logLevel?: string;
  detach?: boolean;
}

/** Exit codes beside 0 (`status` as systemd and LSB have it). */
export const EXIT = { failed: 1, usage: 2, notRunning: 3 } as const;

/** Ends a command with one sentence on standard error. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** Writes a line to standard output. */
export function say(cli: Cli, line: string): void {
  cli.stdout.write(`${line}\n`);
}

/** Writes a line to standard error. */
export function warn(cli: Cli, line: string): void {
  cli.stderr.write(`${line}\n`);
}
