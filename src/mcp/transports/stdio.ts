import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isRpcMessage } from '../rpc.ts';
import { createLineReader } from './lines.ts';
import { NotSent, unheard, type Wire } from './wire.ts';

/** What a server inherits of our environment: never our keys. As the SDK's own client has it, with a locale. */
const INHERITED =
  process.platform === 'win32'
    ? [
        'APPDATA',
        'HOMEDRIVE',
        'HOMEPATH',
        'LOCALAPPDATA',
        'PATH',
        'PATHEXT',
        'PROCESSOR_ARCHITECTURE',
        'PROGRAMFILES',
        'SYSTEMDRIVE',
        'SYSTEMROOT',
        'TEMP',
        'USERNAME',
        'USERPROFILE',
      ]
    : ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'USER'];

/** Ms that a server has to end by itself after its input is closed, and again after it is asked to. */
const GOODBYE_MS = 1_000;
/** Bytes of nonsense on a server's output, and of its error output, that are read in a second. */
const JUNK_BYTES = 4 * 1024 * 1024;
const LONGEST_ERROR_LINE = 64 * 1024;

export interface StdioOptions {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Bytes of the longest message. */
  longest: number;
  /** A line of its error output. */
  onErrorLine(line: string): void;
}

/** The environment of a server: what it inherits, then what the configuration gives it. */
export function serverEnvironment(
  own: NodeJS.ProcessEnv,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = own[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...given };
}

/** Stops reading for the rest of a second in which more than so many bytes were of no use. */
function createBrake(stream: Readable): (bytes: number) => void {
  let used = 0;
  let counting = false;
  return (bytes) => {
    used += bytes;
    if (!counting) {
      counting = true;
      setTimeout(() => {
        counting = false;
        used = 0;
        stream.resume();
      }, 1000).unref();
    }
    if (used > JUNK_BYTES) stream.pause();
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // Its own group, so that what `npx` starts ends with it.
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended with exit code ${code}: see the log` : `it was ended by ${signal}`;
}

function startReason(options: StdioOptions, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') {
    return `the command ${JSON.stringify(options.command)} is not there, or its folder ${JSON.stringify(options.cwd)} is not: check command, cwd and PATH`;
  }
  if (error.code === 'EACCES') return `the command ${JSON.stringify(options.command)} may not be run`;
  return `the command could not be started (${error.code ?? error.name})`;
}

/** A server that is started here and spoken to line by line, on its input and output (the MCP stdio transport). */
export function createStdioWire(options: StdioOptions): Wire {
  let child: ChildProcess | null = null;
  let closing = false;
  let ended: (() => void) | null = null;
  const gone = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let told = false;

  const tell = (reason: string | null): void => {
    ended?.();
    if (told) return;
    told = true;
    wire.onClose(closing ? null : reason);
  };

  const listen = (running: ChildProcess): void => {
    const { stdout, stderr } = running;
    if (stdout === null || stderr === null) return;
    const junk = createBrake(stdout);
    const lines = createLineReader(options.longest, (line) => {
      if (line === '' || closing) return;
      let message: unknown = null;
      try {
        message = JSON.parse(line);
      } catch {
        // Not JSON: some servers write their logs there.
      }
      if (isRpcMessage(message)) wire.onMessage(message);
      else {
        junk(line.length);
        options.onErrorLine(line.slice(0, LONGEST_ERROR_LINE));
      }
    });
    stdout.on('data', (chunk: Buffer) => {
      if (!lines.push(chunk)) {
        tell(`it sent a message of more than ${options.longest} bytes`);
        killGroup(running, 'SIGKILL');
        return;
      }
      const wait = wire.pause();
      if (wait !== null) {
        stdout.pause();
        void wait.then(() => stdout.resume());
      }
    });
    stdout.once('end', () => {
      // Usually it is ending, and how says more.
      void within(GOODBYE_MS).then((isOver) => {
        if (isOver) return;
        tell('it closed its output');
        killGroup(running, 'SIGKILL');
      });
    });
    const noise = createBrake(stderr);
    let errors = createLineReader(LONGEST_ERROR_LINE, options.onErrorLine);
    stderr.on('data', (chunk: Buffer) => {
      noise(chunk.length);
      if (!errors.push(chunk)) errors = createLineReader(LONGEST_ERROR_LINE, options.onErrorLine);
    });
  };

  /** Whether it has ended, or ends within so many ms. */
  const within = (ms: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      void gone.then(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });

  const end = async (): Promise<void> => {
    const running = child;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    running.stdin?.end();
    if (await within(GOODBYE_MS)) return killGroup(running, 'SIGTERM');
    killGroup(running, 'SIGTERM');
    if (await within(GOODBYE_MS)) return;
    killGroup(running, 'SIGKILL');
    await gone;
  };

  const wire: Wire = {
    ...unheard(),
    kind: 'stdio',
    get pid() {
      return child?.pid ?? null;
    },
    start: () =>
      new Promise((resolve, reject) => {
        const made = spawn(options.command, [...options.args], {
          cwd: options.cwd,
          env: serverEnvironment(process.env, options.env),
          stdio: ['pipe', 'pipe', 'pipe'],
          detached: process.platform !== 'win32',
          windowsHide: true,
        });
        child = made;
        made.once('error', (error) => {
          const reason = startReason(options, error);
          reject(new NotSent(reason, { cause: error }));
          tell(reason);
        });
        made.once('spawn', resolve);
        made.once('exit', (code, signal) => {
          tell(exitReason(code, signal));
          // What it started itself would stay behind.
          if (made.pid !== undefined && process.platform !== 'win32') {
            try {
              process.kill(-made.pid, 'SIGKILL');
            } catch {
              // There was nothing.
            }
          }
        });
        made.stdin?.on('error', () => {
          // It closed its input: the exit that follows says why.
        });
        listen(made);
      }),
    send: (message) =>
      new Promise((resolve, reject) => {
        const input = child?.stdin;
        if (input === null || input === undefined || !input.writable) {
          reject(new NotSent('the server does not run'));
          return;
        }
        if (input.writableLength > options.longest) {
          reject(new NotSent('the server does not read its input'));
          return;
        }
        input.write(`${JSON.stringify(message)}\n`, (error) => {
          if (!error) resolve();
          // How it ended says more, and is known in a moment.
          else {
            void within(GOODBYE_MS).then(() =>
              reject(new NotSent('the server closed its input', { cause: error })),
            );
          }
        });
      }),
    async close() {
      closing = true;
      await end();
      tell(null);
    },
  };
  return wire;
}
