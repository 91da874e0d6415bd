import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config/index.ts';
import type { ExchangeView } from '../../src/contract/index.ts';
import { type ProgramOptions, startProgram, type WholeProgram } from '../../src/program.ts';
import { databaseFile, openStore } from '../../src/storage/index.ts';
import { send } from './http.ts';

export interface InProcessOptions extends Partial<ProgramOptions> {
  /** Contents of config.toml. */
  config?: string;
  env?: Record<string, string>;
  dataDir?: string;
}

/** The whole program in this process: a real server on a free port, real threads, a real database file. */
export interface InProcess {
  url: string;
  dataDir: string;
  program: WholeProgram;
  /** One exchange, once everything that runs has ended and is accounted for. */
  exchange(id: string | string[] | undefined): Promise<ExchangeView>;
  exchanges(): Promise<ExchangeView[]>;
  get<T>(path: string): Promise<T>;
  reload(config: string): void;
  stop(): Promise<void>;
}

/** Starts the program with a configuration text; `stop` ends it and deletes its folder. */
export async function serve(options: InProcessOptions = {}): Promise<InProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-'));
  const file = path.join(folder, 'config.toml');
  const dataDir = options.dataDir ?? path.join(folder, 'data');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const load = (text: string) => {
    writeFileSync(file, `log_level = "silent"\n${text}`, { mode: 0o600 });
    return loadConfig({
      flags: { config: file, dataDir, port: 0 },
      env: options.env ?? {},
      cwd: folder,
      home: folder,
    });
  };
  const program = await startProgram(load(options.config ?? ''), {
    version: '0.0.0-test',
    store: await openStore({ dialect: 'sqlite', file: databaseFile(dataDir) }),
    env: {},
    random: () => 0,
    ...options,
  });
  const get = async <T>(at: string): Promise<T> => {
    const answer = await send(`${program.url}${at}`, { method: 'GET' });
    if (answer.status !== 200) throw new Error(`${at}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  };
  return {
    url: program.url,
    dataDir,
    program,
    get,
    async exchange(id) {
      await program.idle();
      return get<ExchangeView>(`/api/exchanges/${String(id)}`);
    },
    exchanges: async () => (await get<{ items: ExchangeView[] }>('/api/exchanges')).items,
    reload: (config) => program.reload(load(config)),
    async stop() {
      await program.abort();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A configuration with one OpenAI-compatible provider per name, each with a key of its own. */
export function providers(urls: Record<string, string>, extra: Record<string, string> = {}): string {
  return Object.entries(urls)
    .map(
      ([name, url]) =>
        `[providers.${name}]\ntype = "openai-compatible"\nbase_url = "${url}"\napi_key = "key-of-${name}"\n${extra[name] ?? ''}\n`,
    )
    .join('\n');
}
