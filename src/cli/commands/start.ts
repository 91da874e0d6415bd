import { banner } from '../banner.ts';
import { type Cli, CliError, type StartFlags, say, warn } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { load, withLogLevel } from '../configuration.ts';
import { filesOf, openDataFolder } from '../data-folder.ts';
import { explainStart, oneLine } from '../explain.ts';
import { type HeldLock, takeLock } from '../lock-file.ts';
import { rotateLog } from '../log-file.ts';
import { markProcess } from '../process-mark.ts';
import type { Program } from '../program.ts';
import { followConfiguration } from '../reload.ts';
import { createSignalGate } from '../signals.ts';
import { BACKGROUND, detach, reportToParent } from './detach.ts';

const ROTATE_EVERY_MS = 10_000;

/** Serves until a signal ends it; 0 where everything is recorded then. */
export async function start(cli: Cli, flags: StartFlags): Promise<number> {
  const inBackground = cli.env[BACKGROUND] === '1';
  try {
    return await run(cli, flags, inBackground);
  } catch (error) {
    if (inBackground) reportToParent({ failed: oneLine(error) });
    throw error;
  }
}

async function run(cli: Cli, flags: StartFlags, inBackground: boolean): Promise<number> {
  const loaded = load(cli, flags);
  const config = withLogLevel(cli, flags, loaded);
  if (flags.detach) return detach(cli, flags, config.dataDir);
  openDataFolder(cli, config.dataDir);
  const files = filesOf(config.dataDir);
  const lock = takeFolder(cli, flags, config.dataDir, files.lock);
  const ending = listenForSignals(cli);
  try {
    const program = await Promise.race([
      cli.startProgram(config, { version: cli.version }),
      ending.aborted,
    ]).catch((error: unknown) => {
      throw explainStart(cli, config, error);
    });
    if (program === ABORTED) return 1;
    const reloading = followConfiguration(cli, flags, loaded, program);
    lock.announce(program.url);
    const text = banner(cli.messages, config, {
      version: cli.version,
      url: program.url,
      log: inBackground ? files.log : null,
      command: (name) => commandLine(cli, flags, name),
    });
    for (const warning of config.warnings)
      warn(cli, cli.messages.start.warning(cli.messages.sentence(warning)));
    cli.stdout.write(text);
    if (inBackground) reportToParent({ ready: text });
    const rotation = inBackground ? setInterval(() => rotateLog(files.log), ROTATE_EVERY_MS) : undefined;
    await ending.asked;
    reloading.close();
    clearInterval(rotation);
    const code = await end(cli, program, ending.aborted);
    return ending.crashed() ? 1 : code;
  } finally {
    ending.close();
    lock.release();
  }
}

function takeFolder(cli: Cli, flags: StartFlags, dataDir: string, path: string): HeldLock {
  const at = new Date().toISOString();
  const result = takeLock(path, markProcess(), { version: cli.version, at });
  if ('held' in result) return result.held;
  const { pid, url } = result.holder;
  const stop = commandLine(cli, flags, 'stop');
  throw new CliError(cli.messages.start.alreadyRunning(pid, dataDir, url, stop));
}

/** Drains, and aborts where a second signal asks for it. */
async function end(cli: Cli, program: Program, aborted: Promise<typeof ABORTED>): Promise<number> {
  const text = cli.messages.start;
  say(cli, text.draining(program.running()));
  const abort = async (): Promise<void> => {
    await aborted;
    say(cli, text.aborting);
    await program.abort();
  };
  try {
    await Promise.race([program.drain(), abort()]);
    say(cli, text.ended);
    return 0;
  } catch (error) {
    warn(cli, text.failedEnding(cli.messages.sentence(oneLine(error))));
    return 1;
  }
}

const ABORTED = Symbol('aborted');

interface Ending {
  /** Settles with the first signal that ends the program. */
  asked: Promise<void>;
  /** Settles with the second. */
  aborted: Promise<typeof ABORTED>;
  /** True where it ends for an error of its own that nobody caught. */
  crashed(): boolean;
  close(): void;
}

function listenForSignals(cli: Cli): Ending {
  let drain: () => void = () => {};
  let abort: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    drain = resolve;
  });
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    abort = () => resolve(ABORTED);
  });
  const onSignal = createSignalGate({ drain, abort });
  let crashed = false;
  const onCrash = (error: unknown): void => {
    crashed = true;
    warn(cli, `${cli.messages.start.bug}\n${error instanceof Error ? error.stack : String(error)}`);
    drain();
    abort();
  };
  cli.signals.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('uncaughtException', onCrash);
  return {
    asked,
    aborted,
    crashed: () => crashed,
    close: () => {
      cli.signals.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('uncaughtException', onCrash);
    },
  };
}
