import { Command, CommanderError } from 'commander';
import { type Cli, CliError, type CommonFlags, EXIT, type StartFlags, warn } from './cli.ts';
import type { McpFlags } from './commands/mcp.ts';
import type { VocabFlags } from './commands/vocab.ts';
import type { ConnectFlags } from './connect/target.ts';

interface LogFlags extends CommonFlags {
  lines: number;
  follow?: boolean;
}

interface ExportFlags extends CommonFlags {
  session?: number;
  output?: string;
}

const LOG_LINES = 100;

/** Reads the command line and runs the command; settles with its exit code. Each command is loaded when it is asked for. */
export async function parse(cli: Cli): Promise<number> {
  const { help, usage } = cli.messages;
  let exitCode = 0;
  const program = new Command('kimi-proxy')
    .description(help.description)
    .version(cli.version, '-V, --version', help.version)
    .helpOption('-h, --help', help.help)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      writeErr: () => {},
    })
    .configureHelp({ styleTitle: (title) => titles(cli)[title] ?? title });
  const add = (name: string, description: string): Command =>
    program
      .command(name, { isDefault: name === 'start' })
      .description(description)
      .option('--config <FILE>', help.config)
      .option('--data-dir <DIR>', help.dataDir);

  add('start', help.start)
    .option('--host <HOST>', help.host)
    .option('--port <PORT>', help.port, wholeNumber(cli, '--port'))
    .option('--log-level <LEVEL>', help.logLevel)
    .option('--detach', help.detach)
    .allowExcessArguments()
    .action(async (flags: StartFlags, command: Command) => {
      const [extra] = command.args;
      if (extra !== undefined) {
        const named = cli.argv.find((word) => !word.startsWith('-')) === 'start';
        throw new CliError(named ? usage.excessArguments : usage.unknownCommand(extra), EXIT.usage);
      }
      exitCode = await (await import('./commands/start.ts')).start(cli, flags);
    });
  add('stop', help.stop).action(async (flags: CommonFlags) => {
    exitCode = await (await import('./commands/stop.ts')).stop(cli, flags);
  });
  add('status', help.status).action(async (flags: CommonFlags) => {
    exitCode = await (await import('./commands/status.ts')).status(cli, flags);
  });
  add('logs', help.logs)
    .option('-n, --lines <N>', help.lines, wholeNumber(cli, '-n'), LOG_LINES)
    .option('-f, --follow', help.follow)
    .action(async (flags: LogFlags) => {
      exitCode = await (await import('./commands/logs.ts')).logs(cli, flags);
    });
  add('check', help.check)
    .option('--host <HOST>', help.host)
    .option('--port <PORT>', help.port, wholeNumber(cli, '--port'))
    .option('--log-level <LEVEL>', help.logLevel)
    .action(async (flags: StartFlags) => {
      exitCode = (await import('./commands/check.ts')).check(cli, flags);
    });
  add('export', help.export)
    .argument('<format>', help.format)
    .option('--session <ID>', help.session, wholeNumber(cli, '--session'))
    .option('--output <FILE>', help.output)
    .action(async (format: string, flags: ExportFlags) => {
      if (format !== 'csv' && format !== 'json') throw new CliError(usage.badFormat(format), EXIT.usage);
      exitCode = await (await import('./commands/export.ts')).exportSession(cli, { ...flags, format });
    });
  add('connect', help.connect)
    .argument('[tool]', help.tool)
    .option('--write', help.write)
    .option('--undo', help.undo)
    .option('--check', help.checkTool)
    .option('--model <MODEL>', help.model)
    .option('--session <NAME>', help.sessionName)
    .option('--url <URL>', help.url)
    .action(async (tool: string | undefined, flags: ConnectFlags) => {
      exitCode = await (await import('./commands/connect.ts')).connect(cli, tool, flags);
    });

  add('vocab', help.vocab)
    .argument('<action>', help.vocabAction)
    .argument('[name]', help.vocabName)
    .option('--file <PATH>', help.vocabFile)
    .option('--accept', help.accept)
    .action(async (action: string, name: string | undefined, flags: VocabFlags) => {
      exitCode = await (await import('./commands/vocab.ts')).vocab(cli, action, name, flags);
    });

  add('mcp', help.mcp)
    .argument('<server>', help.mcpServer)
    .option('--allow <DIR>', help.allow, (folder: string, before: string[] = []) => [...before, folder])
    .action(async (server: string, flags: McpFlags) => {
      exitCode = await (await import('./commands/mcp.ts')).mcp(cli, server, flags);
    });

  await program.parseAsync(cli.argv, { from: 'user' });
  return exitCode;
}

/** True for what the command line's reader throws: a mistake in it, or help and version, which are none. */
export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

/** Says what is wrong with the command line; the exit code. */
export function explainUsage(cli: Cli, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  const { usage } = cli.messages;
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const sentences: Record<string, string> = {
    'commander.unknownOption': usage.unknownOption(name),
    'commander.missingArgument': usage.missingArgument(name),
    'commander.optionMissingArgument': usage.optionMissingArgument(name),
    'commander.excessArguments': usage.excessArguments,
  };
  const suggestion = /\(Did you mean (.+)\?\)/.exec(error.message)?.[1];
  const sentence = sentences[error.code] ?? error.message;
  warn(cli, suggestion === undefined ? sentence : usage.didYouMean(sentence, suggestion));
  return EXIT.usage;
}

function wholeNumber(cli: Cli, name: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new CliError(cli.messages.usage.badNumber(name, text), EXIT.usage);
  };
}

function titles({ messages: { help } }: Cli): Record<string, string> {
  return {
    'Usage:': help.usageTitle,
    'Options:': help.optionsTitle,
    'Commands:': help.commandsTitle,
    'Arguments:': help.argumentsTitle,
  };
}
