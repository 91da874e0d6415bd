import { setTimeout as wait } from 'node:timers/promises';
import { type Cli, CliError, type CommonFlags, say } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { placeOf } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { liveHolder } from '../lock-file.ts';
import { errorCode } from '../messages/index.ts';
import { isSameProcess } from '../process-mark.ts';

/** Running streams get 30 s (drain); the rest is for writing everything down. */
const PATIENCE_MS = 35_000;
const LOOK_EVERY_MS = 50;

/** Tells the program on the data folder to end, and waits until it has. */
export async function stop(cli: Cli, flags: CommonFlags): Promise<number> {
  const text = cli.messages.stop;
  const { dataDir } = placeOf(cli, flags);
  const { lock } = filesOf(dataDir);
  const holder = liveHolder(lock);
  if (holder === null) {
    say(cli, text.notRunning(dataDir));
    return 0;
  }
  try {
    process.kill(holder.pid, 'SIGTERM');
  } catch (error) {
    if (errorCode(error) === 'EPERM') throw new CliError(text.forbidden(holder.pid));
    if (errorCode(error) !== 'ESRCH') throw error;
  }
  say(cli, text.waiting(holder.pid));
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    if (!isSameProcess(holder)) {
      say(cli, text.stopped);
      return 0;
    }
    await wait(LOOK_EVERY_MS);
  }
  throw new CliError(text.stillRunning(holder.pid, commandLine(cli, flags, 'stop')));
}
