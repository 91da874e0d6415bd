import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import * as z from 'zod';
import { type Cli, CliError, type StartFlags, say } from '../cli.ts';
import { filesOf, openDataFolder } from '../data-folder.ts';
import { openLog, rotateLog } from '../log-file.ts';

/** Set for the program in the background: it says over its channel when it is ready, or why not. */
export const BACKGROUND = 'KIMI_PROXY_BACKGROUND';
const READY_MS = 120_000;

const reportSchema = z.union([z.object({ ready: z.string() }), z.object({ failed: z.string() })]);
/** What the program in the background says once: its banner, or the sentence why it did not start. */
export type BackgroundReport = z.infer<typeof reportSchema>;

/** Starts the program in the background and waits until it is ready; its output goes to the log of the data folder. */
export async function detach(cli: Cli, flags: StartFlags, dataDir: string): Promise<number> {
  openDataFolder(cli, dataDir);
  const { log } = filesOf(dataDir);
  rotateLog(log);
  const output = openLog(log);
  const child = spawn(process.execPath, [cli.entry, 'start', ...argumentsOf(flags)], {
    cwd: cli.cwd,
    env: { ...cli.env, [BACKGROUND]: '1' },
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const report = await new Promise<BackgroundReport>((resolve, reject) => {
    let said: BackgroundReport | null = null;
    const timer = setTimeout(() => resolve(said ?? { failed: cli.messages.detach.slow(log) }), READY_MS);
    const settle = (one: BackgroundReport): void => {
      clearTimeout(timer);
      resolve(one);
    };
    child.once('error', reject);
    child.once('exit', () => settle(said ?? { failed: cli.messages.detach.failed(log) }));
    child.once('message', (message) => {
      said = reportSchema.parse(message);
      // One that failed still writes its reason to the log: not after what the next command has to say there.
      if ('ready' in said) settle(said);
    });
  });
  if (child.connected) child.disconnect();
  child.unref();
  if ('failed' in report) throw new CliError(report.failed);
  cli.stdout.write(report.ready);
  say(cli, cli.messages.detach.started(child.pid ?? 0));
  return 0;
}

/** Tells who started this program in the background; nothing where nobody waits. */
export function reportToParent(report: BackgroundReport): void {
  if (process.send === undefined || !process.connected) return;
  process.send(report, () => {
    if (process.connected) process.disconnect();
  });
}

function argumentsOf(flags: StartFlags): string[] {
  const given: [string, string | number | undefined][] = [
    ['--host', flags.host],
    ['--port', flags.port],
    ['--config', flags.config],
    ['--data-dir', flags.dataDir],
    ['--log-level', flags.logLevel],
  ];
  return given.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}
