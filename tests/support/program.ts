import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const MAIN = path.join(ROOT, 'dist', 'main.js');

export interface RunOptions {
  /** Added to an otherwise empty environment (PATH, an empty HOME, English). */
  env?: Record<string, string>;
  args?: string[];
  /** Contents of the config.toml in the working folder; none where it is left out. */
  config?: string;
  /** A folder of its own where it is left out. */
  dataDir?: string;
  /** Through `npm start` in the checkout, as a person does. */
  npm?: boolean;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A command that runs. */
export interface Running {
  /** Of the process that was started: npm's with `npm`. */
  readonly pid: number;
  readonly dataDir: string;
  /** The working folder; its config.toml is the configuration. */
  readonly cwd: string;
  stdout(): string;
  stderr(): string;
  /** Settles once standard output (or error) matches; rejects with all output where the process ends first. */
  sees(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** Closes our ends of its output, as a reader that goes away does. */
  closeOutput(): void;
  readonly exited: Promise<Exit>;
  /** Ends it (SIGTERM; SIGKILL where it does not end) and deletes what it left. */
  stop(): Promise<Exit>;
}

export interface RunningProgram extends Running {
  readonly url: string;
}

const folders: string[] = [];
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is deleted when the tests of this process end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-e2e-'));
  folders.push(folder);
  return folder;
}

/** Starts a command of the built program (`start` where `args` names none) in a folder of its own. */
export function run(options: RunOptions = {}): Running {
  const home = temporaryFolder();
  const cwd = path.join(home, 'work');
  mkdirSync(cwd);
  const dataDir = options.dataDir ?? path.join(home, 'data');
  const configFile = path.join(cwd, 'config.toml');
  if (options.config !== undefined) writeFileSync(configFile, options.config, { mode: 0o600 });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    KIMI_PROXY_DATA_DIR: dataDir,
    ...(options.config === undefined ? {} : { KIMI_PROXY_CONFIG: configFile }),
    ...options.env,
  };
  const args = options.args ?? [];
  const [file, line] = options.npm
    ? ['npm', ['start', '--silent', '--', ...args]]
    : [process.execPath, [MAIN, ...args]];
  const child = spawn(file, line, {
    cwd: options.npm ? ROOT : cwd,
    env: options.npm ? { ...env, npm_config_update_notifier: 'false' } : env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(child, { home, cwd, dataDir });
}

/** Starts the server on a free port and waits until it says where it listens. */
export async function startProgram(options: RunOptions = {}): Promise<RunningProgram> {
  const running = run({ ...options, env: { KIMI_PROXY_PORT: '0', ...options.env } });
  const [url] = await running.sees(/https?:\/\/[\d.]+:\d+(?=\s)/);
  await running.sees(/OPENAI_BASE_URL/);
  return { ...running, url };
}

/** Runs a command to its end. */
export async function runToEnd(
  options: RunOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const running = run(options);
  const { code } = await running.exited;
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

/** After this long without an end, SIGKILL: drain takes 30 s at most. */
const KILL_AFTER_MS = 40_000;

function watch(child: ChildProcess, where: { home: string; cwd: string; dataDir: string }): Running {
  children.add(child);
  const output = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
    changed();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
    changed();
  });
  let ended: Exit | null = null;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      children.delete(child);
      ended = { code, signal };
      changed();
      resolve(ended);
    });
  });
  const sees = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(output.out) ?? pattern.exec(output.err);
        if (found === null && ended === null) return;
        listeners.delete(look);
        if (found !== null) resolve(found);
        else reject(new Error(`ended without ${pattern}:\n${output.out}\n${output.err}`));
      };
      listeners.add(look);
      look();
    });
  return {
    pid: child.pid ?? 0,
    dataDir: where.dataDir,
    cwd: where.cwd,
    stdout: () => output.out,
    stderr: () => output.err,
    sees,
    signal: (name) => {
      child.kill(name);
    },
    closeOutput: () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      const exit = await exited;
      clearTimeout(timer);
      rmSync(where.home, { recursive: true, force: true });
      return exit;
    },
  };
}
