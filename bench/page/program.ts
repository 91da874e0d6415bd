import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The built program on a free port, with a data folder of its own. */
export interface Subject {
  url: string;
  stop(): Promise<void>;
}

/** Starts it; `prepare` gets the database's path before it is opened. */
export async function startSubject(
  root: string,
  prepare: (database: string) => Promise<void>,
): Promise<Subject> {
  const home = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-bench-'));
  const data = path.join(home, 'data');
  mkdirSync(data, { mode: 0o700 });
  await prepare(path.join(data, 'kimi-proxy.db'));
  const child = spawn(process.execPath, [path.join(root, 'dist', 'main.js')], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, KIMI_PROXY_DATA_DIR: data, KIMI_PROXY_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /https?:\/\/[\d.]+:\d+(?=\s)/.exec(said)?.[0];
      if (found !== undefined && said.includes('OPENAI_BASE_URL')) resolve(found);
    });
    void ended.then(() => reject(new Error(`the program ended: ${said}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      child.kill('SIGINT');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
