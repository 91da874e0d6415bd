import { closeSync, openSync } from 'node:fs';
import { type Config, ConfigError, loadConfig, needRestart, watchConfig } from '../config/index.ts';
import { type Cli, type StartFlags, say, warn } from './cli.ts';
import { problemsText, sources, withLogLevel } from './configuration.ts';
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
    for (const warning of config.warnings) warn(cli, text.warning(cli.messages.sentence(warning)));
    const fixed = needRestart(first, config);
    say(cli, fixed.length === 0 ? text.reloaded : text.reloadedElsewhere(fixed.join(', ')));
  };
  const refuse = (error: ConfigError): void => {
    program.reloadRefused?.(error.message, error.problems);
    warn(cli, text.reloadRefused(problemsText(cli, error)));
  };
  const onHangUp = (): void => {
    if (terminalIsGone(cli)) {
      cli.signals.emit('SIGTERM');
      return;
    }
    try {
      accept(loadConfig(sources(cli, flags)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      refuse(error);
    }
  };
  const watcher = watchConfig(first, sources(cli, flags), {
    onConfig: accept,
    onError: refuse,
  });
  cli.signals.on('SIGHUP', onHangUp);
  return {
    close: () => {
      cli.signals.off('SIGHUP', onHangUp);
      watcher.close();
    },
  };
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
