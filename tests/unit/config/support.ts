import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Config, ConfigError, type LoadOptions, loadConfig } from '../../../src/config/index.ts';

export interface Folder {
  cwd: string;
  home: string;
  /** Writes a file below the folder and returns its path. */
  write(name: string, text: string, mode?: number): string;
  load(options?: Partial<LoadOptions>): Config;
  /** The error of a load that has to fail. */
  fail(options?: Partial<LoadOptions>): ConfigError;
}

/** A folder of its own for one test: `cwd` and `home` within, gone afterwards. */
export function folder(files: Record<string, string> = {}): Folder {
  const root = mkdtempSync(join(tmpdir(), 'kimi-proxy-config-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const cwd = join(root, 'work');
  const home = join(root, 'home');
  mkdirSync(cwd);
  mkdirSync(home);
  const write = (name: string, text: string, mode = 0o600): string => {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const load = (options: Partial<LoadOptions> = {}) => loadConfig({ env: {}, cwd, home, ...options });
  const fail = (options: Partial<LoadOptions> = {}): ConfigError => {
    try {
      load(options);
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error('the configuration was accepted');
  };
  return { cwd, home, write, load, fail };
}

/** The configuration of one file in the working directory. */
export function loadText(toml: string, env: Record<string, string> = {}): Config {
  return folder({ 'work/config.toml': toml }).load({ env });
}

/** What a file is refused with, one sentence a problem. */
export function problemsOf(toml: string, env: Record<string, string> = {}): string[] {
  return folder({ 'work/config.toml': toml })
    .fail({ env })
    .problems.map((problem) => problem.message);
}

/** The provider of that name. */
export function provider(config: Config, name: string): Config['providers'][number] {
  const found = config.providers.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no provider ${name}`);
  return found;
}

/** A provider of one's own, as TOML. */
export const LOCAL = '[providers.local]\ntype = "openai-compatible"\nbase_url = "http://127.0.0.1:1/v1"\n';
