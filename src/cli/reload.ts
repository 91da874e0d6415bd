import { closeSync, openSync } from 'node:fs';
import { type Config, watchConfig } from '../config/index.ts';
import { type Cli, CliError, type StartFlags, say, warn } from './cli.ts';
import { load, problemsText, sources, withLogLevel } from './configuration.ts';
import type { Program } from './program.ts';

/**
 * Gives the program a new configuration when its file changes, or on SIGHUP. A configuration that cannot be used
 * is reported, and the old one stays. `first` is the configuration as it was loaded.
 */
export function followConfiguration(
  cli: Cli,
  flags: StartFlags,
  first: Config,
  program: Program,
): { close(): void } {
  const text = cli.messages.start;
  const accept = (config: Config): void => {
    program.reload(withLogLevel(cli, flags, config));
    for (const warning of config.warnings) warn(cli, text.warning(warning));
    const fixed = needRestart(first, config);
    say(cli, fixed.length === 0 ? text.reloaded : text.reloadedElsewhere(fixed.join(', ')));
  };
  const refuse = (reason: string): void => {
    program.reloadRefused?.(reason);
    warn(cli, text.reloadRefused(reason));
  };
  const onHangUp = (): void => {
    if (terminalIsGone(cli)) {
      cli.signals.emit('SIGTERM');
      return;
    }
    try {
      accept(load(cli, flags));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      refuse(error.message);
    }
  };
  const watcher = watchConfig(first, sources(cli, flags), {
    onConfig: accept,
    onError: (error) => refuse(problemsText(cli, error)),
  });
  cli.signals.on('SIGHUP', onHangUp);
  return {
    close: () => {
      cli.signals.off('SIGHUP', onHangUp);
      watcher.close();
    },
  };
}

/** Settings that are only read at start. */
function needRestart(first: Config, next: Config): string[] {
  const fixed: [string, unknown, unknown][] = [
    ['host', first.server.host, next.server.host],
    ['port', first.server.port, next.server.port],
    ['data_dir', first.dataDir, next.dataDir],
    ['log_level', first.logLevel, next.logLevel],
  ];
  return fixed.filter(([, before, after]) => before !== after).map(([name]) => name);
}

/** SIGHUP is also what a program gets whose terminal was closed: then there is nobody left to serve. */
function terminalIsGone(cli: Cli): boolean {
  if (!('isTTY' in cli.stdout) || cli.stdout.isTTY !== true) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}
