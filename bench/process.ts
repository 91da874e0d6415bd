import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time that a process has used, in ms. Zero everywhere but on Linux. */
export interface Cpu {
  /** The main thread alone: the event loop. */
  main: number;
  /** All threads: workers, garbage collection, the compiler. */
  total: number;
}

/** A process under test. */
export interface Subject {
  readonly pid: number;
  readonly port: number;
  cpu(): Cpu;
  /** Resident memory in MB. */
  rss(): number;
  stop(): Promise<void>;
}

function threadCpu(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    return 0;
  }
}

/** Reads `/proc/PID/task/*​/schedstat`, in nanoseconds on the CPU (kernel documentation, scheduler/sched-stats). */
export function readCpu(pid: number): Cpu {
  if (process.platform !== 'linux') return { main: 0, total: 0 };
  const cpu = { main: 0, total: 0 };
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const used = threadCpu(pid, thread);
    cpu.total += used;
    if (thread === String(pid)) cpu.main = used;
  }
  return cpu;
}

function readRss(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1024;
}

function firstAddress(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const look = (piece: Buffer) => {
      seen += String(piece);
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(seen)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', (piece: Buffer) => {
      seen += String(piece);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it listened:\n${seen}`)));
  });
}

/** Starts `node ...args` on core 0, where `pinned`, and waits for the address that it prints. */
export async function startSubject(
  args: string[],
  options: { cwd: string; pinned: boolean },
): Promise<Subject> {
  const command = options.pinned ? 'taskset' : process.execPath;
  const all = options.pinned ? ['-c', '0', process.execPath, ...args] : args;
  const child = spawn(command, all, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await firstAddress(child);
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    cpu: () => readCpu(pid),
    rss: () => readRss(pid),
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Waits until the process has done what it put off (it uses less than 2 % of a core), for 8 s at most. */
export async function settle(subject: Subject): Promise<void> {
  let before = subject.cpu().total;
  for (let quiet = 0, round = 0; quiet < 2 && round < 80; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = subject.cpu().total;
    quiet = now - before < 2 ? quiet + 1 : 0;
    before = now;
  }
}
