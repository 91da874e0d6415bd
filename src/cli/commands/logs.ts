import { type Cli, CliError, type CommonFlags } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { placeOf } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { lastLines, readRange, sizeOf } from '../log-file.ts';

const LOOK_EVERY_MS = 200;

/** Shows the last lines of the log; with `follow` goes on until a signal comes. */
export async function logs(
  cli: Cli,
  flags: CommonFlags & { lines: number; follow?: boolean },
): Promise<number> {
  const { log } = filesOf(placeOf(cli, flags).dataDir);
  if (sizeOf(log) < 0)
    throw new CliError(cli.messages.logs.none(log, `${commandLine(cli, flags, 'start')} --detach`));
  const { bytes, end } = lastLines(log, flags.lines);
  cli.stdout.write(bytes);
  if (flags.follow) await follow(cli, log, end);
  return 0;
}

/** Shows what is appended. A log that became shorter was moved aside: it is read from its beginning. */
function follow(cli: Cli, log: string, from: number): Promise<void> {
  let shown = from;
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        const size = sizeOf(log);
        if (size < shown) shown = 0;
        if (size <= shown) return;
        const bytes = readRange(log, shown, size);
        shown += bytes.length;
        cli.stdout.write(bytes);
      } catch (error) {
        end();
        reject(error);
      }
    }, LOOK_EVERY_MS);
    const end = (): void => {
      clearInterval(timer);
      cli.signals.off('SIGINT', end).off('SIGTERM', end);
      cli.stdout.off('close', end);
      resolve();
    };
    cli.signals.on('SIGINT', end).on('SIGTERM', end);
    cli.stdout.on('close', end);
  });
}
