import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { type Program, runCli, type StartProgram } from '../../../src/cli/index.ts';
import type { Config } from '../../../src/config/index.ts';

/** A program that serves nothing and notes what it is told. */
export class FakeProgram implements Program {
  readonly url = 'http://127.0.0.1:45678';
  readonly told: string[] = [];
  configs: Config[] = [];
  requests = 0;
  /** Lets a drain that was asked for come to its end. */
  finish: (error?: Error) => void = () => {};
  private held = false;

  /** From now on a drain waits for `finish`. */
  hold(): void {
    this.held = true;
  }
  running(): number {
    return this.requests;
  }
  drain(): Promise<void> {
    this.told.push('drain');
    if (!this.held) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.finish = (error) => (error === undefined ? resolve() : reject(error));
    });
  }
  abort(): Promise<void> {
    this.told.push('abort');
    return Promise.resolve();
  }
  reload(config: Config): void {
    this.told.push('reload');
    this.configs.push(config);
  }
  reloadRefused(reason: string): void {
    this.told.push(`refused: ${reason}`);
  }
}

/** Collects what is written, and tells when something is there. */
export class Screen extends Writable {
  text = '';
  private readonly watchers = new Set<() => void>();

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    for (const listener of this.watchers) listener();
    done();
  }
  /** Settles once the text matches. */
  shows(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!pattern.test(this.text)) return;
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
      look();
    });
  }
}

/** A home folder, a working folder, two screens and a source of signals, for commands that run in this process. */
export class World {
  readonly home = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-cli-'));
  readonly cwd = path.join(this.home, 'work');
  readonly dataDir = path.join(this.home, 'data');
  readonly configFile = path.join(this.cwd, 'config.toml');
  readonly signals = new EventEmitter();
  readonly program = new FakeProgram();
  out = new Screen();
  err = new Screen();
  env: NodeJS.ProcessEnv = { HOME: this.home, LANG: 'C', KIMI_PROXY_DATA_DIR: this.dataDir };
  entry = '/nowhere/main.js';
  startProgram: StartProgram = async () => this.program;

  constructor() {
    mkdirSync(this.cwd);
  }
  configure(toml: string): void {
    writeFileSync(this.configFile, toml, { mode: 0o600 });
  }
  run(...argv: string[]): Promise<number> {
    return runCli({
      argv,
      env: this.env,
      cwd: this.cwd,
      home: this.home,
      entry: this.entry,
      version: '9.8.7',
      startProgram: (config, context) => this.startProgram(config, context),
      stdout: this.out,
      stderr: this.err,
      signals: this.signals,
    });
  }
  /** A file that runs the commands as `main` does, with a program that serves nothing; for processes of their own. */
  makeEntry(): void {
    const source = new URL('../../../', import.meta.url);
    this.entry = path.join(this.home, 'entry.mjs');
    writeFileSync(
      this.entry,
      `import { createServer } from 'node:http';
import { createRequire } from 'node:module';
const require = createRequire('${source.href}');
await import(require.resolve('tsx/esm'));
const { runCli } = await import('${source.href}src/cli/index.ts');
const startProgram = async (config) => {
  if (config.defaultModel === 'fail/now') throw new Error('It will not go.');
  if (config.defaultModel === 'crash/now') process.exit(7);
  console.log('a line of the log');
  const health = JSON.stringify({ status: 'fine', message: 'all is well', running: 3 });
  const server = createServer((request, response) => {
    const allowed = request.headers['x-kimi-proxy-token'] === (config.server.authToken ?? undefined);
    response.writeHead(allowed ? 200 : 401).end(allowed ? health : '{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => { server.close(); server.closeAllConnections(); };
  return {
    url: 'http://127.0.0.1:' + server.address().port,
    running: () => 0, drain: close, abort: close, reload: () => {},
  };
};
process.exitCode = await runCli({
  argv: process.argv.slice(2), env: process.env, entry: process.argv[1], version: '9.8.7', startProgram,
});
`,
    );
  }
  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
