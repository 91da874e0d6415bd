import type { EventEmitter } from 'node:events';
import { homedir } from 'node:os';
import type { Writable } from 'node:stream';
import { type Cli, CliError, EXIT, warn } from './cli.ts';
import { programName } from './command-line.ts';
import { explainUsage, isUsageError, parse } from './commands.ts';
import { messagesFor } from './messages/index.ts';
import type { StartProgram } from './program.ts';

export interface CliOptions {
  /** Arguments after the program's name. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  /** The file that runs this program: `--detach` starts it again. */
  entry: string;
  /** What was called, `process.argv[1]`; `kimi-proxy` where nothing is said. */
  invokedAs?: string | undefined;
  version: string;
  startProgram: StartProgram;
  cwd?: string;
  home?: string;
  stdout?: Writable;
  stderr?: Writable;
  signals?: EventEmitter;
}

/**
 * Runs one command and settles with the exit code once it is done; `start` is done when the program has ended.
 * What a person can mend is one sentence on standard error; with KIMI_PROXY_DEBUG=1 or `--log-level debug` the
 * stack, too. Never rejects.
 */
export async function runCli(options: CliOptions): Promise<number> {
  const cwd = options.cwd ?? process.cwd();
  const cli: Cli = {
    argv: options.argv,
    env: options.env,
    cwd,
    home: options.home ?? (options.env.HOME || homedir()),
    entry: options.entry,
    program: programName(options.invokedAs, options.entry, cwd),
    version: options.version,
    startProgram: options.startProgram,
    stdout: options.stdout ?? process.stdout,
    stderr: options.stderr ?? process.stderr,
    signals: options.signals ?? process,
    messages: await messagesFor(options.env),
  };
  // A reader that went away (`kimi-proxy | head`) is no reason to end; it may show after the last word.
  for (const output of [cli.stdout, cli.stderr]) output.on('error', () => {});
  try {
    return await parse(cli);
  } catch (error) {
    if (isUsageError(error)) return explainUsage(cli, error);
    warn(cli, error instanceof CliError ? error.message : cli.messages.start.bug);
    if (!(error instanceof CliError) || wantsStack(cli)) warn(cli, stackOf(error));
    return error instanceof CliError ? error.exitCode : EXIT.failed;
  }
}

function wantsStack({ env, argv }: Cli): boolean {
  return env.KIMI_PROXY_DEBUG === '1' || /--log-level[= ]debug\b/.test(argv.join(' '));
}

function stackOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `\n${error.cause.stack}` : '';
  return `${error instanceof Error ? error.stack : String(error)}${cause}`;
}
