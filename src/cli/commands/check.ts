import { ConfigError, loadConfig } from '../../config/index.ts';
import { columns, whyOff, whyOn } from '../banner.ts';
import { type Cli, EXIT, type StartFlags, say, warn } from '../cli.ts';
import { sources, withLogLevel } from '../configuration.ts';

/** Validates the configuration: where each value came from and which providers are on, or every problem and exit 1. */
export function check(cli: Cli, flags: StartFlags): number {
  const { banner: text, check: words, sentence, start } = cli.messages;
  try {
    const config = withLogLevel(cli, flags, loadConfig(sources(cli, flags)));
    const on = config.providers.filter((provider) => provider.on);
    const off = config.providers.filter((provider) => !provider.on);
    say(cli, `${text.configuration}: ${config.file ?? text.noFile}`);
    say(cli, `\n${words.values}`);
    for (const line of threeColumns(config.origins.map(({ path, value, from }) => [path, value, from])))
      say(cli, line);
    say(cli, `\n${text.providersOn}`);
    for (const line of columns(on.map((one) => [one.name, whyOn(cli.messages, config, one)]))) say(cli, line);
    if (off.length > 0) say(cli, `\n${text.providersOff}`);
    for (const line of columns(off.map((one) => [one.name, whyOff(cli.messages, one)]))) say(cli, line);
    say(cli, '');
    for (const warning of config.warnings) warn(cli, start.warning(sentence(warning)));
    say(cli, words.good);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    warn(cli, words.bad(Math.max(1, error.problems.length)));
    const problems = error.problems.length > 0 ? error.problems : [error];
    for (const problem of problems) warn(cli, `  ${sentence(problem.message)}`);
    return EXIT.failed;
  }
}

function threeColumns(rows: [string, string, string][]): string[] {
  const width = Math.max(0, ...rows.map(([, value]) => value.length));
  return columns(rows.map(([path, value, from]) => [path, `${value.padEnd(width)}  ${from}`]));
}
