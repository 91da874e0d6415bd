import path from 'node:path';
import { type Config, ConfigError, flagOrigin, loadConfig } from '../config/index.ts';
import type { Cli, CommonFlags, StartFlags } from './cli.ts';
import { CliError, EXIT } from './cli.ts';

/** What `loadConfig` and `watchConfig` need to know of this command's world. */
export function sources(cli: Cli, flags: StartFlags) {
  return {
    flags: {
      ...(flags.host === undefined ? {} : { host: flags.host }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
      ...(flags.config === undefined ? {} : { config: flags.config }),
      ...(flags.dataDir === undefined ? {} : { dataDir: flags.dataDir }),
    },
    env: cli.env,
    cwd: cli.cwd,
    home: cli.home,
  };
}

/** The configuration, or all that is wrong with it as one {@link CliError}. */
export function load(cli: Cli, flags: StartFlags): Config {
  try {
    return loadConfig(sources(cli, flags));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliError(problemsText(cli, error), 1, { cause: error });
  }
}

const LOG_LEVELS: Record<string, Config['logLevel']> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  silent: 'silent',
};

/** `--log-level` goes before the file. Throws a {@link CliError} where there is no such level. */
export function withLogLevel(cli: Cli, flags: StartFlags, config: Config): Config {
  if (flags.logLevel === undefined) return config;
  const logLevel = LOG_LEVELS[flags.logLevel];
  if (logLevel === undefined) {
    const names = Object.keys(LOG_LEVELS).join(', ');
    throw new CliError(cli.messages.usage.badLevel(flags.logLevel, names), EXIT.usage);
  }
  const origin = flagOrigin('log_level', logLevel, '--log-level');
  return {
    ...config,
    logLevel,
    origins: config.origins.map((one) => (one.path === 'log_level' ? origin : one)),
  };
}

/** One sentence for one problem; a heading and a line each for several. */
export function problemsText(cli: Cli, error: ConfigError): string {
  const { sentence } = cli.messages;
  const problems = error.problems.map(({ message }) => sentence(message));
  if (problems.length < 2) return problems[0] ?? sentence(error.message);
  return [cli.messages.check.bad(problems.length), ...problems.map((problem) => `  ${problem}`)].join('\n');
}

/** What the commands that look after a running program need to know. */
export interface Place {
  dataDir: string;
  /** What the running program asks for; null where it asks for none, or nobody can tell. */
  authToken: string | null;
}

/**
 * Where the program runs. A configuration that cannot be used must not keep anyone from stopping it: then the flag,
 * the variable or the usual place says where the data folder is.
 */
export function placeOf(cli: Cli, flags: CommonFlags): Place {
  try {
    const config = loadConfig(sources(cli, flags));
    return { dataDir: config.dataDir, authToken: config.server.authToken };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { env, cwd, home } = cli;
    const named = flags.dataDir ?? env.KIMI_PROXY_DATA_DIR;
    if (named) return { dataDir: path.resolve(cwd, named), authToken: null };
    const shared = env.XDG_DATA_HOME;
    const base = shared && path.isAbsolute(shared) ? shared : path.join(home, '.local', 'share');
    return { dataDir: path.join(base, 'kimi-proxy'), authToken: null };
  }
}
