import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface Surroundings {
  cwd: string;
  env: Record<string, string>;
}

/** A tool's command while it runs, in a process group of its own. */
export interface Child {
  /** What it has printed so far, on both ways. */
  output(): string;
  /** Settles with its exit code once it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** Whether its output matches within that time; false, too, where it ends before. */
  shows(pattern: RegExp, limitMs: number): Promise<boolean>;
  /** Types into its terminal. */
  type(text: string): void;
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A shell's word. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same command in a terminal of its own: `script` of util-linux makes it, with what is typed on standard input. */
export const inTerminal = (line: readonly string[]): string[] => [
  'script',
  '-qfec',
  line.map(quoted).join(' '),
  '/dev/null',
];

/** Starts a command. */
export function start(line: readonly string[], { cwd, env }: Surroundings, typed = false): Child {
  const [program = '', ...args] = line;
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [typed ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of [...watchers]) watcher();
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
      look();
    });
  child.stdin?.on('error', () => undefined);
  let ended = false;
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  }).finally(() => {
    ended = true;
    look();
  });
  exited.catch(() => undefined);
  return {
    output: () => output,
    exited,
    signal: (name) => signalGroup(child, name),
    shows: (pattern, limitMs) =>
      new Promise((resolve) => {
        const settle = (seen: boolean) => {
          clearTimeout(late);
          watchers.delete(watcher);
          resolve(seen);
        };
        const watcher = () => {
          if (pattern.test(plain(output))) settle(true);
          else if (ended) settle(false);
        };
        const late = setTimeout(() => settle(false), limitMs);
        watchers.add(watcher);
        watcher();
      }),
    type: (text) => {
      child.stdin?.write(text);
    },
  };
}

/** What a terminal shows, roughly: without the sequences that move and paint. */
export function plain(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return output.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|.)/g, '');
}

/** How long a command has after each signal before the next. */
const GRACE_MS = 3000;

/** Whether it ends within that time. */
export async function endsWithin(child: Child, limitMs: number): Promise<boolean> {
  const late = new AbortController();
  const ended = await Promise.race([
    child.exited.then(() => true),
    delay(limitMs, false, { signal: late.signal }),
  ]);
  late.abort();
  return ended;
}

/** Ends a command, by signals of growing force. */
export async function end(child: Child): Promise<void> {
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    child.signal(name);
    if (await endsWithin(child, GRACE_MS)) return;
  }
}

/** Processes whose environment has this home: what a tool left behind, its daemons too. Linux only; else none. */
function processesOf(home: string): number[] {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.filter((pid) => environmentOf(pid).includes(`HOME=${home}`)).map(Number);
}

/** Empty where the process is gone or another's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Ends everything that still runs with this home. */
export async function endLeftOvers(home: string): Promise<void> {
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    const pids = processesOf(home);
    if (pids.length === 0) return;
    for (const pid of pids)
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    for (let waits = 0; waits < 20 && processesOf(home).length > 0; waits += 1) await delay(100);
  }
}
