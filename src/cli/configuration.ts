import path from 'node:path';
import { type Config, ConfigError, loadConfig } from '../config/index.ts';
import type { Cli, CommonFlags, StartFlags } from './cli.ts';
import { CliError } from './cli.ts';

/** What `loadConfig` and `watchConfig` need to know of this command's world. */
export function sources(cli: Cli, flags: StartFlags) {
  return {
    flags: {
      ...(flags.host === undefined ? {} : { host: flags.host }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
      ...(flags.config === undefined ? {} : { config: flags.config }),
      ...(flags.dataDir === undefined ? {} : { dataDir: flags.dataDir }),
      ...(flags.logLevel === undefined ? {} : { logLevel: flags.logLevel }),
    },
    env: cli.env,
    cwd: cli.cwd,
    home: cli.home,
  };
}

/** The configuration, or all that is wrong with it as one {@link CliError}. */
export async function load(cli: Cli, flags: StartFlags): Promise<Config> {
  try {
    return await loadConfig(sources(cli, flags));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliError(problemsText(cli, error), 1, { cause: error });
  }
}

/** One sentence for one problem; a heading and a line each for several. */
export function problemsText(cli: Cli, error: ConfigError): string {
  const problems = error.problems.map((problem) => problem.message);
  if (problems.length < 2) return problems[0] ?? error.message;
  return [cli.messages.check.bad(problems.length), ...problems.map((problem) => `  ${problem}`)].join('\n');
}

/**
 * The data folder for commands that look after a running program. A configuration that cannot be used must not
 * keep anyone from stopping it: then the flag, the variable or the usual place says where the folder is.
 */
export async function dataFolder(cli: Cli, flags: CommonFlags): Promise<string> {
  try {
    return (await loadConfig(sources(cli, flags))).dataDir;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { env, cwd, home } = cli;
    const named = flags.dataDir ?? env.KIMI_PROXY_DATA_DIR;
    if (named) return path.resolve(cwd, named);
    const shared = env.XDG_DATA_HOME;
    return path.join(
      shared && path.isAbsolute(shared) ? shared : path.join(home, '.local', 'share'),
      'kimi-proxy',
    );
  }
}
